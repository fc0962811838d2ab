import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Plans, Provider } from '../plan';
import type { Order, Report, Word } from './protocol';

/** The providers, in a process of their own. */
export interface Providers {
  readonly urls: Readonly<Record<Provider, string>>;
  /** Begins a run, and says when that was, in milliseconds since the epoch. */
  readonly begin: (seed: string, plans: Plans) => Promise<number>;
  readonly end: () => Promise<Report>;
  readonly stop: () => void;
}

export const startProviders = async (): Promise<Providers> => {
  const child = fork(join(__dirname, 'process.ts'));
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process of the providers ended');
  });
  // Nobody may be waiting when it ends, and then that is as it should be.
  ended.catch(() => {});
  const next = async <Kind extends Word['kind']>(kind: Kind) => {
    const [word] = (await Promise.race([once(child, 'message'), ended])) as [Word];
    if (word.kind !== kind) throw new Error(`the providers said "${word.kind}" for "${kind}"`);
    return word as Extract<Word, { readonly kind: Kind }>;
  };
  const give = (order: Order) => child.send(order);

  const { urls } = await next('ready');
  return {
    urls,
    begin: async (seed, plans) => {
      const begun = next('begun');
      give({ kind: 'begin', seed, plans });
      return (await begun).atMs;
    },
    end: async () => {
      const word = next('ended');
      give({ kind: 'end' });
      return (await word).report;
    },
    stop: () => child.disconnect(),
  };
};
