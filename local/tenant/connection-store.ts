import { LETTERS_AND_DIGITS, randomText, type RandomInt } from '../random';
import type { Connection, ConnectionSeed } from './model';

/** The tenant's connections. Names are unique, across strategies too. */
export interface ConnectionStore {
  readonly all: () => readonly Connection[];
  readonly byId: (id: string) => Connection | undefined;
  readonly byName: (name: string) => Connection | undefined;
  readonly add: (seed: ConnectionSeed) => Connection;
  readonly replace: (connection: Connection) => void;
  readonly remove: (id: string) => void;
}

export const createConnectionStore = (
  random: RandomInt,
  seeds: readonly ConnectionSeed[] = [],
): ConnectionStore => {
  const connections = new Map<string, Connection>();
  const store: ConnectionStore = {
    all: () => [...connections.values()],
    byId: (id) => connections.get(id),
    byName: (name) => store.all().find((connection) => connection.name === name),
    add: (seed) => {
      const connection: Connection = {
        strategy: 'sms',
        options: {},
        settings: {},
        clients: [],
        ...seed,
        id: seed.id ?? `con_${randomText(random, LETTERS_AND_DIGITS, 16)}`,
      };
      connections.set(connection.id, connection);
      return connection;
    },
    replace: (connection) => connections.set(connection.id, connection),
    remove: (id) => connections.delete(id),
  };
  for (const seed of seeds) store.add(seed);
  return store;
};
