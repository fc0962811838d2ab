import { describeFailure } from '../../auth0-management/adapters/describe-failure';
import type { RotationReport, RotationRequest } from '../core/rotate';

/** What is known of a step before anything is done. Names and ids, no values. */
export interface Occasion extends Partial<RotationRequest> {
  readonly environment?: string | undefined;
}

export interface Effort {
  /** Requests to Auth0, retries included. */
  readonly calls: number;
  readonly durationMs: number;
}

/** Writes the log: one line when a step begins, one when it ends. Every field is named here. */
export const createJournal = (writeLine: (line: string) => void, now: () => number) => {
  const write = (level: 'info' | 'error', message: string, fields: object) =>
    writeLine(JSON.stringify({ level, message, time: new Date(now()).toISOString(), ...fields }));
  return {
    started: (occasion: Occasion) => write('info', 'started', occasion),
    completed: (
      occasion: Occasion,
      { next, waiting, held, places, moves }: RotationReport,
      effort: Effort,
    ) =>
      write('info', 'completed', {
        ...occasion,
        found: { next, waiting, held, places },
        moves,
        ...effort,
      }),
    failed: (occasion: Occasion, error: unknown, effort: Effort) =>
      write('error', 'failed', { ...occasion, ...describeFailure(error), ...effort }),
  };
};
