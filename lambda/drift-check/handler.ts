import type { Context } from 'aws-lambda';
import { RegistrationError } from '../auth0-management/core/registration-error';
import { createJournal } from './adapters/journal';
import { checkDrift } from './core/check-drift';
import { parseEvent } from './core/event';
import { createDriftWorld, type DriftDependencies, runtimeDependencies } from './dependencies';

/** What we use of Lambda's context. */
export type InvocationContext = Pick<Context, 'getRemainingTimeInMillis'>;

/**
 * Looks, once a day, whether the tenant still is as it was registered. It changes nothing. A check
 * that could not be made fails the invocation, which the function's own metric `Errors` counts.
 *
 * The event is what the deployment registered, put into the schedule by `lib/constructs/drift-check.ts`:
 * a template of 5000 characters has no room in an environment variable.
 */
export const createHandler =
  (dependencies: DriftDependencies) =>
  async (event: unknown, context: InvocationContext): Promise<void> => {
    const { writeLine, now } = dependencies;
    const journal = createJournal(writeLine, now);
    try {
      const parsed = parseEvent(event);
      if (!parsed.ok) throw new RegistrationError(parsed.error);
      const { connection } = parsed.value;
      const world = createDriftWorld(dependencies, {
        properties: connection,
        remainingMs: () => context.getRemainingTimeInMillis(),
        retry: 'wait for the next check',
      });
      journal.checked(connection.environment, await checkDrift(world, parsed.value));
    } catch (error) {
      journal.failed(error);
      throw withoutDetails(error);
    }
  };

/** Lambda logs what is thrown, text and all: the journal has said what may be said. */
const withoutDetails = (error: unknown): Error => {
  const failure = new Error(
    error instanceof RegistrationError ? error.message : 'The check failed unexpectedly',
  );
  failure.name = 'DriftCheckFailed';
  failure.stack = '';
  return failure;
};

/** @param moduleUrl of the bundle, beside which the code of the Actions lies */
export const start = (moduleUrl: string) =>
  createHandler(runtimeDependencies(new URL('.', moduleUrl)));
