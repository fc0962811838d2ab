import { secretNames } from '../../../lambda/contract';
import { createHandler } from '../../../lambda/gateway/handler';
import { createHttpClient } from '../../../lambda/shared/http';
import { sendLimitsConfig } from '../../../lib/send-limits-config';
import { readLogText } from '../../../tools/limits-replay/log-lines';
import { type LoggedMessage, readMessage } from '../../../tools/limits-replay/logged-message';
import { replay } from '../../../tools/limits-replay/replay';
import { summaryOf } from '../../../tools/limits-replay/summary';
import { sendLimitsOf } from '../../support/environment';
import {
  AWS_ENV,
  ENVIRONMENT,
  gatewayEvent,
  inMemorySecrets,
  TOKEN_SECRET,
} from '../../support/gateway';
import { scriptedProvider } from '../../support/scripted-provider';

const ROUTES = [{ countries: '*' as const, providers: ['scripted'] }];
const { gatewayToken, sendLimitsKey } = secretNames(ENVIRONMENT);

const configWith = (section: object) => sendLimitsConfig(sendLimitsOf(section), ROUTES);

/** The real gateway, and the log that it writes of messages to these numbers. */
const logOf = async (
  section: object,
  numbers: readonly string[],
  text?: string,
): Promise<string> => {
  const lines: string[] = [];
  const handler = createHandler({
    config: {
      environment: ENVIRONMENT,
      providers: { scripted: { type: 'scripted' } },
      routes: ROUTES,
      delivery: { budgetSeconds: 15, attemptTimeoutSeconds: 5 },
      sendLimits: configWith(section),
    },
    providers: { scripted: scriptedProvider([{ class: 'accepted' }]).definition },
    secrets: inMemorySecrets({
      [gatewayToken]: TOKEN_SECRET,
      [sendLimitsKey]: 'k'.repeat(64),
      [secretNames(ENVIRONMENT).provider('scripted')]: '{}',
    }),
    http: createHttpClient(),
    region: 'us-east-1',
    env: AWS_ENV,
    // Not at an edge of a window: a message counts from when it came, milliseconds before its line.
    now: () => Date.UTC(2026, 10, 28, 10, 5),
    writeLine: (line) => lines.push(line),
  });
  for (const [n, recipient] of numbers.entries())
    await handler(gatewayEvent({ recipient, body: text ?? `Your code is ${100_000 + n}` }));
  return lines.join('\n');
};

const messagesOf = (log: string): readonly LoggedMessage[] =>
  readLogText(log).lines.map((line) => {
    const read = readMessage(line);
    if (read === undefined || 'fault' in read) throw new Error(`not read: ${line.where}`);
    return read.message;
  });

const GB = '+447700900123';
const US = '+12025550123';

test('the same limits come to the same, from what the real gateway wrote', async () => {
  const section = { countries: ['GB'], perRecipient: { per10Minutes: 3 } };
  const log = await logOf(section, [GB, GB, GB, GB, GB, US]);
  const replayed = await replay(messagesOf(log), configWith(section));
  expect(summaryOf(replayed)).toMatchObject({
    messages: 6,
    letThrough: { before: 3, now: 3 },
    stopped: { before: 3, now: 3 },
    unknown: 0,
    people: 2,
    peopleAffected: 2,
    peopleWithNothing: 1,
    byLimit: [
      { name: 'recipient', stoppedBefore: 2, stoppedNow: 2 },
      { name: 'countries', stoppedBefore: 1, stoppedNow: 1 },
    ],
  });
});

test('a country that was refused can be tried, since its people are known again', async () => {
  const log = await logOf({ countries: ['GB'] }, [US, US, US]);
  const replayed = await replay(messagesOf(log), configWith({ perRecipient: { per10Minutes: 2 } }));
  expect(replayed.map(({ verdict }) => verdict)).toEqual(['let-through', 'let-through', 'stopped']);
});

test('who was always let through still is', async () => {
  const log = await logOf({ alwaysAllow: { numbers: [GB] } }, [GB, GB, GB]);
  const replayed = await replay(messagesOf(log), configWith({ perRecipient: { per10Minutes: 1 } }));
  expect(replayed.map(({ verdict }) => verdict)).toEqual(Array(3).fill('let-through'));
});

test('shadow mode stops nothing then, and shows now what it would have stopped', async () => {
  const shadow = { mode: 'shadow', countries: ['GB'], perRecipient: { per10Minutes: 1 } };
  const log = await logOf(shadow, [GB, GB, US]);
  const summary = summaryOf(await replay(messagesOf(log), configWith(shadow)));
  expect(summary.stopped).toEqual({ before: 0, now: 0 });
  expect(summary.byLimit.map(({ name, inShadow }) => [name, inShadow])).toEqual([
    ['countries', 1],
    ['recipient', 1],
  ]);
});

test.each([
  ['shadow', ['let-through', 'let-through'], ['duplicate']],
  ['enforce', ['duplicate', 'let-through'], []],
  ['off', ['let-through', 'let-through'], []],
])(
  'a repeat that shadow mode let through, with duplicates now %s',
  async (mode, verdicts, shadow) => {
    const log = await logOf({ duplicates: { mode: 'shadow' } }, [GB, GB], 'Your code is 739154');
    const replayed = await replay(messagesOf(log), configWith({ duplicates: { mode } }));
    // Both are of one moment, so their order is anybody's.
    expect(replayed.map(({ verdict }) => verdict).toSorted()).toEqual(verdicts);
    expect(replayed.flatMap((one) => one.shadow)).toEqual(shadow);
  },
);
