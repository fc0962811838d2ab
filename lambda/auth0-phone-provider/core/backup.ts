import * as v from 'valibot';
import {
  loadBackupFrom,
  parseBackupText,
  saveBackupTo,
  type BackupStore,
} from '../../auth0-management/core/backup-store';
import type { MfaMethod } from '../../contract';
import type { Trigger } from './desired';
import type { Binding, MfaProvider, PhoneProviderContent } from './ports';

/** An Action as it stood there, as far as Auth0 shows it. */
export interface ActionBefore {
  readonly id: string;
  /** Absent in what older versions kept. */
  readonly name?: string | undefined;
  readonly draft: KeptContent;
  /** Absent: nothing ran. */
  readonly deployed?: KeptContent | undefined;
  /** Of the draft and of what ran; Auth0 shows no values. */
  readonly secretNames: readonly string[];
  /** The version that ran. Absent where nothing did, and in what older versions kept. */
  readonly version?: KeptVersion | undefined;
}

/** What leads back to the secrets of what ran, whose values Auth0 keeps with the version. */
export interface KeptVersion {
  readonly id: string;
  readonly number?: number | undefined;
  readonly secretNames: readonly string[];
  /** Secrets that only the draft had so, and when each was set: a rollback does not bring them. */
  readonly edited: Readonly<Record<string, string>>;
}

export interface KeptContent {
  readonly code: string;
  readonly runtime?: string | undefined;
  readonly dependencies: readonly {
    name: string;
    version: string;
    registry_url?: string | undefined;
  }[];
}

export type KeptAction =
  { readonly createdByUs: true } | { readonly createdByUs: false; readonly before: ActionBefore };

export type KeptProvider =
  | { readonly createdByUs: true }
  | { readonly createdByUs: false; readonly before: PhoneProviderContent };

/** What stood in a tenant, part by part; a part is absent until we first write to it. */
export interface Kept {
  readonly phoneAction?: KeptAction | undefined;
  readonly phoneBindings?: readonly Binding[] | undefined;
  readonly mfaAction?: KeptAction | undefined;
  readonly mfaBindings?: readonly Binding[] | undefined;
  readonly provider?: KeptProvider | undefined;
  readonly unified?: boolean | undefined;
  readonly mfaProvider?: MfaProvider | undefined;
  readonly messageTypes?: readonly MfaMethod[] | undefined;
  readonly factor?: boolean | undefined;
}

export type Part = keyof Kept;

export const PARTS_OF = {
  'custom-phone-provider': { action: 'phoneAction', bindings: 'phoneBindings' },
  'send-phone-message': { action: 'mfaAction', bindings: 'mfaBindings' },
} as const satisfies Readonly<Record<Trigger, { readonly action: Part; readonly bindings: Part }>>;

/**
 * Which values an Action's secrets were last given. Auth0 shows when each was set and not to what, so
 * that nothing changed is told from a hash of our own and from those times.
 */
export interface WrittenSecrets {
  readonly hash: string;
  readonly updatedAt: Readonly<Record<string, string>>;
}

export interface TenantEntry {
  readonly kept: Kept;
  readonly written: { readonly [T in Trigger]?: WrittenSecrets | undefined };
}

/** Content of the backup secret: one entry per tenant, so that a move to another one keeps both. */
export interface PhoneBackup {
  readonly version: 1;
  readonly tenants: Readonly<Record<string, TenantEntry>>;
}

const content = v.object({
  code: v.string(),
  runtime: v.optional(v.string()),
  dependencies: v.array(
    v.object({ name: v.string(), version: v.string(), registry_url: v.optional(v.string()) }),
  ),
});

const created = v.object({ createdByUs: v.literal(true) });

const action = v.optional(
  v.variant('createdByUs', [
    created,
    v.object({
      createdByUs: v.literal(false),
      before: v.object({
        id: v.string(),
        name: v.optional(v.string()),
        draft: content,
        deployed: v.optional(content),
        secretNames: v.array(v.string()),
        version: v.optional(
          v.object({
            id: v.string(),
            number: v.optional(v.number()),
            secretNames: v.array(v.string()),
            edited: v.record(v.string(), v.string()),
          }),
        ),
      }),
    }),
  ]),
);

