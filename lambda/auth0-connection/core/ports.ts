import type { BackupStore } from '../../auth0-management/core/backup-store';
import type { ClientChange } from './clients';
import type { GatewayKeys } from './key';
import type { Options } from './options';
import type { Patience } from '../../auth0-management/core/patience';

/** An `sms` connection as the Management API shows it. */
export interface Connection {
  /** `con_…` */
  readonly id: string;
  /**
   * `undefined` when the answer had none, or an empty object: that is how Auth0 answers, with 200,
   * to an application without the scope `read:connections_options`.
   */
  readonly options?: Options | undefined;
  readonly displayName?: string | undefined;
  /** At most ten texts of at most 255 characters that anybody may set; our mark is among them. */
  readonly metadata?: Metadata | undefined;
}

/** `null` takes a key out. */
export type Metadata = Readonly<Record<string, string | null>>;

/** What a write leaves out stays, but for the display name: without it Auth0 sets the connection's name. */
export interface ConnectionContent {
  /** Replaces the options whole. */
  readonly options?: Options;
  readonly displayName?: string | undefined;
  readonly metadata?: Metadata | undefined;
}

/** How a creation ended. `unknown`: it may have happened; look before trying again. */
export type Creation =
  | { readonly kind: 'created'; readonly id: string }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'unknown' };

/**
 * The calls of the Management API that we need. Each waits out what passes (429, 5xx, a lost
 * connection) and throws a {@link RegistrationError} for what does not.
 */
export interface ConnectionsApi {
  /** Only for a connection that may have been there before: a new one is not listed at once. */
  readonly findByName: (name: string) => Promise<Connection | undefined>;
  /** `undefined` when there is no such connection. */
  readonly read: (id: string) => Promise<Connection | undefined>;
  readonly create: (name: string, options: Options, metadata?: Metadata) => Promise<Creation>;
  readonly write: (id: string, content: ConnectionContent) => Promise<void>;
  /** Removing what is gone is success. */
  readonly remove: (id: string) => Promise<void>;
  readonly listClients: (id: string) => Promise<readonly string[]>;
  /** At most 50 changes. */
  readonly changeClients: (id: string, changes: readonly ClientChange[]) => Promise<void>;
}

/** What a use case gets to work with. */
export interface RegistrationWorld {
  readonly api: ConnectionsApi;
  readonly backup: BackupStore;
  /** The HMAC keys of the token that Auth0 is to send, as they are now. */
  readonly readGatewayKeys: () => Promise<GatewayKeys>;
  readonly patience: Patience;
}

/** What became of the connection; goes into the log. */
export interface Registration {
  readonly connectionId: string;
  readonly action:
    | 'created'
    | 'adopted'
    | 'updated'
    | 'unchanged'
    | 'restored'
    | 'retained'
    | 'deleted'
    | 'gone'
    /** Nothing was done because nothing could or should be; the note says why. */
    | 'left';
  /** For the operator: one sentence on what is not obvious. */
  readonly note?: string;
}

/** Whether CloudFormation's physical id is one of ours, and not the mark of a failed Create. */
export const isConnectionId = (physicalId: string): boolean => /^con_\w+$/.test(physicalId);
