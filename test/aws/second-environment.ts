import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretNames } from '../../lambda/contract';
import { createAws, type Aws } from './aws';
import { createCdk, type Cdk } from './cdk';
import type { Closer } from './closer';
import { ACCOUNT, REGION } from './environment';
import { startMiniStack } from './ministack';
import { APP, SECOND_MANAGEMENT } from './tenant';

/** An environment of somebody else, in an AWS account of its own. */
export const SECOND = 'second';
export const SECOND_STACKS = `${SECOND}/*`;

export interface SecondEnvironment {
  readonly aws: Aws;
  /** Everything that its functions wrote, which outlives their log groups. */
  readonly printed: () => string;
  readonly cdk: Cdk;
  /** Says in its file which tenant it belongs to. */
  readonly moveTo: (tenantUrl: string) => void;
}

export interface SecondEnvironmentOptions {
  /** The MiniStack program. */
  readonly program: string;
  readonly workdir: string;
  readonly logs: string;
  readonly closer: Closer;
}

/** Starts an AWS for it, and deploys its gateway there. It sends by the phone provider of its tenant. */
export const startSecondEnvironment = async (
  tenantUrl: string,
  { program, workdir, logs, closer }: SecondEnvironmentOptions,
): Promise<SecondEnvironment> => {
  const folder = join(workdir, SECOND);
  const environments = join(folder, 'environments');
  rmSync(logs, { recursive: true, force: true });
  for (const path of [environments, logs]) mkdirSync(path, { recursive: true });
  const moveTo = (url: string) =>
    writeFileSync(join(environments, `${SECOND}.json`), JSON.stringify(fileFor(url), null, 2));

  moveTo(tenantUrl);
  const logFile = join(logs, 'ministack.log');
  const endpoint = await startMiniStack({ program, workdir: folder, logFile, closer });
  const cdk = createCdk({ endpoint, environments, workdir: folder, logs, closer });
  const aws = createAws(endpoint);
  await Promise.all([cdk.bootstrap(ACCOUNT, REGION), cdk.synth()]);
  await cdk.deploySynthesised(`${SECOND}/Gateway`);
  await aws.fillIn(secretNames(SECOND).auth0Management, SECOND_MANAGEMENT);
  return { aws, cdk, moveTo, printed: () => readFileSync(logFile, 'utf8') };
};

const fileFor = (domain: string) => ({
  account: ACCOUNT,
  region: REGION,
  auth0: {
    domain,
    integration: 'phone-provider',
    connection: { enabledClients: [APP.clientId] },
    mfa: { methods: ['sms'] },
    // Its tenant has an Action with a secret, which stops a deployment until somebody agrees.
    phoneProvider: { replaceExisting: true },
    rotation: false,
    driftCheck: false,
    onDelete: 'restore',
  },
  providers: { sns: { type: 'sns', senderId: 'Acme' } },
  routes: [{ countries: '*', providers: ['sns'] }],
  sendLimits: { countries: ['US'] },
  alarms: { email: 'oncall@second.example' },
  removalPolicy: 'destroy',
});
