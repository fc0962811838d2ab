import assert from 'node:assert/strict';
import { ENVIRONMENT, type Settings } from './environment';
import type { Stage } from './stage';
import { APP, BEFORE, FOREIGN_APP, lostForeignOptions } from './tenant';

const STACKS = `${ENVIRONMENT}/*`;

/** What further deployments do, and do not do. */
export const checkSecondDeploy = async ({
  checks: { heading, check },
  cdk,
  tenant,
}: Stage): Promise<void> => {
  heading('A second deploy');
  const before = { connections: tenant.connections(), writes: tenant.writes() };
  await check('changes nothing, in AWS and in Auth0', async () => {
    const output = await cdk.deploy(STACKS);
    assert.equal(output.match(/\(no changes\)/g)?.length, 2, 'cdk saw a change');
    assert.equal(tenant.writes(), before.writes, 'something was written to Auth0');
    assert.deepEqual(tenant.connections(), before.connections);
  });
};

/** @param settings what the environment file says by now */
export const checkChangedFile = async (
  { checks: { heading, check, need }, cdk, tenant, gateway }: Stage,
  { template }: Settings,
): Promise<void> => {
  heading('A changed environment file');
  const before = tenant.connection();
  await need('is deployed', () => cdk.deploy(STACKS));
  await check('its text reaches the connection, and is all that changes there', () => {
    assert.deepEqual(tenant.connection(), {
      ...before,
      options: { ...before.options, template },
    });
  });
  await check('it leaves the options and the application that are not ours', () => {
    assert.deepEqual(lostForeignOptions(tenant.connection()), []);
    assert.deepEqual(tenant.connection().clients, [FOREIGN_APP.clientId, APP.clientId]);
  });
  await check('its throttle holds: 429 to the second request of a second', async () => {
    await gateway.call('{}');
    const { status, body, headers } = await gateway.call('{}');
    assert.deepEqual(
      { status, body },
      { status: 429, body: { error: 'rate_limited', limit: 'api' } },
    );
    assert.equal(headers.get('retry-after'), '1');
  });
};

export const checkDestroy = async (
  { checks: { heading, check, need }, cdk, tenant, gateway }: Stage,
  before: unknown,
): Promise<void> => {
  heading('cdk destroy');
  await need('removes both stacks', () => cdk.destroySynthesised(STACKS));
  await check('puts back the connection that stood there before, in every detail', () => {
    assert.equal(tenant.connection().id, BEFORE.id);
    assert.deepEqual(tenant.connections(), before);
  });
  await check('leaves nobody at the gateway URL', async () => {
    const { status } = await gateway.send({ recipient: '+12025550123', body: 'Anybody?' });
    assert.equal(status, 404);
  });
};
