/** What passes between the tenant and the thread that an Action runs in. All of it is plain data. */
export interface CacheEntry {
  readonly key: string;
  readonly value: string;
  /** Milliseconds since the epoch, by the tenant's clock. */
  readonly expiresAt: number;
}

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an Action came to. */
export type RunResult =
  /** It returned and called nothing: the message counts as delivered. */
  | { readonly result: 'done' }
  | { readonly result: 'retry' | 'drop'; readonly reason: string }
  | { readonly result: 'error'; readonly message: string };

export type ToThread =
  | {
      readonly type: 'run';
      readonly handler: string;
      /** JSON. */
      readonly event: string;
      readonly cache: readonly CacheEntry[];
      readonly now: number;
    }
  | { readonly type: 'fetched'; readonly call: number; readonly response: WireResponse }
  | { readonly type: 'fetch-failed'; readonly call: number; readonly reason: string };

export type FromThread =
  | { readonly type: 'fetch'; readonly call: number; readonly request: WireRequest }
  | {
      readonly type: 'ended';
      readonly outcome: RunResult;
      readonly console: string;
      readonly cache: readonly CacheEntry[];
    };

export interface ThreadData {
  readonly code: string;
}
