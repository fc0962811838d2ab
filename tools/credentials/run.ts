import type { HttpClient } from '../../lambda/shared/http';
import type { Environment } from '../../lib/environment';
import { EXIT, type ExitCode } from '../cli/command';
import { CommandFailure, usageFailure } from '../cli/failure';
import type { Terminal } from '../cli/terminal';
import type { SecretDesk, SecretState } from '../shared/secret-desk';
import { type WantedSecret, wantedSecrets } from '../shared/wanted-secrets';
import { askFor, type Gathered, readFrom } from './gather';
import { printReport } from './report';
import { openStorage, valueOf } from './storage';
import { tryCredentials } from './try';

export interface CredentialsRequest {
  readonly environment: Environment;
  /** Keys to ask for; empty: what is missing. */
  readonly only: readonly string[];
  readonly fromStdin: boolean;
  readonly json: boolean;
}

export interface CredentialsWorld {
  readonly desk: SecretDesk;
  readonly http: HttpClient;
  readonly terminal: Terminal;
}

/** Gathers, tries and stores. Nothing is stored before everything was tried. */
export const runCredentials = async (
  { environment, only, fromStdin, json }: CredentialsRequest,
  { desk, http, terminal }: CredentialsWorld,
): Promise<ExitCode> => {
  const wanted = wantedSecrets(environment);
  const chosen = only.length === 0 ? wanted : only.map((key) => secretOf(wanted, key));

  terminal.progress.show('looking at Secrets Manager …');
  const storage = await openStorage(desk, environment.name, await statesOf(wanted, desk));
  const entries = new Map(await storage.settle());
  // Written down at once: whoever leaves the questions unanswered has still moved these.
  await storage.close();

  const missing = chosen.filter((secret) => {
    const outcome = entries.get(secret)?.outcome;
    return outcome === undefined || (only.length > 0 && outcome !== 'stored');
  });
  const gathered = await gather({ missing, chosen, fromStdin }, terminal);
  if (gathered.size > 0) terminal.progress.show('trying them, without sending anything …');
  const trials = await Promise.all(
    [...gathered].map(async ([secret, credentials]) => {
      const trial = await tryCredentials(secret, credentials, { environment, http });
      return { secret, credentials, trial };
    }),
  );
  for (const { secret, credentials, trial } of trials) {
    const outcome = trial.isWrong ? 'refused' : await storage.store(secret, credentials);
    entries.set(secret, { outcome, ...trial });
  }
  await storage.close();
  for (const secret of chosen) {
    if (!entries.has(secret))
      entries.set(secret, { outcome: 'missing', level: 'red', remarks: ['not given'] });
  }
  printReport({ environment: environment.name, entries, json }, terminal);
  return [...entries.values()].some(({ level }) => level === 'red') ? EXIT.red : EXIT.green;
};

const secretOf = (wanted: readonly WantedSecret[], key: string): WantedSecret => {
  const found = wanted.find((secret) => secret.key === key);
  if (found !== undefined) return found;
  throw usageFailure(
    'This environment needs no credentials of that key',
    `it needs: ${wanted.map((secret) => secret.key).join(', ')}`,
  );
};

const statesOf = async (
  wanted: readonly WantedSecret[],
  desk: SecretDesk,
): Promise<ReadonlyMap<WantedSecret, SecretState['kind']>> =>
  new Map(
    await Promise.all(
      wanted.map(async (secret) => {
        const { kind } = valueOf(await desk.look(secret.name));
        if (kind === 'being-deleted') {
          throw new CommandFailure(
            `The secret ${secret.name} is about to be deleted`,
            `aws secretsmanager restore-secret --secret-id ${secret.name} brings it back; then try again`,
          );
        }
        return [secret, kind] as const;
      }),
    ),
  );

const gather = async (
  {
    missing,
    chosen,
    fromStdin,
  }: {
    readonly missing: readonly WantedSecret[];
    readonly chosen: readonly WantedSecret[];
    readonly fromStdin: boolean;
  },
  terminal: Terminal,
): Promise<Gathered> => {
  if (fromStdin) return readFrom(await terminal.readStdin(), chosen);
  // Nothing to ask: an API that needs no credential still needs a secret that says so.
  const [silent, asked] = [
    missing.filter(({ fields }) => fields.length === 0),
    missing.filter(({ fields }) => fields.length > 0),
  ];
  if (asked.length > 0 && !terminal.isInteractive) {
    throw usageFailure(
      `There is nobody to ask here, and these are missing: ${asked.map(({ key }) => key).join(', ')}`,
      'run it in a terminal, or pipe them in with --from-stdin',
    );
  }
  return new Map([
    ...silent.map((secret) => [secret, {}] as const),
    ...(await askFor(asked, terminal)),
  ]);
};
