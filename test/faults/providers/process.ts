/**
 * The process of the providers: what they compute costs the gateway nothing. It ends when the run
 * that started it does.
 */
import { PROVIDERS, type Provider } from '../plan';
import { watchStalls } from '../stall';
import type { Order, Report, Word } from './protocol';
import { startProvider, type PlannedProvider } from './provider';

const serve = async () => {
  const started = await Promise.all(
    PROVIDERS.map(async (name) => [name, await startProvider(name)] as const),
  );
  const ofEach = <T>(read: (provider: PlannedProvider) => T) =>
    Object.fromEntries(started.map(([name, provider]) => [name, read(provider)])) as Record<
      Provider,
      T
    >;
  const say = (word: Word) => process.send?.(word);
  let stalls = watchStalls();

  const follow = async (order: Order): Promise<void> => {
    if (order.kind === 'begin') {
      const atMs = Date.now();
      await Promise.all(
        started.map(([name, { begin }]) => begin(order.seed, order.plans[name], atMs)),
      );
      stalls = watchStalls();
      say({ kind: 'begun', atMs });
      return;
    }
    const seen = ofEach((provider) => provider.end());
    const report: Report = {
      arrivals: ofEach((provider) => provider.end().arrivals),
      taken: Object.values(seen).flatMap(({ taken }) => taken),
      longestStallMs: stalls.longestMs(),
    };
    say({ kind: 'ended', report });
  };

  process.on('message', (order: Order) => void follow(order));
  process.on('disconnect', () => process.exit(0));
  say({ kind: 'ready', urls: ofEach(({ url }) => url) });
};

void serve();
