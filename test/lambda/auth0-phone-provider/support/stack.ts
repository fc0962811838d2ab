import type {
  Auth0PhoneProviderProperties,
  Auth0SmsConnectionProperties,
} from '../../../../lambda/contract';
import type { PhoneTestWorld, Resource } from './world';

/** What the Auth0 stack registers. */
export interface Template {
  readonly connection: Auth0SmsConnectionProperties;
  readonly phone: Auth0PhoneProviderProperties;
}

/** How a deployment ended; each failure is a sentence that CloudFormation shows. */
export type Deployment =
  | { readonly kind: 'deployed' }
  | {
      readonly kind: 'rolled back';
      readonly failure: string;
      /** Of the rollback itself, after which an operator has to help. */
      readonly failedRollbacks: readonly string[];
    };

/** The part of CloudFormation that the registrations meet, on one tenant. */
export interface TestStack {
  readonly deploy: (next: Template) => Promise<Deployment>;
  /** Resolves to what it failed with, or `undefined`; what was deleted is not deleted again. */
  readonly destroy: () => Promise<string | undefined>;
}

interface Standing {
  readonly id: string;
  readonly properties: Template[Resource];
}

/**
 * Creates and updates in the order of dependencies (lib/auth0-stack.ts). A failure is followed by an
 * update back of all that was updated, the failed one included, and a deletion of what was created.
 * CDK's provider framework tells nobody of the deletion of what could not be created.
 * Source: docs.aws.amazon.com/AWSCloudFormation, "Stack failure options"; aws-cdk-lib,
 * custom-resources, "Important cases to handle".
 */
export const createStack = (world: PhoneTestWorld): TestStack => {
  let standing: Partial<Record<Resource, Standing>> = {};
  const attempt = async (work: Promise<unknown>) => (await world.failureOf(work))?.message;

  const put = async (resource: Resource, properties: Template[Resource]): Promise<void> => {
    const before = standing[resource];
    const id =
      before === undefined
        ? await world.create(properties, resource)
        : await world.update(before.id, properties, before.properties, resource);
    standing = { ...standing, [resource]: { id, properties } };
  };
  const drop = async (resource: Resource): Promise<void> => {
    const before = standing[resource];
    if (before === undefined) return;
    await world.remove(before.id, before.properties, resource);
    const { [resource]: _, ...others } = standing;
    standing = others;
  };
  const rollBack = async (
    touched: readonly Resource[],
    before: Partial<Record<Resource, Standing>>,
    failed: Template,
  ): Promise<readonly string[]> => {
    const failures: (string | undefined)[] = [];
    for (const resource of touched) {
      const former = before[resource];
      if (former === undefined) continue;
      const { id, properties } = former;
      failures.push(await attempt(world.update(id, properties, failed[resource], resource)));
      standing = { ...standing, [resource]: former };
    }
    for (const resource of touched.toReversed()) {
      if (before[resource] === undefined) failures.push(await attempt(drop(resource)));
    }
    return failures.filter((failure) => failure !== undefined);
  };

  return {
    deploy: async (next) => {
      const before = standing;
      const order = ORDERS[next.connection.integration];
      for (const [at, resource] of order.entries()) {
        const failure = await attempt(put(resource, next[resource]));
        if (failure === undefined) continue;
        const failedRollbacks = await rollBack(order.slice(0, at + 1), before, next);
        return { kind: 'rolled back', failure, failedRollbacks };
      }
      return { kind: 'deployed' };
    },
    destroy: async () => {
      const { integration = 'sms-gateway' } = standing.phone?.properties ?? {};
      for (const resource of ORDERS[integration].toReversed()) {
        const failure = await attempt(drop(resource));
        if (failure !== undefined) return failure;
      }
      return undefined;
    },
  };
};

const ORDERS: Readonly<Record<Auth0SmsConnectionProperties['integration'], readonly Resource[]>> = {
  'phone-provider': ['phone', 'connection'],
  'sms-gateway': ['connection', 'phone'],
};
