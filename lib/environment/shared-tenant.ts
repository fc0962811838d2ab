import { DEFAULT_CONNECTION_NAME } from './auth0-schema';
import type { EnvironmentFault } from './faults';
import { valueAt } from './values';

/** An environment file as far as this matters. */
export interface TenantFile {
  readonly path: string;
  /** The parsed JSON, as the file has it. */
  readonly content: unknown;
}

/** Two environments that own the same thing in one tenant would overwrite each other at every deployment. */
export const sharedTenantFaults = (files: readonly TenantFile[]): readonly EnvironmentFault[] => [
  ...faultsOfOwners(files, connectionOf, (owner) => ({
    path: 'auth0.connection.name',
    problem: `is the connection that ${owner} registers with the same tenant; they would overwrite each other`,
    allowed: 'a name that no other environment of this tenant has',
  })),
  ...faultsOfOwners(files, phoneProviderOf, (owner) => ({
    path: 'auth0.integration',
    problem: `is "phone-provider", and so it is in ${owner} for the same tenant, which has room for one phone provider`,
    allowed: 'a tenant for each environment, or "sms-gateway" in all but one',
  })),
  ...faultsOfOwners(files, secondFactorOf, (owner) => ({
    path: 'auth0.mfa.methods',
    problem: `is there, and so it is in ${owner} for the same tenant, which has one second factor for all`,
    allowed: 'a tenant for each environment, or auth0.mfa.methods in one of them',
  })),
];

/** @param ownedBy what of its tenant a file takes for itself; `undefined` for nothing */
const faultsOfOwners = (
  files: readonly TenantFile[],
  ownedBy: (content: unknown) => string | undefined,
  fault: (owner: string) => Omit<EnvironmentFault, 'file'>,
): readonly EnvironmentFault[] => {
  const owners = new Map<string, string>();
  return files.flatMap(({ path, content }) => {
    const domain = valueAt(content, 'auth0', 'domain');
    const owned = ownedBy(content);
    if (typeof domain !== 'string' || owned === undefined) return [];
    const key = JSON.stringify([domain, owned]);
    const owner = owners.get(key);
    if (owner === undefined) {
      owners.set(key, path);
      return [];
    }
    return { file: path, ...fault(owner) };
  });
};

const connectionOf = (content: unknown): string | undefined => {
  const name = valueAt(content, 'auth0', 'connection', 'name') ?? DEFAULT_CONNECTION_NAME;
  return typeof name === 'string' ? name : undefined;
};

const phoneProviderOf = (content: unknown): string | undefined =>
  valueAt(content, 'auth0', 'integration') === 'phone-provider' ? 'phone provider' : undefined;

const secondFactorOf = (content: unknown): string | undefined =>
  valueAt(content, 'auth0', 'mfa', 'methods') === undefined ? undefined : 'second factor';
