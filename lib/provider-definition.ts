import type {
  AnyProviderDefinition,
  Permission,
} from '../lambda/gateway/adapters/providers/provider';
import { providerRegistry } from '../lambda/gateway/adapters/providers/registry';
import type { ProviderSettings } from '../lambda/contract';

const definitions: Readonly<Record<string, AnyProviderDefinition>> = providerRegistry;

const definitionOf = ({ type }: ProviderSettings): AnyProviderDefinition => {
  const definition = definitions[type];
  if (definition === undefined) {
    throw new Error(`There is no provider type "${type}": environments are validated before.`);
  }
  return definition;
};

/** Whether a provider authenticates by a secret of its own, rather than by the function's role. */
export const needsCredentials = (settings: ProviderSettings): boolean =>
  definitionOf(settings).credentials !== undefined;

/** What the function's role must be allowed for this provider, with its senders of all countries. */
export const permissionsOf = (settings: ProviderSettings): readonly Permission[] => {
  const permissionsWith = definitionOf(settings).permissions ?? (() => []);
  const all = [{}, ...Object.values(settings.perCountry ?? {})].flatMap((overrides) =>
    permissionsWith({ ...settings, ...overrides }),
  );
  // Most countries ask for the same.
  return [...new Map(all.map((permission) => [JSON.stringify(permission), permission])).values()];
};
