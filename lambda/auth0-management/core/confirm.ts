import type { Patience } from './patience';
import { RegistrationError } from './registration-error';

/** A read may be older than a write for a moment; what is not there after these is not there. */
const MAX_LOOKS = 4;

/**
 * Reads back what was written, and throws when Auth0 shows something else.
 * @param what as in "Auth0 took ..."
 */
export const confirm = async (
  patience: Patience,
  what: string,
  isThere: () => Promise<boolean>,
): Promise<void> => {
  for (let attempt = 0; attempt < MAX_LOOKS; attempt += 1) {
    if (await isThere()) return;
    if (attempt + 1 < MAX_LOOKS && !(await patience.wait(attempt))) break;
  }
  throw new RegistrationError(
    `Auth0 took ${what} and shows something else afterwards, as if somebody had changed it at the same moment: see who else manages the tenant, then deploy or delete again, whichever this was`,
    { mayHaveChanged: true },
  );
};
