import { createSecretVault } from '../../../../lambda/auth0-management/adapters/secrets';
import type { DriftDependencies } from '../../../../lambda/drift-check/dependencies';
import { createHandler } from '../../../../lambda/drift-check/handler';
import { createHttpClient } from '../../../../lambda/shared/http';
import type { SecretsServer } from '../../auth0-connection/support/secrets-server';

/** Virtual milliseconds that a run may take, as in `lib/constructs/drift-check.ts`. */
export const LAMBDA_MS = 120_000;

export interface Check {
  readonly failure: Error | undefined;
  readonly lines: readonly string[];
  /** The last line, parsed. */
  readonly line: Readonly<Record<string, unknown>>;
}

/** One run of the function. */
export const runCheck = async (
  secrets: SecretsServer,
  event: unknown,
  changes: Pick<DriftDependencies, 'now'> & Partial<DriftDependencies>,
): Promise<Check> => {
  const lines: string[] = [];
  const handler = createHandler({
    vault: createSecretVault(secrets.client),
    http: createHttpClient(),
    sleep: () => Promise.resolve(),
    random: () => 0.5,
    readCode: () => '',
    writeLine: (line) => void lines.push(line),
    ...changes,
  });
  const deadline = changes.now() + LAMBDA_MS;
  const failure = await handler(event, {
    getRemainingTimeInMillis: () => deadline - changes.now(),
  }).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  return { failure, lines, line: JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
};
