import type { Registration } from '../core/ports';
import { RegistrationError } from '../../auth0-management/core/registration-error';

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
      write('error', 'failed', { ...occasion, ...describe(error), ...effort }),
  };
};

const describe = (error: unknown): object => {
  if (error instanceof RegistrationError) return { reason: error.message };
  const { name, stack = '' } = error instanceof Error ? error : new Error('not an error');
  // The text of a foreign error may quote what it failed on; the frames only name our own code.
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return { exception: { name, frames: frames.slice(0, 8).map((frame) => frame.trim()) } };
};
