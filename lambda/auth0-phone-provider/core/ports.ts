import type { Connection } from '../../auth0-connection/core/ports';
import type { BackupStore } from '../../auth0-management/core/backup-store';
import type { GatewayKeys } from '../../auth0-management/core/gateway-keys';
import type { Patience } from '../../auth0-management/core/patience';
import type { MfaMethod } from '../../contract';
import type { ActionContent, Trigger } from './desired';
import type { Hashes } from './key-mark';

/** What an Action consists of, as far as Auth0 shows it: of its secrets, the names. */
export interface ReadableContent {
  readonly code: string;
  readonly runtime?: string | undefined;
  readonly dependencies: readonly ActionDependency[];
  readonly secrets: readonly ReadableSecret[];
}

export interface ActionDependency {
  readonly name: string;
  readonly version: string;
  readonly registry_url?: string | undefined;
}

export interface ReadableSecret {
  readonly name: string;
  /** When its value was set, as Auth0 writes it; the value itself is never shown. */
  readonly updatedAt?: string | undefined;
}

export type BuildStatus = 'pending' | 'building' | 'retrying' | 'built' | 'failed' | 'packaged';

/** An Action as the Management API shows it: the draft, and the version that runs. */
export interface Action extends ReadableContent {
  readonly id: string;
  readonly name: string;
  readonly status?: BuildStatus | undefined;
  /** What Auth0 says of a failed build, where it says anything. */
  readonly buildError?: string | undefined;
  /** `undefined`: it was never deployed, or the deployment is not through. */
  readonly deployed?: RunningVersion | undefined;
  /** Whether the draft is what runs. */
  readonly isDeployed: boolean;
}

/** The version of an Action that runs. It never changes, and Auth0 keeps the values of its secrets. */
export interface RunningVersion extends ReadableContent {
  readonly id?: string | undefined;
  /** 1 for the first; what Auth0's dashboard shows. */
  readonly number?: number | undefined;
}

/** An Action at its trigger. */
export interface Binding {
  readonly actionId: string;
  readonly displayName: string;
}

/** The tenant-level phone provider. Its credentials are never shown. */
export interface PhoneProvider {
  /** `pro_…` */
  readonly id: string;
  /** `custom` or `twilio`. */
  readonly name: string;
  readonly disabled: boolean;
  readonly configuration: Readonly<Record<string, unknown>>;
}

export type PhoneProviderContent = Omit<PhoneProvider, 'id'>;

/** How a creation ended. `unclear`: it may have happened, or somebody else was faster: look. */
export type Creation =
  { readonly kind: 'created'; readonly id: string } | { readonly kind: 'unclear' };

/** The calls about Actions. As everywhere, what passes is waited out, and what does not is thrown. */
export interface ActionsApi {
  readonly list: (trigger: Trigger) => Promise<readonly Action[]>;
  /** `undefined` when there is no such Action. */
  readonly read: (id: string) => Promise<Action | undefined>;
  readonly create: (name: string, trigger: Trigger, content: ActionContent) => Promise<Creation>;
  /**
   * What is left out stays; the list of secrets is replaced whole. What runs stays as it is until it is
   * deployed.
   */
  readonly change: (id: string, content: Partial<ActionContent>) => Promise<void>;
  /** `not-built`: too early. Doing it twice makes two equal versions. */
  readonly deploy: (id: string) => Promise<'deployed' | 'not-built'>;
  /**
   * Makes a copy of an older version run, with the values of its secrets, and the draft the same. `gone`:
   * there is no such version; `refused`: Auth0 does not take it. Doing it twice makes two equal versions.
   */
  readonly rollBack: (id: string, versionId: string) => Promise<'deployed' | 'gone' | 'refused'>;
  /** Also what is bound. Removing what is gone is success. */
  readonly remove: (id: string) => Promise<void>;
  readonly listBindings: (trigger: Trigger) => Promise<readonly Binding[]>;
  /** Replaces what is bound to the trigger. */
  readonly bind: (trigger: Trigger, bindings: readonly Binding[]) => Promise<void>;
}

export interface PhoneProvidersApi {
  readonly read: () => Promise<PhoneProvider | undefined>;
  readonly create: (content: PhoneProviderContent) => Promise<Creation>;
  readonly change: (id: string, content: PhoneProviderContent) => Promise<void>;
  /** Removing what is gone is success. */
  readonly remove: (id: string) => Promise<void>;
}

export interface TenantSettingsApi {
  /** `phone_consolidated_experience`; absent is `undefined`, and means off. */
  readonly readUnified: () => Promise<boolean | undefined>;
  readonly writeUnified: (unified: boolean) => Promise<void>;
}

/** Who sends the messages of a second factor where the tenant has no phone provider for all. */
export type MfaProvider = 'auth0' | 'twilio' | 'phone-message-hook';

export interface GuardianApi {
  /** Whether phones are a second factor. */
  readonly readFactor: () => Promise<boolean>;
  readonly writeFactor: (enabled: boolean) => Promise<void>;
  readonly readMessageTypes: () => Promise<readonly MfaMethod[]>;
  readonly writeMessageTypes: (types: readonly MfaMethod[]) => Promise<void>;
  /** `undefined`: the tenant sends through its phone provider, and has no such choice any more. */
  readonly readProvider: () => Promise<MfaProvider | undefined>;
  readonly writeProvider: (provider: MfaProvider) => Promise<void>;
}

/** A connection as far as it says whose it is. */
export type MarkedConnection = Pick<Connection, 'metadata'>;

/** What a use case gets to work with. */
export interface PhoneWorld {
  readonly actions: ActionsApi;
  readonly providers: PhoneProvidersApi;
  readonly settings: TenantSettingsApi;
  readonly guardian: GuardianApi;
  /** The `sms` connection of that name, to see whose it is. */
  readonly findConnection: (name: string) => Promise<MarkedConnection | undefined>;
  readonly backup: BackupStore;
  /** The HMAC keys of the token that the Action is to sign, as they are now. */
  readonly readGatewayKeys: () => Promise<GatewayKeys>;
  /** The code of our Action for a trigger, with the mark of its owner. */
  readonly readCode: (trigger: Trigger) => string;
  readonly hashes: Hashes;
  /** Throws a sentence when the application was not granted all of these, as far as its token says. */
  readonly requireScopes: (scopes: readonly string[], purpose: string) => Promise<void>;
  readonly patience: Patience;
}

/** What became of the phone provider; goes into the log. */
export interface Registration {
  readonly action:
    'created' | 'adopted' | 'updated' | 'unchanged' | 'restored' | 'retained' | 'left';
  /** For the operator: what is not obvious, in whole sentences. */
  readonly note?: string;
}
