import * as v from 'valibot';
import type { ManagementCredentials } from '../../lambda/auth0-management/adapters/credentials';
import type { ManagementCall } from '../../lambda/auth0-management/adapters/management-caller';
import type { HttpClient } from '../../lambda/shared/http';
import type { Environment } from '../../lib/environment';
import { EXIT, type ExitCode } from '../cli/command';
import { CommandFailure } from '../cli/failure';
import { formatLine } from '../cli/level';
import type { Terminal } from '../cli/terminal';
import { faultOf, openAuth0Session, type Auth0Session } from '../shared/auth0-session';
import { failureOf } from '../shared/identity';
import type { SecretDesk } from '../shared/secret-desk';
import { AUTH0_MANAGEMENT_KEY, wantedSecrets } from '../shared/wanted-secrets';

const SCOPE = 'update:client_keys';
const STORE_TRIES = 5;
const STORE_EVERY_MS = 3_000;
/** Auth0 says that a new secret may take up to 30 s ("Rotate Client Secrets"). */
const PROVE_FOR_MS = 60_000;
const PROVE_EVERY_MS = 5_000;

export interface ManagementRotationWorld {
  readonly desk: SecretDesk;
  readonly http: HttpClient;
  readonly terminal: Terminal;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** The last resort: writes a file that nobody else may read, and resolves to its path. */
  readonly keepInFile: (content: string) => string;
}

export interface ManagementRotationRequest {
  readonly environment: Environment;
  readonly json: boolean;
}

/**
 * Rotates the client secret of the machine-to-machine application. The new one exists in Auth0's answer
 * and nowhere else, so it is made only once it is certain that it can be stored.
 */
export const rotateManagement = async (
  world: ManagementRotationWorld,
  { environment, json }: ManagementRotationRequest,
): Promise<ExitCode> => {
  const { desk, http, terminal, now } = world;
  const { progress, print, paint } = terminal;
  const startedMs = now();
  const { auth0, name } = environment;
  const secretName = secretNameOf(environment);

  progress.show('reading the credentials …');
  const { text, credentials } = await readCredentials(world, environment);
  const session = { domain: auth0.domain, secretName, http };
  progress.show(`asking ${auth0.domain} …`);
  const opened = await openAuth0Session({ ...session, credentials });
  if (!opened.ok) throw nothingChanged(opened.error.sentence, name);
  if (!opened.value.scopes.includes(SCOPE)) {
    throw nothingChanged(
      `The application in the secret ${secretName} has not the scope ${SCOPE}, without which it cannot rotate its own secret`,
      name,
      'grant it in the Auth0 dashboard, or rotate there and store the new secret by `npm run credentials`',
    );
  }
  // The same value once more: who may not write it learns so now, while nothing is lost.
  await store(desk, secretName, text);

  progress.show('rotating …');
  const clientSecret = await rotateSecret(opened.value, credentials, name);
  const renewed = { ...credentials, clientSecret };
  await storeOrKeep(world, secretName, renewed, name);
  await prove(world, () => openAuth0Session({ ...session, credentials: renewed }), name);

  const seconds = Math.round((now() - startedMs) / 1000);
  if (json) {
    print(
      JSON.stringify(
        { environment: name, outcome: 'rotated', secret: secretName, seconds },
        null,
        2,
      ),
    );
  } else {
    const detail =
      'the new client secret is stored, and Auth0 takes it; the one before is worthless';
    print(formatLine({ level: 'green', title: `Rotated in ${seconds} s`, detail }, paint));
  }
  return EXIT.green;
};

const secretNameOf = (environment: Environment): string =>
  wantedSecrets(environment).find(({ key }) => key === AUTH0_MANAGEMENT_KEY)?.name ?? '';

