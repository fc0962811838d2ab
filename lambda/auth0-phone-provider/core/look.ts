import type { MfaMethod } from '../../contract';
import type { Owner } from '../../auth0-management/core/owner';
import type { ActionBefore, Kept, KeptAction, KeptVersion } from './backup';
import { PARTS_OF } from './backup';
import { namesOf, timesOf } from './compare';
import type { Desired, Trigger } from './desired';
import { ownAction, ownerOfAction } from './owner';
import type {
  Action,
  Binding,
  MfaProvider,
  PhoneProvider,
  PhoneWorld,
  ReadableContent,
} from './ports';

/** What stands in the tenant now, as far as it will be written to. */
export interface Standing {
  readonly actions: readonly Action[];
  readonly bindings: readonly Binding[];
  readonly phone?: { readonly provider: PhoneProvider | undefined; readonly unified: boolean };
  readonly mfa?: {
    readonly factor: boolean;
    readonly messageTypes: readonly MfaMethod[];
    readonly provider: MfaProvider | undefined;
  };
}

export type LookWorld = {
  readonly actions: Pick<PhoneWorld['actions'], 'list' | 'listBindings'>;
  readonly providers: Pick<PhoneWorld['providers'], 'read'>;
  readonly settings: Pick<PhoneWorld['settings'], 'readUnified'>;
  readonly guardian: Pick<
    PhoneWorld['guardian'],
    'readFactor' | 'readMessageTypes' | 'readProvider'
  >;
};

/** Only reads. */
export const look = async (
  { actions, providers, settings, guardian }: LookWorld,
  { action: { trigger }, provider, mfa }: Desired,
): Promise<Standing> => ({
  actions: await actions.list(trigger),
  bindings: await actions.listBindings(trigger),
  ...(provider !== undefined && {
    phone: {
      provider: await providers.read(),
      unified: (await settings.readUnified()) ?? false,
    },
  }),
  ...(mfa !== undefined && {
    mfa: {
      factor: await guardian.readFactor(),
      messageTypes: await guardian.readMessageTypes(),
      provider: mfa.provider && (await guardian.readProvider()),
    },
  }),
});

/**
 * The Action that is ours, or becomes ours. A tenant has room for one of the phone provider's, which
 * is adopted; for a second factor alone, ours stands beside what others made.
 */
export const actionToWrite = (
  { actions }: Pick<Standing, 'actions'>,
  trigger: Trigger,
  owner: Owner,
): Action | undefined => {
  const own = ownAction(actions, owner);
  return own ?? (trigger === 'custom-phone-provider' ? actions[0] : undefined);
};

/** What stands there, in the shape in which it is kept. What is ours already is not among it. */
export const snapshot = (standing: Standing, trigger: Trigger, owner: Owner): Kept => {
  const { action: actionPart, bindings: bindingsPart } = PARTS_OF[trigger];
  const action = actionToWrite(standing, trigger, owner);
  const { phone, mfa } = standing;
  return {
    ...(action !== undefined && ownerOfAction(action) === owner
      ? {}
      : { [actionPart]: keptAction(action) }),
    [bindingsPart]: standing.bindings,
    ...(phone && { provider: keptProvider(phone.provider), unified: phone.unified }),
    ...(mfa && {
      factor: mfa.factor,
      messageTypes: mfa.messageTypes,
      ...(mfa.provider !== undefined && { mfaProvider: mfa.provider }),
    }),
  };
};

/**
 * The same for keeping. An Action with our mark, of which no backup tells what stood there before, is
 * taken for created by us, and so is a phone provider that leads to it.
 */
export const toKeep = (standing: Standing, trigger: Trigger, owner: Owner, known: Kept): Kept => {
  const found = snapshot(standing, trigger, owner);
  const { action: actionPart, bindings: bindingsPart } = PARTS_OF[trigger];
  if (found[actionPart] !== undefined || known[actionPart] !== undefined) return found;
  return {
    ...found,
    [actionPart]: { createdByUs: true },
    [bindingsPart]: [],
    ...(standing.phone?.provider?.name === 'custom' && { provider: { createdByUs: true } }),
  };
};

const keptAction = (action: Action | undefined): KeptAction =>
  action === undefined ? { createdByUs: true } : { createdByUs: false, before: beforeOf(action) };

const beforeOf = (action: Action): ActionBefore => ({
  id: action.id,
  name: action.name,
  draft: contentOf(action),
  deployed: action.deployed && contentOf(action.deployed),
  secretNames: secretNamesOf(action),
  version: versionOf(action),
});

/** The version to go back to, later. */
export const versionOf = ({ secrets, deployed, isDeployed }: Action): KeptVersion | undefined => {
  if (deployed?.id === undefined) return undefined;
  const { id, number } = deployed;
  const edited = secrets.filter(
    ({ name, updatedAt }) =>
      !deployed.secrets.some((it) => it.name === name && it.updatedAt === updatedAt),
  );
  return {
    id,
    number,
    secretNames: namesOf(deployed.secrets),
    edited: isDeployed ? {} : timesOf(edited),
  };
};

/** Of the draft and of what runs. */
export const secretNamesOf = ({ secrets, deployed }: Action): readonly string[] => [
  ...new Set([...secrets, ...(deployed?.secrets ?? [])].map(({ name }) => name)),
];

const contentOf = ({ code, runtime, dependencies }: ReadableContent) => ({
  code,
  runtime,
  dependencies,
});

const keptProvider = (provider: PhoneProvider | undefined): NonNullable<Kept['provider']> => {
  if (provider === undefined) return { createdByUs: true };
  const { name, disabled, configuration } = provider;
  return { createdByUs: false, before: { name, disabled, configuration } };
};