const bindings = v.optional(v.array(v.object({ actionId: v.string(), displayName: v.string() })));

const kept = v.object({
  phoneAction: action,
  phoneBindings: bindings,
  mfaAction: action,
  mfaBindings: bindings,
  provider: v.optional(
    v.variant('createdByUs', [
      created,
      v.object({
        createdByUs: v.literal(false),
        before: v.object({
          name: v.string(),
          disabled: v.boolean(),
          configuration: v.record(v.string(), v.unknown()),
        }),
      }),
    ]),
  ),
  unified: v.optional(v.boolean()),
  mfaProvider: v.optional(v.picklist(['auth0', 'twilio', 'phone-message-hook'])),
  messageTypes: v.optional(v.array(v.picklist(['sms', 'voice']))),
  factor: v.optional(v.boolean()),
});

const written = v.optional(
  v.object({ hash: v.string(), updatedAt: v.record(v.string(), v.string()) }),
);

const schema = v.object({
  version: v.literal(1),
  tenants: v.record(
    v.string(),
    v.object({
      kept,
      written: v.object({ 'custom-phone-provider': written, 'send-phone-message': written }),
    }),
  ),
});

export const EMPTY_ENTRY: TenantEntry = { kept: {}, written: {} };

/** Reads the secret's value; `undefined` when it holds something that we did not write. */
export const parsePhoneBackup = (text: string | undefined): PhoneBackup | undefined =>
  parseBackupText<PhoneBackup>(text, { version: 1, tenants: {} }, (json) => {
    const parsed = v.safeParse(schema, json);
    return parsed.success ? parsed.output : undefined;
  });

/** The backup of one tenant, for the time of one event. */
export interface TenantBackup {
  /** `undefined`: nothing was ever kept of this tenant. */
  readonly entry: () => TenantEntry | undefined;
  /** Keeps what is not kept yet: the first adoption wins. Without a change nothing is written. */
  readonly keep: (found: Kept) => Promise<void>;
  readonly noteSecrets: (trigger: Trigger, secrets: WrittenSecrets) => Promise<void>;
  /** Drops parts that stand there as before us. */
  readonly forget: (parts: readonly Part[]) => Promise<void>;
  /** Drops the tenant. */
  readonly forgetAll: () => Promise<void>;
}

export const openBackup = async (store: BackupStore, domain: string): Promise<TenantBackup> => {
  let backup = await loadBackupFrom(store, parsePhoneBackup);
  const entry = () => (Object.hasOwn(backup.tenants, domain) ? backup.tenants[domain] : undefined);
  const save = async (next: TenantEntry | undefined) => {
    const others = Object.entries(backup.tenants).filter(([tenant]) => tenant !== domain);
    const changed: PhoneBackup = {
      version: 1,
      tenants: Object.fromEntries(next === undefined ? others : [...others, [domain, next]]),
    };
    await saveBackupTo(store, JSON.stringify(changed));
    backup = changed;
  };
  return {
    entry,
    keep: async (found) => {
      const current = entry();
      if (current !== undefined && !adds(found, current.kept)) return;
      const { kept: known, written: notes } = current ?? EMPTY_ENTRY;
      await save({ kept: { ...found, ...known }, written: notes });
    },
    noteSecrets: (trigger, secrets) => {
      const { kept: known, written: notes } = entry() ?? EMPTY_ENTRY;
      return save({ kept: known, written: { ...notes, [trigger]: secrets } });
    },
    forget: async (parts) => {
      const current = entry();
      if (current === undefined || parts.length === 0) return;
      await save({ ...current, kept: withoutParts(current.kept, parts) });
    },
    forgetAll: async () => {
      if (entry() !== undefined) await save(undefined);
    },
  };
};

/** Whether there are parts that are not kept yet. */
export const adds = (found: Kept, kept: Kept): boolean =>
  Object.keys(found).some((part) => kept[part as Part] === undefined);

export const pickParts = (from: Kept, wanted: (part: Part) => boolean): Kept =>
  Object.fromEntries(Object.entries(from).filter(([part]) => wanted(part as Part)));

export const withoutParts = (from: Kept, parts: readonly Part[]): Kept =>
  pickParts(from, (part) => !parts.includes(part));
