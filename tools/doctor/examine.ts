import type { Progress } from '../cli/terminal';
import { auth0Checks } from './checks/auth0';
import { auth0PhoneChecks } from './checks/auth0-phone';
import { awsChecks } from './checks/aws';
import { gatewayChecks } from './checks/gateway';
import { metricChecks } from './checks/metrics';
import { providerChecks } from './checks/providers';
import { secretChecks } from './checks/secrets';
import { smsChecks } from './checks/sms';
import { gatherFacts } from './facts';
import { type Check, type Outcome, yellow } from './outcome';
import type { DoctorWorld } from './world';

/** One line of the report. */
export interface Finding extends Outcome {
  readonly id: string;
  readonly title: string;
}

/** Those that one check waits for have their own limits; this is for what nobody thought of. */
const CHECK_LIMIT_MS = 60_000;

/** Every check of an environment, in the order of the report: causes before what they cause. */
export const checksOf = (world: DoctorWorld): readonly Check[] => {
  const facts = gatherFacts(world);
  return [
    ...awsChecks(world, facts),
    ...secretChecks(world, facts),
    ...gatewayChecks(world, facts),
    ...auth0Checks(world, facts),
    ...auth0PhoneChecks(world, facts),
    ...providerChecks(world, facts),
    ...smsChecks(world, facts),
    ...metricChecks(world, facts),
  ];
};

/** Looks at everything side by side; the facts see to it that nothing is asked twice. */
export const examine = async (
  checks: readonly Check[],
  progress: Progress,
): Promise<readonly Finding[]> => {
  let done = 0;
  const show = () => progress.show(`${done} of ${checks.length} looked at …`);
  show();
  const findings = await Promise.all(
    checks.map(async ({ id, title, look }): Promise<Finding> => {
      const outcome = await within(CHECK_LIMIT_MS, look());
      done += 1;
      show();
      return { id, title, ...outcome };
    }),
  );
  progress.clear();
  return findings;
};

const within = async (limitMs: number, look: Promise<Outcome>): Promise<Outcome> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(
      () => resolve(yellow(`not checked: not done after ${limitMs / 1000} s`, 'look again')),
      limitMs,
    );
  });
  try {
    return await Promise.race([look, late]);
  } finally {
    clearTimeout(timer);
  }
};
