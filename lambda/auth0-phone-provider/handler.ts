import type { CdkCustomResourceEvent, CdkCustomResourceResponse, Context } from 'aws-lambda';
import { asSentence, createJournal, type Occasion } from '../auth0-management/adapters/journal';
import { asksForNothing } from '../contract';
import { RegistrationError } from '../auth0-management/core/registration-error';
import type { PhoneWorld, Registration } from './core/ports';
import { parseProperties, readFormerProperties } from './core/properties';
import { register, update } from './core/register';
import { unregister } from './core/unregister';
import { createRegistration, type PhoneDependencies, runtimeDependencies } from './dependencies';

export type PhoneProviderHandler = (
  event: CdkCustomResourceEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<CdkCustomResourceResponse>;

/**
 * `onEvent` of CDK's Provider framework for `Custom::Auth0PhoneProvider`. It returns, or throws one
 * sentence; the framework answers CloudFormation.
 */
export const createHandler = (dependencies: PhoneDependencies): PhoneProviderHandler => {
  const { now, writeLine } = dependencies;
  const journal = createJournal(writeLine, now);
  return async (event, context) => {
    const startedMs = now();
    const occasion = occasionOf(event);
    journal.started(occasion);
    let calls = () => 0;
    const effort = () => ({ calls: calls(), durationMs: now() - startedMs });
    const worldFor = (domain: string) => {
      const registration = createRegistration(dependencies, {
        domain,
        retry:
          event.RequestType === 'Delete' ? 'delete again, or retain the resource' : 'deploy again',
        remainingMs: () => context.getRemainingTimeInMillis(),
      });
      calls = registration.calls;
      return registration.world;
    };

    try {
      const { domain, registration } = await handle(event, worldFor);
      journal.completed(occasion, registration, effort());
      return { PhysicalResourceId: domain };
    } catch (error) {
      journal.failed(occasion, error, effort());
      throw asSentence(error);
    }
  };
};

/**
 * The physical id is the tenant's domain, for a tenant has one phone provider: another tenant is a
 * Create there, after which CloudFormation sends a Delete for the one before.
 */
const handle = async (
  event: CdkCustomResourceEvent,
  worldFor: (domain: string) => PhoneWorld,
): Promise<{ readonly domain: string; readonly registration: Registration }> => {
  if (event.RequestType === 'Delete') {
    const former = readFormerProperties(event.ResourceProperties);
    const { domain, owner, onDelete = 'restore' } = former;
    // Properties that nobody can read any more are no licence to change a tenant.
    const registration: Registration =
      domain === undefined || owner === undefined
        ? { action: 'retained' }
        : await unregister(worldFor(domain), {
            domain,
            owner,
            onDelete,
            isIdle: asksForNothing(former),
          });
    return { domain: event.PhysicalResourceId, registration };
  }
  const parsed = parseProperties(event.ResourceProperties);
  if (!parsed.ok) throw new RegistrationError(parsed.error);
  const { domain } = parsed.value;
  const isUpdate = event.RequestType === 'Update' && event.PhysicalResourceId === domain;
  const registration = await (isUpdate ? update : register)(worldFor(domain), parsed.value);
  return { domain, registration };
};

const occasionOf = (event: CdkCustomResourceEvent): Occasion => {
  const { environment, domain, integration } = readFormerProperties(event.ResourceProperties);
  return {
    requestType: event.RequestType,
    requestId: event.RequestId,
    environment,
    domain,
    integration,
    physicalId: event.RequestType === 'Create' ? undefined : event.PhysicalResourceId,
  };
};

/** @param moduleUrl of the bundle, beside which the code of the Actions lies */
export const start = (moduleUrl: string): PhoneProviderHandler =>
  createHandler(runtimeDependencies(process.env, new URL('.', moduleUrl)));
