/** A text message as it arrived on somebody's phone. The one place that shows codes. */
export interface ReceivedMessage {
  /** E.164. */
  readonly to: string;
  readonly text: string;
  /** The provider that delivered it. */
  readonly provider: string;
  /** ISO 8601. */
  readonly at: string;
  /** Counts up from 1, over all numbers, and never starts again. */
  readonly sequence: number;
}

export interface WaitOptions {
  /** Only a message with a higher sequence counts. @default 0 */
  readonly after?: number;
  /** @default 0 — look once */
  readonly timeoutMs?: number;
}

/** All phones of the laptop. */
export interface Inbox {
  readonly deliver: (message: Pick<ReceivedMessage, 'to' | 'text' | 'provider'>) => void;
  /** Oldest first. */
  readonly all: () => readonly ReceivedMessage[];
  /** The newest message to a number, if need be waiting for it. */
  readonly latest: (to: string, options?: WaitOptions) => Promise<ReceivedMessage | undefined>;
  readonly clear: () => void;
}

/** Older messages are forgotten, so that memory stays flat however long the tests run. */
const MAX_MESSAGES = 1000;

export const createInbox = (now: () => number = Date.now): Inbox => {
  let messages: readonly ReceivedMessage[] = [];
  let sequence = 0;
  const waiting = new Set<() => void>();

  const newest = (to: string, after: number) =>
    messages.findLast((message) => message.to === to && message.sequence > after);

  return {
    deliver: (message) => {
      sequence += 1;
      const received = { ...message, at: new Date(now()).toISOString(), sequence };
      messages = [...messages.slice(1 - MAX_MESSAGES), received];
      for (const wake of waiting) wake();
    },
    all: () => messages,
    latest: (to, { after = 0, timeoutMs = 0 } = {}) => {
      const found = newest(to, after);
      if (found || timeoutMs <= 0) return Promise.resolve(found);
      return new Promise((resolve) => {
        const finish = (message?: ReceivedMessage) => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve(message);
        };
        const look = () => {
          const message = newest(to, after);
          if (message) finish(message);
        };
        const timer = setTimeout(finish, timeoutMs);
        waiting.add(look);
      });
    },
    clear: () => {
      messages = [];
    },
  };
};
