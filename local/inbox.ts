import { createHistory, type History, type Numbered, type WaitOptions } from './history';

/** A text message as it arrived on somebody's phone. The one place that shows codes. */
export interface ReceivedMessage extends Numbered {
  /** E.164. */
  readonly to: string;
  readonly text: string;
  /** The provider that delivered it. */
  readonly provider: string;
  /** ISO 8601. */
  readonly at: string;
}

/** As other programs and the page get it. */
export interface MessageWithCode extends ReceivedMessage {
  /** The first run of 4 to 40 digits in the text, as a phone offers it for typing. */
  readonly code?: string;
}

type Received = Omit<ReceivedMessage, 'sequence'>;

/** All phones of the laptop; the newest 1,000 messages. */
export interface Inbox extends Pick<History<Received>, 'watch' | 'clear'> {
  readonly deliver: (message: Pick<ReceivedMessage, 'to' | 'text' | 'provider'>) => void;
  /** Oldest first. */
  readonly all: () => readonly ReceivedMessage[];
  /** The newest message to a number, if need be waiting for it. */
  readonly latest: (to: string, options?: WaitOptions) => Promise<ReceivedMessage | undefined>;
}

export const createInbox = (now: () => number = Date.now): Inbox => {
  const { add, all, latest, watch, clear } = createHistory<Received>();
  return {
    deliver: (message) => add({ ...message, at: new Date(now()).toISOString() }),
    all,
    latest: (to, options) => latest((message) => message.to === to, options),
    watch,
    clear,
  };
};

export const withCode = (message: ReceivedMessage): MessageWithCode => {
  const code = /(?<!\d)\d{4,40}(?!\d)/.exec(message.text)?.[0];
  return code === undefined ? message : { ...message, code };
};
