import type { CdkCustomResourceEvent, CdkCustomResourceResponse, Context } from 'aws-lambda';
import { asSentence, createJournal, type Occasion } from '../auth0-management/adapters/journal';
import type { Registration } from './core/ports';
import { parseProperties, readFormerProperties } from './core/properties';
import { register, update } from './core/register';
import { RegistrationError } from '../auth0-management/core/registration-error';
import { unregister } from './core/unregister';
import {
  createRegistration,
  runtimeDependencies,
  type ConnectionDependencies,
} from './dependencies';

/** What we use of Lambda's context. */
export type InvocationContext = Pick<Context, 'getRemainingTimeInMillis'>;

export type ConnectionHandler = (
  event: CdkCustomResourceEvent,
  context: InvocationContext,
) => Promise<CdkCustomResourceResponse<{ ConnectionId?: string }>>;

/**
 * `onEvent` of CDK's Provider framework for `Custom::Auth0SmsConnection`. It returns, or throws one
 * sentence; the framework answers CloudFormation.
 * Source: docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html
 */
export const createHandler = (dependencies: ConnectionDependencies): ConnectionHandler => {
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
      const registration = await handle(event, worldFor);
      journal.completed(occasion, registration, effort());
      return answerTo(event, registration);
    } catch (error) {
      journal.failed(occasion, error, effort());
      throw asSentence(error);
    }
  };
};

type WorldFor = (domain: string) => Parameters<typeof register>[0];

const handle = async (event: CdkCustomResourceEvent, worldFor: WorldFor): Promise<Registration> => {
  if (event.RequestType === 'Delete') {
    const {
      domain = '',
      owner,
      onDelete,
      enabledClients,
    } = readFormerProperties(event.ResourceProperties);
    return unregister(worldFor(domain), {
      connectionId: event.PhysicalResourceId,
      owner,
      // Properties that nobody can read any more are no licence to change a tenant.
      onDelete: domain === '' ? 'retain' : (onDelete ?? 'restore'),
      enabledClients,
    });
  }
  const parsed = parseProperties(event.ResourceProperties);
  if (!parsed.ok) throw new RegistrationError(parsed.error);
  const properties = parsed.value;
  const world = worldFor(properties.domain);
  return event.RequestType === 'Create'
    ? register(world, properties)
    : update(
        world,
        event.PhysicalResourceId,
        properties,
        readFormerProperties(event.OldResourceProperties),
      );
};

const occasionOf = (event: CdkCustomResourceEvent): Occasion => {
  const { environment, domain, connectionName } = readFormerProperties(event.ResourceProperties);
  return {
    requestType: event.RequestType,
    requestId: event.RequestId,
    environment,
    domain,
    connection: connectionName,
    physicalId: event.RequestType === 'Create' ? undefined : event.PhysicalResourceId,
  };
};

const answerTo = (event: CdkCustomResourceEvent, { connectionId }: Registration) =>
  event.RequestType === 'Delete'
    ? { PhysicalResourceId: event.PhysicalResourceId }
    : { PhysicalResourceId: connectionId, Data: { ConnectionId: connectionId } };

export const handler = createHandler(runtimeDependencies(process.env));
