import { sameJson } from '../../../../lambda/auth0-management/core/json';
import { reviewScopes } from '../../../../lambda/auth0-management/core/scopes';
import { MANAGEMENT_SCOPES } from '../../../../local/tenant/model';
import { canariesIn } from '../../auth0-connection/support/canaries';
import { twilioConnection } from '../../auth0-connection/support/world';
import { seedForeignAction, seedSecondFactor } from './seeds';
import { createStack, type Template } from './stack';
import { actionCode, startPhoneWorld, type PhoneTestWorld, type Standing } from './world';

/** What an operator does, with an application that lacks one scope. */
export interface Operation {
  /** What stands in the tenant before us: a phone Action of somebody's own, a connection to Twilio. */
  readonly seeded: boolean;
  /** What was deployed before, one after the other. */
  readonly given?: readonly ((world: PhoneTestWorld) => Template)[];
  /** `undefined`: the stack is deleted. */
  readonly when?: (world: PhoneTestWorld) => Template;
}

/** How a run ended: with the scope named, or as if it were there. */
export type Verdict = 'refused' | 'not needed';

const gateway = (world: PhoneTestWorld): Template => ({
  connection: world.connectionProperties({ integration: 'sms-gateway' }),
  phone: world.properties({ integration: 'sms-gateway' }),
});
const factor = (world: PhoneTestWorld): Template => ({
  connection: world.connectionProperties({ integration: 'sms-gateway' }),
  phone: world.properties({ integration: 'sms-gateway', mfaMethods: ['sms'] }),
});
const phone = (world: PhoneTestWorld): Template => ({
  connection: world.connectionProperties(),
  phone: world.properties({ mfaMethods: ['sms'] }),
});
const changed = (world: PhoneTestWorld): Template => {
  const { connection, phone: provider } = phone(world);
  return {
    connection: {
      ...connection,
      connection: { ...connection.connection, codeLength: 8, enabledClients: ['app1', 'app2'] },
    },
    phone: {
      ...provider,
      codeLifetimeSeconds: 300,
      deliveryMethods: ['text', 'voice'],
      mfaMethods: ['sms', 'voice'],
    },
  };
};
/** Where nothing stood before, nothing is to stay behind. */
const leavingNothing =
  (template: (world: PhoneTestWorld) => Template) =>
  (world: PhoneTestWorld): Template => {
    const { connection, phone: provider } = template(world);
    return {
      connection: { ...connection, onDelete: 'delete' },
      phone: { ...provider, onDelete: 'delete' },
    };
  };

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'a first deployment of the SMS gateway': { seeded: true, when: gateway },
  'a first deployment of the phone provider': { seeded: false, when: leavingNothing(phone) },
  'a first deployment over a phone Action of their own': { seeded: true, when: phone },
  'a change of everything that may be changed': { seeded: true, given: [phone], when: changed },
  'a second factor beside the SMS gateway': { seeded: true, given: [gateway], when: factor },
  'no second factor any more': { seeded: true, given: [factor], when: gateway },
  'the move to the phone provider': { seeded: true, given: [gateway], when: phone },
  'the move with the second factor': { seeded: true, given: [factor], when: phone },
  'the way back': { seeded: true, given: [gateway, phone], when: gateway },
  'the way back with the second factor': { seeded: true, given: [factor, phone], when: factor },
  'a deletion that gives back': { seeded: true, given: [phone] },
  'a deletion that removes': { seeded: false, given: [leavingNothing(phone)] },
  'a deletion of the SMS gateway with its second factor': { seeded: true, given: [factor] },
};

/** Every scope that an environment with everything is told to grant. */
export const SCOPES = [
  ...new Set(
    (['sms-gateway', 'phone-provider'] as const).flatMap(
      (integration) =>
        reviewScopes([], { integration, onDelete: 'delete', mfa: { methods: ['sms'] } }).missing,
    ),
  ),
];

/** By the clock of the tenant. */
const BUILD = { pendingMs: 0, buildMs: 400, installMs: 400, deployMs: 0 };

/** Ids of what was removed and made again are new. */
export const withoutIds = (standing: Standing): unknown =>
  JSON.parse(
    JSON.stringify(standing).replaceAll(/"id":"(?:pro_\w+|con_\w+|[0-9a-f-]{36})"/g, '"id":"any"'),
  );

export interface ScopeRuns {
  /** Plays the operation without the scope, and all that comes after; ends where it began. */
  readonly without: (
    scope: string,
  ) => Promise<{ readonly verdict: Verdict; readonly problems: readonly unknown[] }>;
  readonly close: () => Promise<void>;
}

/** One tenant for an operation, which every run leaves as it found it. */
export const startScopeRuns = async ({
  seeded,
  given = [],
  when,
}: Operation): Promise<ScopeRuns> => {
  const world = await startPhoneWorld({
    build: BUILD,
    ...(seeded && { connections: [twilioConnection('sms', { id: 'con_seed' })] }),
  });
  if (seeded) {
    await seedForeignAction(world, { unified: false });
    await seedSecondFactor(world);
  }
  world.setCode(actionCode);
  const now = async () => withoutIds(await world.standing());
  const atFirst = await now();

  const prepared = async () => {
    const stack = createStack(world);
    world.grant(MANAGEMENT_SCOPES);
    for (const template of given) await stack.deploy(template(world));
    return stack;
  };
  const unhindered = async (): Promise<unknown> => {
    const stack = await prepared();
    if (when) await stack.deploy(when(world));
    const standing = await now();
    await stack.destroy();
    return standing;
  };
  const goal = when ? await unhindered() : atFirst;

  return {
    close: world.close,
    without: async (scope) => {
      const problems: unknown[] = [];
      const expectStanding = async (wanted: unknown, what: string) => {
        const found = await now();
        if (!sameJson(found, wanted)) problems.push({ what, found, wanted });
      };
      const expectRefusal = (sentence: string) => {
        const named = new RegExp(`^[A-Z][^\\n]*\\bgrant\\b[^\\n]*\\b${scope}\\b[^\\n]*\\.$`);
        if (!named.test(sentence) || /undoing/.test(sentence)) problems.push(sentence);
      };
      const stack = await prepared();
      const before = await now();
      world.forget();
      world.grant(MANAGEMENT_SCOPES.filter((granted) => granted !== scope));
      let verdict: Verdict = 'not needed';
      if (when) {
        const deployment = await stack.deploy(when(world));
        if (deployment.kind === 'rolled back') {
          verdict = 'refused';
          expectRefusal(deployment.failure);
          for (const failure of deployment.failedRollbacks) expectRefusal(failure);
          await expectStanding(before, `rolled back after: ${deployment.failure}`);
        }
      } else {
        const failure = await stack.destroy();
        if (failure !== undefined) {
          verdict = 'refused';
          expectRefusal(failure);
        }
      }
      const shown = canariesIn(world.lines().join('\n'));
      if (shown.length > 0) problems.push(shown);

      world.grant(MANAGEMENT_SCOPES);
      if (when) {
        const again = await stack.deploy(when(world));
        if (again.kind !== 'deployed') problems.push(again);
        await expectStanding(goal, 'deployed again');
      }
      const failure = await stack.destroy();
      if (failure !== undefined) problems.push({ what: 'deleted', failure });
      await expectStanding(atFirst, 'the end');
      return { verdict, problems };
    },
  };
};
