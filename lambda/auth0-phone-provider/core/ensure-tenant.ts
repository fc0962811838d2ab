import { RegistrationError } from '../../auth0-management/core/registration-error';
import type { MfaMethod } from '../../contract';
import { holdsMessageTypes, holdsProvider } from './compare';
import { confirm } from '../../auth0-management/core/confirm';
import { sentByPhoneProvider } from './refuse';
import type { MfaProvider, PhoneProvider, PhoneProviderContent, PhoneWorld } from './ports';

/** How often a creation may come to nothing that we know of. */
const MAX_CREATIONS = 4;

/** Each writes only what differs, tells before it does, and reads back what it wrote. */
export const ensureProvider = async (
  { providers, patience }: PhoneWorld,
  found: PhoneProvider | undefined,
  wanted: PhoneProviderContent,
  beforeWrite: () => void,
): Promise<void> => {
  if (holdsProvider(found, wanted)) return;
  beforeWrite();
  const standing = found ?? (await createProvider({ providers, patience }, wanted));
  if (standing !== undefined && !holdsProvider(standing, wanted)) {
    await providers.change(standing.id, wanted);
  }
  await confirm(patience, `the phone provider "${wanted.name}"`, async () =>
    holdsProvider(await providers.read(), wanted),
  );
};

/** Resolves to one that somebody else made meanwhile, and to `undefined` when it is ours. */
const createProvider = async (
  { providers, patience }: Pick<PhoneWorld, 'providers' | 'patience'>,
  wanted: PhoneProviderContent,
): Promise<PhoneProvider | undefined> => {
  for (let attempt = 0; attempt < MAX_CREATIONS; attempt += 1) {
    if ((await providers.create(wanted)).kind === 'created') return undefined;
    const found = await providers.read();
    if (found !== undefined) return found;
    if (!(await patience.wait(attempt))) break;
  }
  throw new RegistrationError(
    'Auth0 did not say in time whether it created the phone provider: look at https://status.auth0.com and deploy again, which finds it if it is there',
    { mayHaveChanged: true },
  );
};

export const ensureUnified = async (
  { settings, patience }: PhoneWorld,
  found: boolean,
  wanted: boolean,
  beforeWrite: () => void,
): Promise<void> => {
  if (found === wanted) return;
  beforeWrite();
  await settings.writeUnified(wanted);
  await confirm(patience, `phone_consolidated_experience: ${wanted}`, async () => {
    const now = await settings.readUnified();
    return (now ?? false) === wanted;
  });
};

export const ensureMfaProvider = async (
  { guardian, patience }: PhoneWorld,
  found: MfaProvider | undefined,
  wanted: MfaProvider,
  beforeWrite: () => void,
): Promise<void> => {
  if (found === wanted) return;
  if (found === undefined) {
    throw sentByPhoneProvider();
  }
  beforeWrite();
  await guardian.writeProvider(wanted);
  await confirm(
    patience,
    `the provider "${wanted}" of the second factor`,
    async () => (await guardian.readProvider()) === wanted,
  );
};

export const ensureFactor = async (
  { guardian, patience }: PhoneWorld,
  found: boolean,
  wanted: boolean,
  beforeWrite: () => void,
): Promise<void> => {
  if (found === wanted) return;
  beforeWrite();
  await guardian.writeFactor(wanted);
  await confirm(
    patience,
    `the second factor "phone" ${wanted ? 'as enabled' : 'as disabled'}`,
    async () => (await guardian.readFactor()) === wanted,
  );
};

export const ensureMessageTypes = async (
  { guardian, patience }: PhoneWorld,
  found: readonly MfaMethod[],
  wanted: readonly MfaMethod[],
  beforeWrite: () => void,
): Promise<void> => {
  if (holdsMessageTypes(found, wanted)) return;
  beforeWrite();
  await guardian.writeMessageTypes(wanted);
  await confirm(patience, 'the message types of the second factor', async () =>
    holdsMessageTypes(await guardian.readMessageTypes(), wanted),
  );
};
