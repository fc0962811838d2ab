import assert from 'node:assert/strict';
import { registrationOwner } from '../../lambda/contract';
import { ACCOUNT, ENVIRONMENT, REGION } from './environment';
import { SECOND, SECOND_STACKS, type SecondEnvironment } from './second-environment';
import type { Stage } from './stage';
import { SECOND_MANAGEMENT } from './tenant';

/** What became of a deployment onto a tenant that belongs to another environment. */
export interface Refusal {
  /** What cdk printed. */
  readonly output: string;
  /** As CloudFormation calls it. */
  readonly stackStatus: string | undefined;
}

/** The second environment tries the tenant of the first. */
export const tryTakenTenant = async ({ cdk, aws }: SecondEnvironment): Promise<Refusal> => {
  const output = await cdk.failToDeploySynthesised(SECOND_STACKS);
  return { output, stackStatus: await aws.stackStatus(`sms-gateway-${SECOND}-auth0`) };
};

/** Two environments on one tenant: the second is refused. */
export const checkOwnership = async (
  { checks: { heading, check }, tenant }: Stage,
  refusal: Promise<Refusal>,
): Promise<void> => {
  heading('A second environment on the same tenant');
  await check('is refused in a sentence that names the first, and says what to do', async () => {
    const { output } = await refusal;
    assert.match(
      output,
      new RegExp(
        `The connection "sms" belongs to the environment "${ENVIRONMENT}" of AWS account ${ACCOUNT} in ${REGION}: give this environment another auth0\\.connection\\.name or a tenant of its own`,
      ),
    );
  });
  await check('rolls back by itself', async () => {
    assert.equal((await refusal).stackStatus, 'ROLLBACK_COMPLETE');
  });
  await check('has written nothing to the tenant, which still belongs to the first', async () => {
    await refusal;
    assert.equal(tenant.writes(SECOND_MANAGEMENT.clientId), 0);
    assert.deepEqual(tenant.connection().settings['metadata'], {
      team: 'identity',
      sms_gateway_owner: registrationOwner(ACCOUNT, REGION, ENVIRONMENT),
    });
  });
};
