import { readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { Closer } from './closer';
import { isolatedEnv, startProcess } from './process';

const PROJECT_ROOT = join(__dirname, '..', '..');
/** Lines of a failed command that are worth a look before the whole log. */
const TAIL_LINES = 40;

export interface CdkOptions {
  /** Where AWS is. */
  readonly endpoint: string;
  /** Folder of environment files, as an operator would give it. */
  readonly environments: string;
  readonly workdir: string;
  /** Folder that keeps what each command printed. */
  readonly logs: string;
  readonly closer: Closer;
}

/**
 * The CDK's own command line, as an operator runs it, against the AWS on localhost. Everything
 * resolves to what it printed, and throws with the end of that when it fails.
 */
export interface Cdk {
  readonly bootstrap: (account: string, region: string) => Promise<string>;
  /** Reads the environment files. The templates stay for the `synthesised` commands. */
  readonly synth: () => Promise<string>;
  /** Reads the environment files and deploys. */
  readonly deploy: (stacks: string) => Promise<string>;
  /** Deploys what was synthesised last: the same, sooner. */
  readonly deploySynthesised: (stacks: string) => Promise<string>;
  /** The same, expected to fail; resolves to what it printed. */
  readonly failToDeploySynthesised: (stacks: string) => Promise<string>;
  readonly destroySynthesised: (stacks: string) => Promise<string>;
  /** Outputs of a stack, as of the last deployment. */
  readonly outputs: (stackName: string) => Readonly<Record<string, string>>;
}

export const createCdk = ({ endpoint, environments, workdir, logs, closer }: CdkOptions): Cdk => {
  const env = isolatedEnv({
    ...awsAccess(endpoint),
    CI: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  });

  let runs = 0;
  const run = async (args: readonly string[], cwd: string): Promise<Ended> => {
    runs += 1;
    const log = join(logs, `${String(runs).padStart(2, '0')}-cdk-${args[0]}.log`);
    const program = join(PROJECT_ROOT, 'node_modules', '.bin', 'cdk');
    const cdk = startProcess(program, [...args, '--no-notices'], { cwd, env, logFile: log });
    closer.add('cdk', cdk.stop);
    const code = await cdk.exited;
    return { args, log, code, output: readFileSync(log, 'utf8') };
  };
  const outputsFile = join(workdir, 'outputs.json');
  const assembly = join(workdir, 'cdk.out');
  const fromFiles = [
    '--app',
    `node --import tsx ${join(__dirname, 'app.ts')}`,
    '--context',
    `environments=${environments}`,
    '--output',
    assembly,
  ];
  const synthesised = ['--app', assembly];
  const unattended = ['--require-approval', 'never', '--outputs-file', outputsFile];
  const inProject = async (...args: readonly string[]) => outputOf(await run(args, PROJECT_ROOT));

  return {
    // From a folder without a cdk.json: it needs no app, and need not wait for one.
    bootstrap: async (account, region) =>
      outputOf(await run(['bootstrap', `aws://${account}/${region}`], workdir)),
    synth: () => inProject('synth', '--quiet', ...fromFiles),
    deploy: (stacks) => inProject('deploy', stacks, ...unattended, ...fromFiles),
    deploySynthesised: (stacks) => inProject('deploy', stacks, ...unattended, ...synthesised),
    failToDeploySynthesised: async (stacks) => {
      const ended = await run(['deploy', stacks, ...unattended, ...synthesised], PROJECT_ROOT);
      if (ended.code === 0) throw new Error('cdk deploy succeeded');
      return ended.output;
    },
    destroySynthesised: (stacks) => inProject('destroy', stacks, '--force', ...synthesised),
    outputs: (stackName) => {
      const outputs = JSON.parse(readFileSync(outputsFile, 'utf8')) as Outputs;
      return outputs[stackName] ?? {};
    },
  };
};

interface Ended {
  readonly args: readonly string[];
  readonly log: string;
  /** `undefined`: by a signal. */
  readonly code: number | undefined;
  readonly output: string;
}

const outputOf = ({ args, log, code, output }: Ended): string => {
  if (code === 0) return output;
  const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  throw new Error(`cdk ${args.join(' ')}\nended with ${code ?? 'a signal'} (${log}):\n${tail}`);
};

type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Any credentials do; a developer's own profile is out of reach. */
const awsAccess = (endpoint: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
});
