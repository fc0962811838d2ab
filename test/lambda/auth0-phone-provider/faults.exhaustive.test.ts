import type { Auth0PhoneProviderProperties } from '../../../lambda/contract';
import { sameJson } from '../../../lambda/auth0-management/core/json';
import { share } from '../../support/how-often';
import { canariesIn } from '../auth0-connection/support/canaries';
import { FAULTS } from '../auth0-connection/support/faults';
import { seedForeignAction, seedSecondFactor } from './support/seeds';
import { actionCode, startPhoneWorld, type PhoneTestWorld, type Standing } from './support/world';

type Properties = Auth0PhoneProviderProperties;

interface Scenario {
  /** Whether the tenant has a phone Action of its own. */
  readonly seeded?: boolean;
  /** Whether that has a draft that somebody is at work on. */
  readonly edited?: boolean;
  /** What was deployed before, without a fault; `undefined`: nothing. */
  readonly given?: (world: PhoneTestWorld) => Properties;
  readonly when: (world: PhoneTestWorld, id: string, given: Properties) => Promise<unknown>;
  /** What CloudFormation does after a failure, or an operator after a failed deletion. */
  readonly after: (world: PhoneTestWorld, id: string, given: Properties) => Promise<unknown>;
  /** Whether `after` ends before `given` instead of before `when`. */
  readonly undoesAll?: boolean;
}

const factor = { mfaMethods: ['sms'] as const, replaceExisting: true };
const phone = (world: PhoneTestWorld) => world.properties(factor);
const second = (world: PhoneTestWorld) =>
  world.properties({ ...factor, integration: 'sms-gateway' });
const nothing = (world: PhoneTestWorld) => world.properties({ integration: 'sms-gateway' });
const MARK = 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED';

const create: Pick<Scenario, 'when' | 'after'> = {
  when: (world) => world.create(phone(world)),
  after: (world) => world.remove(MARK, phone(world)),
};
const remove: Pick<Scenario, 'when' | 'after' | 'undoesAll'> = {
  when: (world, id, given) => world.remove(id, given),
  after: (world, id, given) => world.remove(id, given),
  undoesAll: true,
};

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a Create that creates': create,
  'a Create that adopts': { ...create, seeded: true },
  'an Update of code, secrets and methods': {
    given: phone,
    when: (world, id, given) => {
      world.setCode((trigger, environment) => actionCode(trigger, environment, 2));
      const changed = { ...given, codeLifetimeSeconds: 300, deliveryMethods: ['text', 'voice'] };
      return world.update(id, changed, given);
    },
    after: (world, id, given) => {
      world.setCode(actionCode);
      return world.update(id, given, given);
    },
  },
  'an Update to the second factor alone': {
    given: phone,
    when: (world, id, given) => world.update(id, second(world), given),
    after: (world, id, given) => world.update(id, given, second(world)),
  },
  'an Update to the phone provider': {
    given: second,
    when: (world, id, given) => world.update(id, phone(world), given),
    after: (world, id, given) => world.update(id, given, phone(world)),
  },
  'an Update to nothing': {
    seeded: true,
    given: phone,
    when: (world, id, given) => world.update(id, nothing(world), given),
    after: (world, id, given) => world.update(id, given, nothing(world)),
  },
  'an Update from nothing': {
    seeded: true,
    given: nothing,
    when: (world, id, given) => world.update(id, phone(world), given),
    after: (world, id, given) => world.update(id, given, phone(world)),
  },
  'a Delete that removes': { ...remove, given: phone },
  'a Delete that gives back': { ...remove, given: phone, seeded: true },
  'a Delete that gives back a draft': { ...remove, given: phone, seeded: true, edited: true },
};

/** By the clock of the tenant; a build in two polls keeps the table small. */
const BUILD = { pendingMs: 0, buildMs: 400, installMs: 400, deployMs: 0 };

/** A read that fails changes nothing by itself, so the ways in which it may differ less. */
const FAULTS_OF_READS = [
  '401',
  '403 for want of a scope',
  '404',
  '500 before it acts',
  'a timeout before it acts',
];
const FAULTS_OF_WRITES = Object.keys(FAULTS).filter(
  (fault) => !/by the plan|out of reach|502|HTML with 200$|a reset/.test(fault),
);

