/**
 * Where counters are kept. One item holds several of them, and takes a message all or not at all: no
 * instance of the function can read a count, and write it after another one has changed it.
 */
export interface LimitStore {
  /** Counts, unless a counter, the set or the claim stands against it. Rejects when it cannot be done in time. */
  readonly take: (take: Take) => Promise<Taken>;
  /**
   * Takes back what a `take` has counted, and its claim unless somebody else has it by now; what it
   * brought to a set stays. May reject.
   */
  readonly giveBack: (take: Take) => Promise<void>;
  /** Ends a claim unless somebody else has it by now, and nothing else. May reject. */
  readonly endClaim: (take: Take) => Promise<void>;
  /** Counters of the items of a partition from one sort key to another, both included. May reject. */
  readonly readItems: (
    partition: string,
    fromSort: string,
    toSort: string,
  ) => Promise<readonly StoredItem[]>;
}

/** What one message wants of one item. */
export interface Take {
  readonly partition: string;
  readonly sort: string;
  /** Seconds since the epoch after which nobody asks for the item any more. */
  readonly expiresAtSeconds: number;
  readonly counters: readonly Counter[];
  readonly member?: Member;
  readonly claim?: Claim;
}

export interface Counter {
  readonly name: string;
  /** Whole and positive. */
  readonly add: number;
  /** The take is refused when the counter is at or above this. @default - it only counts */
  readonly below?: number;
}

/** A set of distinct texts, of which the message brings one. */
export interface Member {
  readonly set: string;
  readonly text: string;
  /** Refused when the text is new and there are so many already. @default - it only collects */
  readonly atMost?: number;
}

/** The right to send a message: one at a time may have it, until it ends. */
export interface Claim {
  readonly name: string;
  /** Says which message. */
  readonly message: string;
  readonly untilMs: number;
  readonly nowMs: number;
}

/** Values after counting, or as they stand when the take was refused. */
export interface Taken {
  readonly taken: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly members: readonly string[];
  /** Somebody else holds the claim on this very message. */
  readonly claimed: boolean;
}

export interface StoredItem {
  readonly sort: string;
  readonly counts: Readonly<Record<string, number>>;
}
