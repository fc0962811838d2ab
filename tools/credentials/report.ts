import { formatLine, type Level } from '../cli/level';
import type { Terminal } from '../cli/terminal';
import type { WantedSecret } from '../shared/wanted-secrets';
import { pendingSecretName } from './pending';

/** What became of one secret. No credential is in it. */
export interface Entry {
  readonly outcome:
    | 'stored'
    /** Until the Gateway stack is there. */
    | 'waiting'
    /** Stored by somebody before. */
    | 'present'
    | 'refused'
    | 'missing';
  readonly level: Exclude<Level, 'skipped'>;
  readonly remarks: readonly string[];
  readonly advice?: string;
}

export interface Report {
  readonly environment: string;
  readonly entries: ReadonlyMap<WantedSecret, Entry>;
  readonly json: boolean;
}

const WORDS: Readonly<Record<Entry['outcome'], string>> = {
  stored: 'stored',
  waiting: 'waits for the Gateway stack',
  present: 'is filled in already',
  refused: 'not stored',
  missing: 'missing',
};

export const printReport = (
  { environment, entries, json }: Report,
  { print, tell, paint }: Terminal,
): void => {
  if (json) {
    const credentials = [...entries].map(([{ key, name: secret }, entry]) => ({
      key,
      secret,
      ...entry,
    }));
    print(JSON.stringify({ environment, credentials }, null, 2));
    return;
  }
  for (const [{ key }, { outcome, level, remarks, advice }] of entries) {
    const detail = [WORDS[outcome], ...remarks].join('; ');
    print(formatLine({ level, title: key, detail, advice }, paint));
  }
  if ([...entries.values()].some(({ outcome }) => outcome === 'waiting')) {
    tell(
      `\nThey wait, encrypted, in the secret ${pendingSecretName(environment)}. Next:\n` +
        `  npx cdk deploy "${environment}/Gateway"\n` +
        `  npm run credentials -- ${environment}\n` +
        `  npx cdk deploy "${environment}/*"`,
    );
  }
};
