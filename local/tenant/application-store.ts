import { LETTERS_AND_DIGITS, randomText, type RandomInt } from '../random';
import type { Application } from './model';

/** As long as the secrets that Auth0 makes. */
const SECRET_LENGTH = 64;

/** The tenant's applications. They are given from the start; only their secrets change. */
export interface ApplicationStore {
  readonly byId: (clientId: unknown) => Application | undefined;
  /** Makes a new secret, and the one before worthless at once. */
  readonly rotateSecret: (clientId: string) => Application | undefined;
}

export const createApplicationStore = (
  random: RandomInt,
  applications: readonly Application[],
): ApplicationStore => {
  const rotated = new Map<string, string>();
  const byId: ApplicationStore['byId'] = (id) => {
    const found = applications.find(({ clientId }) => clientId === id);
    const clientSecret = rotated.get(found?.clientId ?? '');
    return found && clientSecret !== undefined ? { ...found, clientSecret } : found;
  };
  return {
    byId,
    rotateSecret: (clientId) => {
      if (byId(clientId) === undefined) return undefined;
      rotated.set(clientId, randomText(random, LETTERS_AND_DIGITS, SECRET_LENGTH));
      return byId(clientId);
    },
  };
};
