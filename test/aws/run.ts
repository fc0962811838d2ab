import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretNames } from '../../lambda/contract';
import { createHttpClient } from '../../lambda/shared/http';
import { startProviders } from '../../local/providers/start-providers';
import { checkAlarms } from './alarms';
import { checkAnswers } from './answers';
import { createAws } from './aws';
import { createCdk } from './cdk';
import { checkChangedFile, checkDestroy, checkSecondDeploy } from './changes';
import { createChecks, Stopped, type Checks } from './checks';
import { createCloser, type Closer } from './closer';
import { checkDeliveries } from './deliveries';
import {
  ACCOUNT,
  CHANGED_SETTINGS,
  ENVIRONMENT,
  FIRST_SETTINGS,
  PROVIDER_CREDENTIALS,
  REGION,
  writeEnvironment,
} from './environment';
import { createDeployedGateway, onMiniStack, throughMiniStack } from './gateway';
import { findMiniStack, HOW_TO_INSTALL, startMiniStack } from './ministack';
import { checkLimits } from './limits';
import { checkLogs } from './logs';
import { checkPhoneProvider } from './phone-provider';
import { checkOwnership, tryTakenTenant } from './ownership';
import { checkRegistration } from './registration';
import { checkRestore, comeAndGo, startUsedTenant } from './restore';
import { checkRotation, startRotation } from './rotation';
import { startSecondEnvironment } from './second-environment';
import { checkSignIn } from './sign-in';
import type { Stage } from './stage';
import { MANAGEMENT, startTestTenant } from './tenant';
import { checkTools, createTools, keepCredentials, moveCredentials } from './tools';

/** What `cdk` and MiniStack print. */
const LOGS = join(__dirname, '..', '..', 'build', 'test-aws');
/** Usually it takes a minute and a half. */
const LIMIT_MINUTES = 8;

/**
 * `npm run test:aws`: deploys the product into an AWS on this machine as an operator would, and holds
 * it to its promises through the deployed URL. Order matters; each line is one promise.
 */
