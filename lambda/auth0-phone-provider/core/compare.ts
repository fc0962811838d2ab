import type { DeliveryMethod, MfaMethod } from '../../contract';
import { sameJson } from '../../auth0-management/core/json';
import type { KeptContent, WrittenSecrets } from './backup';
import type { ActionContent } from './desired';
import { isMark } from './key-mark';
import type {
  Action,
  Binding,
  PhoneProvider,
  PhoneProviderContent,
  ReadableContent,
} from './ports';

/** Whether an Action's draft, or the version that runs, is what it should be, values of secrets aside. */
export const holdsContent = (found: ReadableContent, wanted: ActionContent): boolean =>
  found.code === wanted.code &&
  found.runtime === wanted.runtime &&
  sameJson(found.dependencies, wanted.dependencies) &&
  sameItems(namesOf(found.secrets), namesOf(wanted.secrets));

/** Whether a draft, or a version, has what is kept, secrets aside. */
export const sameContent = (
  found: ReadableContent,
  { code, runtime, dependencies }: KeptContent,
): boolean =>
  found.code === code && found.runtime === runtime && sameJson(found.dependencies, dependencies);

/** The same but for the mark: as when a rotation has given the Action another key. */
export const holdsAllButMark = (found: ReadableContent, wanted: ActionContent): boolean =>
  holdsContent(
    { ...found, secrets: found.secrets.filter(isUnmarked) },
    { ...wanted, secrets: wanted.secrets.filter(isUnmarked) },
  );

const isUnmarked = ({ name }: { readonly name: string }): boolean => !isMark(name);

/** Whether what runs is what it should be, values of secrets aside. */
export const runsContent = ({ deployed, isDeployed }: Action, wanted: ActionContent): boolean =>
  isDeployed && deployed !== undefined && holdsContent(deployed, wanted);

/** A text that differs when a value of these secrets does; not to be kept but as its hash. */
export const secretsText = ({ secrets }: ActionContent): string =>
  JSON.stringify(secrets.map(({ name, value }) => [name, value]));

/** Whether nobody set a secret since we noted which values they have. */
export const holdsSecrets = (
  { secrets }: ReadableContent,
  hash: string,
  written: WrittenSecrets | undefined,
): boolean =>
  written !== undefined && written.hash === hash && sameJson(timesOf(secrets), written.updatedAt);

export const timesOf = (secrets: ReadableContent['secrets']): Readonly<Record<string, string>> =>
  Object.fromEntries(secrets.map(({ name, updatedAt }) => [name, updatedAt ?? '']));

/** Other keys of the configuration are leftovers that Auth0 keeps, and mean nothing. */
export const holdsProvider = (
  found: PhoneProvider | undefined,
  wanted: PhoneProviderContent,
): boolean =>
  found !== undefined &&
  found.name === wanted.name &&
  found.disabled === wanted.disabled &&
  sameItems(deliveryMethodsOf(found), deliveryMethodsOf(wanted));

export const deliveryMethodsOf = ({
  configuration,
}: Pick<PhoneProviderContent, 'configuration'>): readonly DeliveryMethod[] => {
  const methods: unknown = configuration['delivery_methods'];
  return DELIVERY_METHODS.filter((method) => Array.isArray(methods) && methods.includes(method));
};

const DELIVERY_METHODS: readonly DeliveryMethod[] = ['text', 'voice'];

export const holdsMessageTypes = (
  found: readonly MfaMethod[],
  wanted: readonly MfaMethod[],
): boolean => sameItems(found, wanted);

/** Whether an Action is all that its trigger runs. */
export const isBoundAlone = ([first, ...others]: readonly Binding[], actionId: string): boolean =>
  first?.actionId === actionId && others.length === 0;

/** Equal as sets. */
export const sameItems = (some: readonly string[], others: readonly string[]): boolean =>
  sameJson([...new Set(some)].toSorted(), [...new Set(others)].toSorted());

/** Of secrets, which is all that Auth0 shows of them. */
export const namesOf = (secrets: readonly { readonly name: string }[]): readonly string[] =>
  secrets.map(({ name }) => name);
