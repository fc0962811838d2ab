import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { SendLimitsConfig } from '../../lambda/contract';
import { gatewayConfig } from '../../lib/gateway-config';
import { EXIT } from '../cli/command';
import { readEnvironment } from '../cli/environment';
import { CommandFailure, usageFailure } from '../cli/failure';
import type { ActionOf } from '../cli/run';
import type { Terminal } from '../cli/terminal';
import type { limitsReplayDeclaration } from './declaration';
import { readLogText } from './log-lines';
import { type LoggedMessage, readMessage } from './logged-message';
import { enforced, replay } from './replay';
import { printReport } from './report';
import { summaryOf } from './summary';

/** The longest text that Node.js can hold is a little more. */
const MAX_LOG_BYTES = 400 * 1024 * 1024;

/** `npm run limits:replay`. Reads; changes nothing, and calls nobody. */
export const limitsReplay: ActionOf<typeof limitsReplayDeclaration> = async (
  { arguments: [file = '-'], options: { environment, enforce, json } },
  terminal,
) => {
  if (environment === undefined)
    throw usageFailure(
      'The option --environment is missing',
      'name the environment file whose limits are to be tried, e.g. --environment environments/prod.json',
    );
  const asWritten = limitsOf(environment);
  const config = enforce ? enforced(asWritten) : asWritten;
  const log = readLogText(await readLog(file, terminal));

  const messages: LoggedMessage[] = [];
  const faults = [...log.faults];
  let otherLines = log.others;
  for (const line of log.lines) {
    const read = readMessage(line);
    if (read === undefined) otherLines += 1;
    else if ('fault' in read) faults.push(read.fault);
    else messages.push(read.message);
  }
  if (messages.length === 0 && faults.length === 0)
    throw new CommandFailure(
      `There is no message in this log: none of its ${otherLines} lines is about one`,
      'export the log group of the gateway function, whose lines hold "message":"completed"',
    );
  const summary = summaryOf(await replay(messages, config));
  printReport(
    { summary, otherLines, faults, remarks: remarksOn(messages, config) },
    json,
    terminal,
  );
  return faults.length === 0 ? EXIT.green : EXIT.red;
};

const limitsOf = (path: string): SendLimitsConfig => {
  const name = basename(path, '.json');
  const { sendLimits } = gatewayConfig(readEnvironment(name, dirname(path)));
  if (sendLimits === undefined) throw new Error('an environment file has limits by default');
  return sendLimits;
};

const readLog = async (file: string, terminal: Terminal): Promise<string> => {
  if (file === '-') return terminal.readStdin(MAX_LOG_BYTES);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new CommandFailure(
      `The log ${file} cannot be read (${code})`,
      'name a file of exported lines, or - for standard input',
    );
  }
};

const HOUR_MS = 3_600_000;

const remarksOn = (
  messages: readonly LoggedMessage[],
  { adaptive, alwaysAllow, alwaysBlock }: SendLimitsConfig,
): readonly string[] => {
  const times = messages.map(({ atMs }) => atMs);
  // Spread as arguments, a day of a large log would be too many.
  const hours =
    times.reduce((most, at) => Math.max(most, at), 0) -
    times.reduce((least, at) => Math.min(least, at), Infinity);
  const namesSomebody = [alwaysAllow, alwaysBlock].some(({ numbers, prefixes, cidrs }) =>
    [numbers, prefixes, cidrs].some((list) => list.length > 0),
  );
  return [
    ...(adaptive.mode !== 'off' && hours / HOUR_MS < adaptive.learnHours
      ? [
          `the log is shorter than adaptive.learnHours (${adaptive.learnHours}), so the adaptive ceiling has nothing to go by; export more days`,
        ]
      : []),
    ...(namesSomebody
      ? [
          'the log holds no numbers and no addresses, so alwaysAllow and alwaysBlock are taken as they were then',
        ]
      : []),
  ];
};
