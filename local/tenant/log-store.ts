/** Auth0's codes for what the tenant does here (Auth0, "Log Event Type Codes"). */
export type LogType =
  /** A one-time code was asked to be sent. */
  | 'cs'
  /** A sign-in, and a first one. */
  | 's'
  | 'ss'
  /** A start of a sign-in that failed, an exchange of a code that failed. */
  | 'f'
  | 'fepotpft'
  /** A notification that was not delivered. */
  | 'fn'
  | 'actions_execution_failed'
  /** Blocked after many wrong codes from one address. */
  | 'limit_wc';

/** A tenant log entry: whole phone numbers, as Auth0 has them, and never a code or a message text. */
export interface LogEntry {
  readonly log_id: string;
  readonly date: string;
  readonly type: LogType;
  readonly description: string;
  readonly [field: string]: unknown;
}

export interface LogStore {
  readonly write: (type: LogType, fields?: Readonly<Record<string, unknown>>) => void;
  /** Newest first. */
  readonly all: () => readonly LogEntry[];
  readonly byId: (id: string) => LogEntry | undefined;
}

/** Older entries are forgotten, so that memory stays flat. */
const MAX_ENTRIES = 1000;

export const createLogStore = (now: () => number): LogStore => {
  let entries: readonly LogEntry[] = [];
  let count = 0;
  return {
    write: (type, fields = {}) => {
      count += 1;
      const id = `90020${String(count).padStart(24, '0')}`;
      const entry: LogEntry = {
        date: new Date(now()).toISOString(),
        type,
        description: '',
        ...fields,
        log_id: id,
        _id: id,
        isMobile: false,
      };
      entries = [entry, ...entries.slice(0, MAX_ENTRIES - 1)];
    },
    all: () => entries,
    byId: (id) => entries.find(({ log_id: known }) => known === id),
  };
};
