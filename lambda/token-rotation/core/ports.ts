import type { Patience } from '../../auth0-management/core/patience';
import type { KeyPlace } from '../../contract';

/** One version of the gateway token's secret. */
export interface KeyVersion {
  /** Secrets Manager's version id, which for a rotation is its ClientRequestToken. */
  readonly id: string;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly createdMs: number;
}

/** The versions that have a label and a key. */
export interface LabelledVersions {
  readonly current: KeyVersion;
  /** Also where AWSPENDING stands on the version in use, as it does after a rotation. */
  readonly pending?: KeyVersion | undefined;
  readonly previous?: KeyVersion | undefined;
}

/** The secret, as a rotation sees it. Everything throws the sentence of what went wrong. */
export interface KeyStore {
  readonly read: () => Promise<LabelledVersions>;
  /** 64 letters and digits. */
  readonly makeKey: () => Promise<string>;
  /** Makes the version `id`, unless it is there, and labels it AWSPENDING. */
  readonly addPending: (id: string, key: string) => Promise<void>;
  /** Moves AWSCURRENT; Secrets Manager moves AWSPREVIOUS along in the same step. */
  readonly promote: (id: string, insteadOf: string) => Promise<void>;
}

/** How Auth0 calls the gateway, and where. */
export interface Signing {
  /** Full URL, ending in `/sms`. */
  readonly url: string;
  readonly audience: string;
  readonly subject: string;
}

/** What a place in Auth0 signs with now. */
export interface HeldKey {
  readonly is: (key: string) => boolean;
  readonly signing: Signing;
}

/** A place where Auth0 keeps the key: a connection, or an Action. */
export interface KeyHolder {
  readonly place: KeyPlace;
  /** Throws when what is there does not call this gateway, so that its key is none of ours. */
  readonly look: () => Promise<HeldKey>;
  /**
   * Writes the key, leaves everything else as it is, and waits until it is what signs. Does nothing
   * where it is already.
   */
  readonly give: (key: string) => Promise<void>;
}

/** What the gateway makes of a key: `accepted`, or why not, to be read after "it". */
export type GatewayVerdict = 'accepted' | { readonly refusal: string };

export interface RotationWorld {
  readonly keys: KeyStore;
  /** Every place that has the key; one at least. They are given it in this order. */
  readonly holders: readonly KeyHolder[];
  /** Calls the deployed gateway once; it sends nothing. */
  readonly askGateway: (key: string, signing?: Signing) => Promise<GatewayVerdict>;
  readonly patience: Patience;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}
