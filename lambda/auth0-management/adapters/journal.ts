import { RegistrationError } from '../core/registration-error';
import { describeFailure } from './describe-failure';

/** What is known of an event before anything is done. Names and ids, no values. */
export interface Occasion {
  readonly requestType: string;
  readonly requestId: string;
  readonly environment?: string | undefined;
  readonly domain?: string | undefined;
  readonly connection?: string | undefined;
  readonly integration?: string | undefined;
  readonly physicalId?: string | undefined;
}

/** What became of the registration. */
export interface Completion {
  readonly connectionId?: string;
  readonly action: string;
  /** One or two sentences on what is not obvious. */
  readonly note?: string;
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
    completed: (occasion: Occasion, { connectionId, action, note }: Completion, effort: Effort) =>
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

/**
 * CDK's framework shows CloudFormation the stack of an error and not only its text; without frames the
 * operator reads the sentence and nothing else.
 */
export const asSentence = (error: unknown): RegistrationError => {
  const sentence =
    error instanceof RegistrationError
      ? error.message
      : 'The registration failed for a reason it does not know: the log of the function names the place in the code';
  const plain = new RegistrationError(`${sentence}.`);
  plain.stack = `${plain.name}: ${plain.message}`;
  return plain;
};
