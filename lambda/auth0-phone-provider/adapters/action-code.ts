import { readFileSync } from 'node:fs';
import { RegistrationError } from '../../auth0-management/core/registration-error';
import { actionFile } from '../../contract';
import type { Trigger } from '../core/desired';

/**
 * The code of our Actions, which lies beside the function's own: what is deployed with the function is
 * what it puts into the tenant, also when CloudFormation rolls back to an older one.
 */
export const createActionCode =
  (folder: URL) =>
  (trigger: Trigger): string => {
    try {
      return readFileSync(new URL(actionFile(trigger), folder), 'utf8');
    } catch {
      throw new RegistrationError(
        `The function was deployed without ${actionFile(trigger)}: deploy again from a clean checkout`,
      );
    }
  };