const readCredentials = async ({ desk }: ManagementRotationWorld, environment: Environment) => {
  const secretName = secretNameOf(environment);
  const looked = await desk.look(secretName);
  if (!looked.ok) throw failureOf(looked.error);
  const text = looked.value.kind === 'filled' ? looked.value.value : '';
  const parsed = wantedSecrets(environment)
    .find(({ key }) => key === AUTH0_MANAGEMENT_KEY)
    ?.parse(parseJson(text));
  if (parsed?.ok !== true) {
    throw nothingChanged(
      `The secret ${secretName} is not filled in`,
      environment.name,
      `npm run credentials -- ${environment.name}`,
    );
  }
  const { clientId = '', clientSecret = '' } = parsed.value;
  return { text, credentials: { clientId, clientSecret } };
};

const answerSchema = v.object({ client_secret: v.pipe(v.string(), v.nonEmpty()) });

/**
 * After a lost answer it asks once more: the secret that nobody has seen is worthless by then, and the
 * access token stays good whatever becomes of the secret.
 * Source: auth0.com/docs/api/management/v2/clients/post-rotate-secret
 */
const rotateSecret = async (
  { caller }: Auth0Session,
  { clientId }: ManagementCredentials,
  environment: string,
): Promise<string> => {
  const call: ManagementCall = {
    method: 'POST',
    path: '/clients/{id}/rotate-secret',
    id: clientId,
    scopes: [SCOPE],
  };
  const answered = await faultOf(async () => {
    const answer = await caller.ask(call);
    const parsed = v.safeParse(answerSchema, answer.json);
    if (answer.status >= 300 || !parsed.success) throw caller.refused(answer, call);
    return parsed.output.client_secret;
  });
  if (answered.ok) return answered.value;
  throw new CommandFailure(
    answered.error.sentence,
    `should the secret have changed all the same, copy it from the Auth0 dashboard: npm run credentials -- ${environment} --only ${AUTH0_MANAGEMENT_KEY}`,
  );
};

const store = async (desk: SecretDesk, secretName: string, text: string): Promise<void> => {
  const put = await desk.put(secretName, text);
  if (!put.ok) throw failureOf(put.error);
  if (put.value === 'missing') {
    throw new CommandFailure(`There is no secret ${secretName}`, 'deploy the environment first');
  }
};

const storeOrKeep = async (
  { desk, sleep, keepInFile }: ManagementRotationWorld,
  secretName: string,
  credentials: ManagementCredentials,
  environment: string,
): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store(desk, secretName, JSON.stringify(credentials));
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      if (attempt === STORE_TRIES) {
        const file = keepInFile(JSON.stringify({ [AUTH0_MANAGEMENT_KEY]: credentials }));
        throw new CommandFailure(
          `Auth0 has rotated the secret, and it could not be stored: ${error.message}. It is in the file ${file}, which only you may read`,
          `npm run credentials -- ${environment} --only ${AUTH0_MANAGEMENT_KEY} --from-stdin < ${file} and then delete the file`,
        );
      }
      await sleep(STORE_EVERY_MS);
    }
  }
};

const prove = async (
  { now, sleep, terminal: { progress } }: ManagementRotationWorld,
  open: () => ReturnType<typeof openAuth0Session>,
  environment: string,
): Promise<void> => {
  progress.show('waiting until Auth0 takes the new secret …');
  const giveUpAtMs = now() + PROVE_FOR_MS;
  for (;;) {
    const opened = await open();
    if (opened.ok) return;
    if (now() + PROVE_EVERY_MS > giveUpAtMs) {
      throw new CommandFailure(
        `The new secret is stored, but Auth0 does not take it yet: ${opened.error.sentence}`,
        `npm run rotate -- ${environment} --management cannot help then: copy the secret from the Auth0 dashboard into npm run credentials -- ${environment} --only ${AUTH0_MANAGEMENT_KEY}`,
      );
    }
    await sleep(PROVE_EVERY_MS);
  }
};

const nothingChanged = (
  what: string,
  environment: string,
  advice = `npm run doctor -- ${environment}`,
): CommandFailure => new CommandFailure(`Nothing was changed: ${what}`, advice);

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
