import type { Registration } from '../core/ports';
import { describeFailure } from '../../auth0-management/adapters/describe-failure';

/** What is known of an event before anything is done. Names and ids, no values. */
export interface Occasion {
  readonly requestType: string;
  readonly requestId: string;
  readonly environment?: string | undefined;
  readonly domain?: string | undefined;
  readonly connection?: string | undefined;
  readonly physicalId?: string | undefined;
}

export interface Effort {
  /** Requests to Auth0, retries included. */
  readonly calls: number;
  readonly durationMs: number;
}

/** Writes the log: one line when an event arrives, one when it is done. Every field is named here. */
export const createJournal = (writeLine: (line: string) => void, now: () => number) => {
  const write = (level: 'info' | 'warn' | 'error', message: string, fields: object) =>
    writeLine(JSON.stringify({ level, message, time: new Date(now()).toISOString(), ...fields }));
  return {
    started: (occasion: Occasion) => write('info', 'started', occasion),
    completed: (occasion: Occasion, { connectionId, action, note }: Registration, effort: Effort) =>
      write(action === 'left' ? 'warn' : 'info', 'completed', {
        ...occasion,
        connectionId,
        action,
        note,
        ...effort,
      }),
    failed: (occasion: Occasion, error: unknown, effort: Effort) =>
      write('error', 'failed', { ...occasion, ...describeFailure(error), ...effort }),
  };
};
