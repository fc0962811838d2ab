import { createDecisions, type Decisions } from '../decisions';
import { serve, type RunningServer } from '../http/serve';
import { createInbox, type Inbox } from '../inbox';
import { createPage } from '../page/page';
import { PROVIDER_NAMES, type ProviderName, type Providers } from '../providers/providers';
import type { Tenant } from '../tenant/tenant';
import { CLIENT_ID } from './app';
import { createEvents } from './events';
import { PROVIDERS_IN_ORDER, routeOf } from './gateway';
import { createSite } from './site';
import { walkthrough } from './walkthrough';
import { createWorld, type World } from './world';

export { CLIENT_ID } from './app';

export interface LaptopOptions {
  /** @default 0 — any free port */
  readonly port?: number;
  /** The same seed gives the same codes and ids in the same order. @default random ones */
  readonly seed?: string;
  /** Takes the lines of the gateway's log. */
  readonly writeLine: (line: string) => void;
  /** Auth0's limit per address. @default 50 */
  readonly startsPerHour?: number;
  /** Whether browsers get the page at `/`. @default true */
  readonly page?: boolean;
}

export interface Laptop extends RunningServer {
  readonly tenant: Tenant;
  readonly providers: Providers;
  readonly inbox: Inbox;
  readonly decisions: Decisions;
  /** Everything as at the start: with a seed, the same codes come again. */
  readonly reset: () => Promise<void>;
}

/** The whole product on one port: tenant, gateway, providers, phones and the page. */
export const startLaptop = async ({
  port,
  seed,
  writeLine,
  startsPerHour,
  page = true,
}: LaptopOptions): Promise<Laptop> => {
  const inbox = createInbox();
  const decisions = createDecisions(routeOf);
  const providerWatchers = new Set<() => void>();
  const announceProviders = () => providerWatchers.forEach((changed) => changed());
  let world: World | undefined;
  const current = (): World => {
    if (!world) throw new Error('The laptop is still starting');
    return world;
  };

  const events = createEvents({
    inbox,
    decisions,
    providers: {
      states: () => statesOf(current().providers),
      watch: (changed) => {
        providerWatchers.add(changed);
        return () => void providerWatchers.delete(changed);
      },
    },
  });
  const site = createSite({
    world: current,
    inbox,
    decisions,
    events,
    page: page ? createPage() : undefined,
    text: () => walkthrough(server.url, CLIENT_ID),
    reset: () => reset(),
  });
  const server = await serve(site, { port });

  /** What an old world still has on its way must not turn up in the new one. */
  const build = (): World => {
    const isCurrent = () => world === built;
    const built: World = createWorld({
      url: server.url,
      seed,
      startsPerHour,
      inbox: {
        ...inbox,
        deliver: (message) => {
          if (isCurrent()) inbox.deliver(message);
        },
      },
      writeLine: (line) => {
        writeLine(line);
        if (isCurrent()) decisions.readLine(line);
      },
      onProviderChange: announceProviders,
    });
    return built;
  };
  const start = async () => {
    const old = world;
    world = build();
    await old?.tenant.stopActions();
    await world.register();
  };
  let lastReset: Promise<void> = Promise.resolve();
  const reset = () =>
    (lastReset = lastReset.then(async () => {
      await start();
      inbox.clear();
      decisions.clear();
      announceProviders();
    }));

  try {
    await start();
  } catch (error) {
    await server.close();
    throw error;
  }
  return {
    ...server,
    close: async () => {
      await current().tenant.stopActions();
      await server.close();
    },
    inbox,
    decisions,
    reset,
    get tenant() {
      return current().tenant;
    },
    get providers() {
      return current().providers;
    },
  };
};

/** In the order in which the gateway tries them; providers on no route come last. */
const statesOf = ({ stateOf }: Providers) =>
  Object.fromEntries(
    [...new Set<ProviderName>([...PROVIDERS_IN_ORDER, ...PROVIDER_NAMES])].map((name) => [
      name,
      stateOf(name),
    ]),
  );
