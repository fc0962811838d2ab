import { isObject, show } from '../../lib/environment/values';
import { CommandFailure, usageFailure } from '../cli/failure';
import type { Terminal } from '../cli/terminal';
import type { WantedSecret } from '../shared/wanted-secrets';

/** Credentials of the right shape, by the key of their secret. */
export type Gathered = ReadonlyMap<WantedSecret, Readonly<Record<string, string>>>;

/** How often a question is asked again when the answer has the wrong shape. */
const MAX_TRIES = 3;

/** Asks a person, one credential after the other. */
export const askFor = async (
  wanted: readonly WantedSecret[],
  terminal: Terminal,
): Promise<Gathered> => {
  const gathered = new Map<WantedSecret, Readonly<Record<string, string>>>();
  for (const secret of wanted) {
    terminal.tell(`\n${terminal.paintTold('bold', secret.title)}`);
    gathered.set(secret, await askForOne(secret, terminal));
  }
  return gathered;
};

const askForOne = async (
  { key, fields, parse }: WantedSecret,
  terminal: Terminal,
): Promise<Readonly<Record<string, string>>> => {
  for (let attempt = 1; ; attempt += 1) {
    const answers: Record<string, string> = {};
    for (const { name, description } of fields) {
      terminal.tell(`  ${terminal.paintTold('dim', description)}`);
      answers[name] = withLineBreaks(await terminal.askHidden(`  ${name}: `));
    }
    const parsed = parse(answers);
    if (parsed.ok) return parsed.value;
    for (const fault of parsed.error) terminal.tell(`  ${terminal.paintTold('red', fault)}`);
    if (attempt === MAX_TRIES) {
      throw new CommandFailure(
        `Nothing was stored: ${key} was not given in its right shape`,
        'look it up, then start anew',
      );
    }
  }
};

/** A prompt takes one line, and a private key has many: it may be given with `\n` between them. */
const withLineBreaks = (answer: string): string =>
  answer.startsWith('-----BEGIN') ? answer.replaceAll(String.raw`\n`, '\n') : answer;

/** Reads them from JSON. Every fault is told at once, and none quotes a value. */
export const readFrom = (text: string, wanted: readonly WantedSecret[]): Gathered => {
  const json = parseJson(text);
  if (!isObject(json)) {
    throw usageFailure(
      'Standard input holds no JSON object',
      `pipe in {${wanted.map(({ key }) => `"${key}": {…}`).join(', ')}}, or parts of it`,
    );
  }
  const gathered = new Map<WantedSecret, Readonly<Record<string, string>>>();
  const faults: string[] = [];
  for (const [key, value] of Object.entries(json)) {
    const secret = wanted.find((it) => it.key === key);
    if (secret === undefined) {
      faults.push(`${show(key)} is none of ${wanted.map((it) => it.key).join(', ')}`);
      continue;
    }
    const parsed = secret.parse(value);
    if (parsed.ok) gathered.set(secret, parsed.value);
    else faults.push(...parsed.error.map((fault) => `${key}: ${fault}`));
  }
  if (faults.length > 0) {
    throw usageFailure(
      `Nothing was stored: standard input cannot be used:\n  ${faults.join('\n  ')}`,
      'correct it, then try again',
    );
  }
  return gathered;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
