import { GetParameterCommand, ParameterNotFound } from '@aws-sdk/client-ssm';
import { readAwsFault } from '../../shared/aws-faults';
import type { DeployedStack } from '../../shared/stacks';
import type { Facts } from '../facts';
import { type Check, given, green, ofAwsFault, type Outcome, red, yellow } from '../outcome';
import { TITLES } from '../titles';
import type { DoctorWorld } from '../world';

/** What `aws-cdk-lib` asks of a bootstrapped account. Source: DefaultStackSynthesizer, MIN_BOOTSTRAP_STACK_VERSION. */
const MIN_BOOTSTRAP_VERSION = 6;
const BOOTSTRAP_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

export const awsChecks = (world: DoctorWorld, facts: Facts): readonly Check[] => [
  {
    id: 'aws-account',
    title: TITLES.account,
    look: () => given(facts.account, (account) => green(`${account}, ${world.environment.region}`)),
  },
  {
    id: 'cdk-bootstrap',
    title: 'CDK bootstrap',
    look: () => given(facts.trusted, () => lookAtBootstrap(world)),
  },
  {
    id: 'gateway-stack',
    title: TITLES.gatewayStack,
    look: () => given(facts.gatewayStack, (stack) => ofStack(stack, world.environment.name)),
  },
  {
    id: 'auth0-stack',
    title: TITLES.auth0Stack,
    look: () => given(facts.auth0Stack, (stack) => ofStack(stack, world.environment.name)),
  },
];

const lookAtBootstrap = async ({
  ssm,
  environment: { account, region },
}: DoctorWorld): Promise<Outcome> => {
  const advice = `npx cdk bootstrap aws://${account}/${region}`;
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: BOOTSTRAP_PARAMETER }));
    const version = Number(Parameter?.Value);
    return version >= MIN_BOOTSTRAP_VERSION
      ? green(`version ${version}`)
      : red(`is of version ${version}, and CDK needs ${MIN_BOOTSTRAP_VERSION}`, advice);
  } catch (error) {
    return error instanceof ParameterNotFound
      ? red(`${account} is not bootstrapped in ${region}, so nothing can be deployed`, advice)
      : ofAwsFault(readAwsFault(error, 'ssm:GetParameter'));
  }
};

/** Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html (stack status codes) */
const ofStack = ({ name, status }: DeployedStack, environment: string): Outcome => {
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return green(status);
  const redeploy = `npx cdk deploy "${environment}/*"`;
  if (status.endsWith('_IN_PROGRESS'))
    return yellow(`${name} is being changed (${status})`, 'look again when it is done');
  if (/^(UPDATE|IMPORT)_ROLLBACK_COMPLETE$/.test(status)) {
    return yellow(
      `the last deployment of ${name} failed and was taken back (${status})`,
      `the events of the stack say why; mend that, then ${redeploy}`,
    );
  }
  return red(
    `${name} is in ${status}`,
    `the events of the stack say why; mend that, then ${redeploy} (docs/runbook.md)`,
  );
};