const play = async (program: string, checks: Checks, closer: Closer): Promise<void> => {
  const { need, heading } = checks;
  const workdir = mkdtempSync(join(tmpdir(), 'sms-gateway-test-aws-'));
  closer.add('the working folder', () => rmSync(workdir, { recursive: true, force: true }));
  rmSync(LOGS, { recursive: true, force: true });
  mkdirSync(LOGS, { recursive: true });

  heading('Surroundings');
  const endpoint = await need('MiniStack starts', () =>
    startMiniStack({ program, workdir, logFile: join(LOGS, 'ministack.log'), closer }),
  );
  const tenant = await need('the stand-in tenant starts', () =>
    startTestTenant(throughMiniStack(endpoint, createHttpClient()), closer),
  );
  const providers = await need('the stand-in providers start', () =>
    // Lambdas sign with credentials that MiniStack makes up.
    startProviders({ accounts: { sns: undefined } }),
  );
  closer.add('the stand-in providers', providers.close);
  const standing = tenant.connections();

  const environments = join(workdir, 'environments');
  const surroundings = { tenantUrl: tenant.url, providerUrl: providers.urlOf };
  writeEnvironment(environments, surroundings, FIRST_SETTINGS);

  heading('Deployment');
  const cdk = createCdk({
    endpoint,
    environments,
    workdir,
    logs: LOGS,
    closer,
  });
  const aws = createAws(endpoint);
  const names = secretNames(ENVIRONMENT);
  // Side by side: one waits for AWS, the other for the processor.
  await need('cdk bootstrap, and cdk synth of the environment folder', () =>
    Promise.all([cdk.bootstrap(ACCOUNT, REGION), cdk.synth()]),
  );
  const tools = createTools(endpoint, environments);
  await need('npm run credentials keeps what comes before the first deployment', () =>
    keepCredentials(tools, MANAGEMENT),
  );
  await need('cdk deploy of the gateway', () => cdk.deploySynthesised(`${ENVIRONMENT}/Gateway`));
  await checks.check(
    'cdk deploy of the whole environment names the secret that is not filled in yet',
    async () => {
      const output = await cdk.failToDeploySynthesised(`${ENVIRONMENT}/*`);
      assert.match(output, new RegExp(`The secret ${names.auth0Management} is not filled in`));
      assert.deepEqual(tenant.connections(), standing, 'it changed the tenant nevertheless');
    },
  );
  await need('npm run credentials moves it into its secret', () => moveCredentials(tools));
  await need('the operator fills in the other secrets', async () => {
    for (const [provider, credentials] of Object.entries(PROVIDER_CREDENTIALS)) {
      await aws.fillIn(names.provider(provider), credentials);
    }
  });
  await need('cdk deploy of the whole environment', () =>
    cdk.deploySynthesised(`${ENVIRONMENT}/*`),
  );

  const gatewayUrl = cdk.outputs(`sms-gateway-${ENVIRONMENT}`)['GatewayUrl'] ?? '';
  const tokenSecret = await aws.readSecret(names.gatewayToken);
  const gateway = createDeployedGateway(onMiniStack(endpoint, gatewayUrl), tokenSecret);
  const stage: Stage = {
    checks,
    aws,
    cdk,
    tenant,
    providers,
    gateway,
    gatewayUrl,
    tokenSecret,
  };

  // Beside what follows: it has an AWS of its own, and shares nothing but the tenant.
  const second = startSecondEnvironment(tenant.url, {
    program,
    workdir,
    logs: `${LOGS}-second`,
    closer,
  });
  const refusal = second.then(tryTakenTenant);
  const restoration = refusal.then(async () =>
    comeAndGo(await second, await startUsedTenant(closer)),
  );
  for (const work of [refusal, restoration]) work.catch(() => undefined);

  await checkRegistration(stage);
  await checkAlarms(stage);
  const rotation = await startRotation(stage);
  await checkTools(stage, tools);
  await checkDeliveries(stage);
  await checkRotation(stage, rotation);
  await checkAnswers(stage);
  await checkSignIn(stage, (code) => FIRST_SETTINGS.template.replace('{{ code }}', code));
  await checkLimits({ ...stage, endpoint });
  await checkSecondDeploy(stage);
  await checkPhoneProvider(stage, tools, (settings) => {
    writeEnvironment(environments, surroundings, { ...FIRST_SETTINGS, ...settings });
  });
  writeEnvironment(environments, surroundings, CHANGED_SETTINGS);
  await checkChangedFile(stage, CHANGED_SETTINGS);
  await checkOwnership(stage, refusal);
  await checkRestore(stage, restoration);
  await checkLogs(stage, LOGS);
  await checkDestroy(stage, standing);
};

const main = async (): Promise<number> => {
  const program = findMiniStack(process.env);
  if (program === undefined) {
    console.error(HOW_TO_INSTALL);
    return 1;
  }
  const startedMs = performance.now();
  const closer = createCloser();
  // What is still running then fails for want of its surroundings; that is not worth a line.
  let leaving: number | undefined;
  const checks = createChecks((line) => {
    if (leaving === undefined) console.log(line);
  });
  const leave = (why: string, exitCode: number) => {
    leaving ??= exitCode;
    console.error(`\n${why}: closing everything that was started.`);
    void closer.closeAll().then(() => process.exit(leaving));
  };
  process.on('SIGINT', () => leave('Interrupted', 130));
  process.on('SIGTERM', () => leave('Terminated', 143));
  const limit = setTimeout(
    () => leave(`Not done after ${LIMIT_MINUTES} minutes; the logs are in ${LOGS}`, 1),
    LIMIT_MINUTES * 60_000,
  );

  let crashed = false;
  try {
    await play(program, checks, closer);
  } catch (error) {
    crashed = !(error instanceof Stopped);
    if (leaving === undefined) console.error(crashed ? error : `\nStopped: the rest needs this.`);
  } finally {
    clearTimeout(limit);
    await closer.closeAll();
  }
  if (leaving !== undefined) return leaving;
  const failed = checks.failed() + (crashed ? 1 : 0);
  if (failed > 0) console.log(`\nWhat cdk and MiniStack printed: ${LOGS}`);
  console.log(`\nTook ${Math.round((performance.now() - startedMs) / 1000)} s.`);
  console.log(`${checks.passed()} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
};

// Servers that were closed may leave a socket behind for a moment; nothing waits for it.
void main().then((exitCode) => process.exit(exitCode));
