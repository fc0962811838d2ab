import assert from 'node:assert/strict';
import { createHttpClient } from '../../lambda/shared/http';
import { readEnvironment } from '../../tools/cli/environment';
import { checksOf, examine } from '../../tools/doctor/examine';
import { createDoctorWorld } from '../../tools/doctor/world';
import { type Ended, runTool } from '../tools/support/process';
import { ENVIRONMENT } from './environment';
import { throughMiniStack } from './gateway';
import type { Stage } from './stage';

const AUTH0 = ['--only', 'auth0-management'];

/** The commands of `tools/`, as an operator runs them, with MiniStack in the place of AWS. */
export interface Tools {
  readonly credentials: (argv: readonly string[], stdin?: object) => Promise<Ended>;
  readonly drift: () => Promise<Ended>;
  readonly environments: string;
  readonly endpoint: string;
}

export const createTools = (endpoint: string, environments: string): Tools => {
  const env = environmentFor(endpoint);
  const run = (tool: string, argv: readonly string[], stdin = '') =>
    runTool(`tools/${tool}/main.ts`, [ENVIRONMENT, ...argv, '--environments', environments], {
      env,
      stdin,
    });
  return {
    credentials: (argv, stdin) =>
      stdin === undefined
        ? run('credentials', argv)
        : run('credentials', [...argv, '--from-stdin'], JSON.stringify(stdin)),
    drift: () => run('drift', []),
    environments,
    endpoint,
  };
};

const environmentFor = (endpoint: string) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
});

/** Before the first deployment: the credentials of Auth0 wait. */
export const keepCredentials = async (
  { credentials }: Tools,
  management: object,
): Promise<void> => {
  const { exitCode, stdout, stderr } = await credentials(AUTH0, { 'auth0-management': management });
  assert.equal(exitCode, 0, stdout + stderr);
  assert.match(stdout, /auth0-management: waits for the Gateway stack/);
};

/** After it: the same command moves them, and has nothing to ask. */
export const moveCredentials = async ({ credentials }: Tools): Promise<void> => {
  const { exitCode, stdout, stderr } = await credentials(AUTH0);
  assert.equal(exitCode, 0, stdout + stderr);
  assert.match(stdout, /auth0-management: stored; had been waiting/);
};

/** What the commands make of the deployed environment. */
export const checkTools = async (
  { checks: { heading, check } }: Stage,
  tools: Tools,
): Promise<void> => {
  heading('The tools');
  await check('npm run drift finds the tenant as it was registered', async () => {
    const { exitCode, stdout, stderr } = await tools.drift();
    assert.equal(exitCode, 0, stdout + stderr);
  });
  await check('the doctor finds nothing red but the secret that nobody filled in', async () => {
    Object.assign(process.env, environmentFor(tools.endpoint));
    const world = createDoctorWorld(readEnvironment(ENVIRONMENT, tools.environments));
    // On this machine the deployed URL is MiniStack's, and every other one is its own.
    const plain = createHttpClient({ maxAnswerBytes: 4 * 1024 * 1024 });
    const mapped = throughMiniStack(tools.endpoint, plain);
    const http: typeof plain = {
      request: (request) =>
        (request.url.includes('.execute-api.') ? mapped : plain).request(request),
    };
    const findings = await examine(checksOf({ ...world, http }), {
      show: () => {},
      clear: () => {},
    });
    const levels = new Map(findings.map(({ id, level }) => [id, level]));
    const red = findings.filter(({ level }) => level === 'red');
    assert.deepEqual(
      red.map(({ id }) => id),
      ['secret-providers-unready'],
      JSON.stringify(red, null, 2),
    );
    for (const id of [
      'gateway-url',
      'gateway-token',
      'auth0-scopes',
      'auth0-connection',
      'provider-twilio',
    ])
      assert.equal(levels.get(id), 'green', JSON.stringify(findings, null, 2));
  });
};