/** Which calls a run makes, the first of each kind: that polls are many is no matter of theirs. */
const callsOf = async (scenario: Scenario): Promise<readonly (readonly [number, string])[]> => {
  const world = await open(scenario);
  const given = scenario.given?.(world) ?? world.properties();
  const id = scenario.given ? await world.create(given) : '';
  world.forget();
  await scenario.when(world, id, given);
  const calls = world.calls().map((call) => call.replace(/\/[0-9a-f-]{36}|pro_\w+/, '/{id}'));
  await world.close();
  return calls.flatMap((call, index) =>
    calls.indexOf(call) === index ? [[index, call] as const] : [],
  );
};

const open = async ({ seeded = false, edited = false }: Scenario): Promise<PhoneTestWorld> => {
  const world = await startPhoneWorld({ build: BUILD, requestTimeoutMs: 100 });
  if (seeded) {
    const secrets = [{ name: 'VENDOR_KEY', value: 'theirs' }];
    const action = await seedForeignAction(world, { unified: false, secrets });
    if (edited) await world.manage('PATCH', `/actions/actions/${action}`, { code: '// half' });
    await seedSecondFactor(world);
  }
  return world;
};

/** Ids of what was removed and made again are new. */
const withoutIds = (standing: Standing): unknown =>
  JSON.parse(
    JSON.stringify(standing).replaceAll(/"id":"(?:pro_\w+|[0-9a-f-]{36})"/g, '"id":"any"'),
  );

describe.each(Object.entries(SCENARIOS))('%s, with one call that fails', (_, scenario) => {
  test('loses nothing, whichever call it is and however it fails', async () => {
    const calls = await callsOf(scenario);
    const world = await open(scenario);
    const atFirst = withoutIds(await world.standing());
    const given = scenario.given?.(world) ?? world.properties();
    const wrong: unknown[] = [];
    const rows = calls.flatMap(([index, call]) =>
      (call.startsWith('GET ') ? FAULTS_OF_READS : FAULTS_OF_WRITES).map(
        (fault) => ({ index, call, fault }) as const,
      ),
    );
    for (const { index, call, fault } of share(rows)) {
      const problems = await meet(world, scenario, { index, fault, given, atFirst });
      if (problems.length > 0) wrong.push({ call, fault, problems });
    }
    await world.close();
    expect(calls.length).toBeGreaterThan(8);
    expect(wrong).toStrictEqual([]);
  }, 300_000);
});

interface Encounter {
  readonly index: number;
  readonly fault: string;
  readonly given: Properties;
  readonly atFirst: unknown;
}

/** Plays the scenario with one fault, and everything after it; resolves to what is not as promised. */
const meet = async (
  world: PhoneTestWorld,
  { given: isGiven, when, after, undoesAll = false }: Scenario,
  { index, fault, given, atFirst }: Encounter,
): Promise<readonly unknown[]> => {
  const problems: unknown[] = [];
  const expectStanding = async (goal: unknown, what: string) => {
    const now = withoutIds(await world.standing());
    if (!sameJson(now, goal)) problems.push({ what, now, goal });
  };

  world.setCode(actionCode);
  const id = isGiven ? await world.create(given) : '';
  const beforehand = withoutIds(await world.standing());
  world.forget();
  let struck = false;
  world.sabotage((_, at) => {
    if (at !== index) return undefined;
    struck = true;
    return FAULTS[fault]?.(world.now());
  });
  const failure = await world.failureOf(when(world, id, given));
  world.sabotage(() => undefined);

  if (!struck) problems.push('the call was not made');
  if (failure !== undefined) {
    const { message } = failure;
    if (!/^[A-Z][^\n]*\.$/.test(message) || /undoing/.test(message)) problems.push(message);
    const failed = world.log().filter((line) => line['message'] === 'failed');
    if (failed.length !== 1 || 'exception' in (failed[0] ?? {})) problems.push(failed);
    await after(world, id, given);
    await expectStanding(undoesAll ? atFirst : beforehand, message);
  }
  const shown = canariesIn([failure?.message, failure?.stack, ...world.lines()].join('\n'));
  if (shown.length > 0) problems.push(shown);

  // Whatever happened, taking it all down puts back what stood there.
  await world.remove(world.url, given);
  await expectStanding(atFirst, 'the end');
  return problems;
};
