import type { Result } from '../../lambda/shared/result';
import type { AwsFault } from '../shared/aws-faults';
import { failureOf } from '../shared/identity';
import type { SecretDesk, SecretState } from '../shared/secret-desk';
import type { WantedSecret } from '../shared/wanted-secrets';
import { createPendingCredentials } from './pending';
import type { Entry } from './report';

/** Where credentials go: into their secret, or, as long as there is none, to those that wait. */
export interface Storage {
  readonly store: (secret: WantedSecret, credentials: unknown) => Promise<'stored' | 'waiting'>;
  /** Moves what waits into secrets that have come to be, and tells what there is to tell. */
  readonly settle: () => Promise<ReadonlyMap<WantedSecret, Entry>>;
  /** Writes down what waits from now on. */
  readonly close: () => Promise<void>;
}

export const openStorage = async (
  desk: SecretDesk,
  environment: string,
  states: ReadonlyMap<WantedSecret, SecretState['kind']>,
): Promise<Storage> => {
  const pending = createPendingCredentials(desk, environment);
  const found = valueOf(await pending.load());
  let secretExists = Object.keys(found).length > 0;
  const waiting = new Map(
    [...states.keys()].flatMap((secret) =>
      secret.key in found ? [[secret, found[secret.key]]] : [],
    ),
  );

  const store: Storage['store'] = async (secret, credentials) => {
    const put = valueOf(await desk.put(secret.name, JSON.stringify(credentials)));
    if (put === 'stored') waiting.delete(secret);
    else waiting.set(secret, credentials);
    return put === 'stored' ? 'stored' : 'waiting';
  };

  return {
    store,
    settle: async () => {
      const entries = new Map<WantedSecret, Entry>();
      for (const [secret, state] of states) {
        if (state === 'filled') {
          // Somebody was faster, or an earlier run ended between its two writes.
          waiting.delete(secret);
          entries.set(secret, { outcome: 'present', level: 'green', remarks: [] });
        } else if (waiting.has(secret)) {
          const outcome = await store(secret, waiting.get(secret));
          entries.set(
            secret,
            outcome === 'stored'
              ? { outcome, level: 'green', remarks: ['had been waiting'] }
              : { outcome, level: 'yellow', remarks: [] },
          );
        }
      }
      return entries;
    },
    close: async () => {
      if (waiting.size === 0 && !secretExists) return;
      secretExists = waiting.size > 0;
      const rest = [...waiting].map(([{ key }, credentials]) => [key, credentials] as const);
      valueOf(await pending.save(Object.fromEntries(rest)));
    },
  };
};

/** The value, or the end of the command. */
export const valueOf = <T>(result: Result<T, AwsFault>): T => {
  if (result.ok) return result.value;
  throw failureOf(result.error);
};
