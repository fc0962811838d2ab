import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { RegistrationError } from '../auth0-management/core/registration-error';
import { secretNames } from '../contract';
import { createJournal, type Occasion } from './adapters/journal';
import { ROTATION_STEPS } from './core/plan';
import { rotate, type RotationRequest } from './core/rotate';
import {
  createRotationWorld,
  runtimeDependencies,
  type RotationDependencies,
} from './dependencies';

/** What we use of Lambda's context. */
export type InvocationContext = Pick<Context, 'getRemainingTimeInMillis'>;

const eventSchema = v.object({
  Step: v.picklist(ROTATION_STEPS),
  SecretId: v.string(),
  ClientRequestToken: v.pipe(v.string(), v.regex(/^[\w-]{32,64}$/)),
});

/**
 * The rotation function of the gateway token: one call per step. It throws when a step fails, and
 * Secrets Manager then plays all of them anew, with the same token, or another one weeks later.
 * Source: docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
 */
export const createHandler = (dependencies: RotationDependencies) => {
  const { now, writeLine } = dependencies;
  const journal = createJournal(writeLine, now);
  return async (event: unknown, context: InvocationContext): Promise<void> => {
    const startedMs = now();
    let occasion: Occasion = {};
    let calls = () => 0;
    const effort = () => ({ calls: calls(), durationMs: now() - startedMs });
    try {
      const settings = dependencies.settings();
      const request = readRequest(event, settings.environment);
      occasion = { environment: settings.environment, ...request };
      journal.started(occasion);
      const rotation = createRotationWorld(dependencies, settings, () =>
        context.getRemainingTimeInMillis(),
      );
      calls = rotation.calls;
      journal.completed(occasion, await rotate(rotation.world, request), effort());
    } catch (error) {
      journal.failed(occasion, error, effort());
      throw withoutDetails(error);
    }
  };
};

const readRequest = (event: unknown, environment: string): RotationRequest => {
  const parsed = v.safeParse(eventSchema, event);
  if (!parsed.success) {
    throw new RegistrationError('The event is not one of Secrets Manager about a rotation');
  }
  const { Step: step, SecretId: secretId, ClientRequestToken: versionId } = parsed.output;
  const { gatewayToken } = secretNames(environment);
  // An ARN ends in the name and six characters of Secrets Manager's own.
  const name = secretId.replace(/^arn:.*:secret:(.+)-\w{6}$/, '$1');
  if (name === gatewayToken) return { step, versionId };
  throw new RegistrationError(`This function rotates the secret ${gatewayToken} and no other`);
};

/** Lambda logs what is thrown, text and all: the journal has said what may be said. */
const withoutDetails = (error: unknown): Error => {
  const failure = new Error(
    error instanceof RegistrationError
      ? `${error.message}.`
      : 'The rotation failed for a reason it does not know: the log names the place in the code.',
  );
  failure.name = 'RotationFailed';
  failure.stack = `${failure.name}: ${failure.message}`;
  return failure;
};

export const handler = createHandler(runtimeDependencies(process.env));
