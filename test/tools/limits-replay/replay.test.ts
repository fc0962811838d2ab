import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../tools/cli/run';
import { limitsReplay } from '../../../tools/limits-replay/command';
import { limitsReplayDeclaration } from '../../../tools/limits-replay/declaration';
import type { Report } from '../../../tools/limits-replay/report';
import { recordStreams } from '../support/streams';

const folder = mkdtempSync(join(tmpdir(), 'sms-gateway-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

const BEGIN_MS = Date.UTC(2026, 10, 27, 10);

interface LineOptions {
  readonly atSeconds?: number;
  readonly who?: number;
  readonly country?: string;
  readonly outcome?: string;
  readonly detail?: string;
  readonly classes?: readonly string[];
  readonly [field: string]: unknown;
}

/** A line as the gateway writes it. */
const line = ({
  atSeconds = 0,
  who = 1,
  country = 'GB',
  outcome = 'accepted',
  classes = outcome === 'accepted' ? ['accepted'] : [],
  ...fields
}: LineOptions = {}): string =>
  JSON.stringify({
    level: 'info',
    message: 'completed',
    outcome,
    country,
    recipient: `${country}…${String(who % 100).padStart(2, '0')}`,
    method: 'text',
    segments: 1,
    attempts: classes.map((it) => ({ provider: 'sns', class: it })),
    keys: { recipient: `person-${who}`, range: `range-${who}`, ip: `address-${who}` },
    limits: [],
    durationMs: 0,
    time: new Date(BEGIN_MS + atSeconds * 1000).toISOString(),
    ...fields,
  });

const lines = (count: number, of: (n: number) => LineOptions): readonly string[] =>
  Array.from({ length: count }, (_, n) => line({ atSeconds: n, ...of(n) }));

const run = async (log: string, sendLimits: object, options: readonly string[] = []) => {
  const file = join(folder, 'trial.json');
  writeFileSync(
    file,
    JSON.stringify({
      account: '111111111111',
      region: 'eu-west-1',
      auth0: { domain: 'acme.eu.auth0.com' },
      providers: { sns: { type: 'sns' } },
      sendLimits,
    }),
  );
  const streams = recordStreams({ input: log });
  const argv = ['-', '--environment', file, ...options];
  const exitCode = await runCommand(limitsReplayDeclaration, limitsReplay, argv, streams);
  return { exitCode, printed: streams.printed(), told: streams.told() };
};

const summaryOf = async (log: readonly string[], sendLimits: object, options: string[] = []) => {
  const { printed } = await run(log.join('\n'), sendLimits, ['--json', ...options]);
  return (JSON.parse(printed) as Report).summary;
};

const limited = (n: number) => ({ outcome: 'rate_limited', detail: 'recipient', who: n });

test('without a limit in the way everything is let through, as it was', async () => {
  const summary = await summaryOf(
    lines(4, (who) => ({ who })),
    {},
  );
  expect(summary).toMatchObject({
    from: '2026-11-27T10:00:00.000Z',
    to: '2026-11-27T10:00:03.000Z',
    messages: 4,
    letThrough: { before: 4, now: 4 },
    stopped: { before: 0, now: 0 },
    people: 4,
    peopleAffected: 0,
    byLimit: [],
  });
});

test.each<[limit: string, sendLimits: object, log: (n: number) => LineOptions]>([
  ['recipient', { perRecipient: { per10Minutes: 2 } }, () => ({})],
  ['range', { perRange: { perHour: 2 } }, (who) => ({ keys: { recipient: `${who}`, range: 'r' } })],
  [
    'ip',
    { perIp: { perHour: 2 } },
    (who) => ({ keys: { recipient: `${who}`, range: `${who}`, ip: 'a' } }),
  ],
  ['country', { perCountry: { perHour: 2 } }, (who) => ({ who })],
  ['total', { total: { perHour: 2 } }, (who) => ({ who, country: who % 2 ? 'GB' : 'DE' })],
  [
    'spend-hour',
    { prices: { GB: 1 }, spend: { hourlyUsd: 2, action: 'block' } },
    (who) => ({ who }),
  ],
])('a lower %s limit stops the rest, and is named', async (limit, sendLimits, log) => {
  const summary = await summaryOf(lines(5, log), sendLimits);
  expect(summary).toMatchObject({
    letThrough: { before: 5, now: 2 },
    stopped: { before: 0, now: 3 },
    byLimit: [{ name: limit, stoppedBefore: 0, stoppedNow: 3, inShadow: 0 }],
  });
});

test('a higher limit lets through what was stopped', async () => {
  const summary = await summaryOf(lines(3, limited), { perRecipient: { per10Minutes: 50 } });
  expect(summary).toMatchObject({
    letThrough: { before: 0, now: 3 },
    stopped: { before: 3, now: 0 },
    byLimit: [{ name: 'recipient', stoppedBefore: 3, stoppedNow: 0 }],
  });
});

test('people are counted once, and apart from those who get nothing at all', async () => {
  // Three messages of the first person, two of the second; each third and later one is stopped.
  const log = [1, 1, 1, 2, 2].map((who, n) => line({ atSeconds: n, who }));
  const summary = await summaryOf([...log, line({ who: 3, country: 'FR', atSeconds: 9 })], {
    countries: ['GB'],
    perRecipient: { per10Minutes: 2 },
  });
  expect(summary).toMatchObject({
    people: 3,
    peopleAffected: 2,
    peopleWithNothing: 1,
    byLimit: [
      { name: 'countries', stoppedNow: 1, people: 1, countries: [['FR', 1]] },
      { name: 'recipient', stoppedNow: 1, people: 1, countries: [['GB', 1]] },
    ],
    byCountry: [
      { name: 'FR', messages: 1, stoppedNow: 1, people: 1 },
      { name: 'GB', messages: 5, stoppedNow: 1, people: 1 },
    ],
  });
});

test('windows begin anew at the times of the log', async () => {
  const summary = await summaryOf(
    lines(6, (n) => ({ atSeconds: n * 600 })),
    { perRecipient: { per10Minutes: 1 } },
  );
  expect(summary.stopped.now).toBe(0);
});

test('lines out of turn are put in the order in which Auth0 asked', async () => {
  const log = [line({ atSeconds: 20, who: 2 }), line({ atSeconds: 10, who: 1 })];
  const { printed } = await run(log.join('\n'), { total: { perHour: 1 } });
  expect(printed).toContain('2026-11-27T10:00:10.000Z to 2026-11-27T10:00:20.000Z');
});

test.each<[promise: string, LineOptions, stopped: number]>([
  [
    'what no provider took does not count',
    { outcome: 'delivery_failed', classes: ['transient'] },
    0,
  ],
  ['what may have gone out counts', { outcome: 'timeout', classes: ['unknown'] }, 1],
  ['a repeat does not count', { outcome: 'duplicate' }, 0],
  [
    'what the routes refused does not count',
    { outcome: 'blocked', detail: 'delivery_method_not_allowed' },
    0,
  ],
])('%s', async (_, first, stopped) => {
  const summary = await summaryOf([line(first), line({ atSeconds: 1 })], {
    perRecipient: { perDay: 1 },
  });
  expect(summary.stopped.now).toBe(stopped);
});

test('a number that was blocked by name stays blocked, since the log does not have it', async () => {
  const log = [line({ outcome: 'blocked', detail: 'number_blocked' })];
  expect((await summaryOf(log, {})).stopped).toEqual({ before: 1, now: 1 });
});

test('a message whose number was exempt stays so', async () => {
  const log = lines(3, () => ({ exempt: 'number' }));
  expect((await summaryOf(log, { perRecipient: { perDay: 1 } })).stopped.now).toBe(0);
});

test('what was stopped without being known again is told apart, and loses nothing', async () => {
  const log = [line({ outcome: 'blocked', detail: 'country_not_allowed', keys: undefined })];
  const summary = await summaryOf(log, {});
  expect(summary).toMatchObject({ messages: 1, unknown: 1, stopped: { before: 1, now: 0 } });
});

test('a limit in shadow mode is counted beside, and stops nothing', async () => {
  const sendLimits = { mode: 'shadow', perRecipient: { perDay: 1 } };
  const log = lines(3, () => ({}));
  expect(await summaryOf(log, sendLimits)).toMatchObject({
    stopped: { now: 0 },
    byLimit: [{ name: 'recipient-day', stoppedNow: 0, inShadow: 2, people: 1 }],
  });
  expect(await summaryOf(log, sendLimits, ['--enforce'])).toMatchObject({
    stopped: { now: 2 },
    byLimit: [{ name: 'recipient-day', stoppedNow: 2, inShadow: 0 }],
  });
});

test('every message is in exactly one figure', async () => {
  const log = [
    ...lines(4, (who) => ({ who: who % 2 })),
    line({ outcome: 'duplicate' }),
    line({ outcome: 'test_number' }),
    line({ outcome: 'blocked', detail: 'country_not_allowed', keys: undefined }),
  ];
  const { messages, letThrough, stopped, duplicates, elsewhere, unknown } = await summaryOf(log, {
    perRecipient: { per10Minutes: 1 },
  });
  expect(messages).toBe(log.length);
  expect(letThrough.now + stopped.now + duplicates + elsewhere + unknown).toBe(log.length);
});

describe('what the person at the terminal sees', () => {
  test('a table by limit and by country', async () => {
    const { exitCode, printed, told } = await run(
      [...lines(5, () => ({})), line({ who: 2, country: 'DE' }), '{"message":"attempt"}'].join(
        '\n',
      ),
      { perRecipient: { per10Minutes: 2 }, adaptive: { mode: 'off' } },
    );
    expect(exitCode).toBe(0);
    expect(told).toBe('');
    expect(printed).toMatchInlineSnapshot(`
     "6 messages from 2026-11-27T10:00:00.000Z to 2026-11-27T10:00:04.000Z, to 2 people (1 other line).
                           before  now
       let through              6    3
       stopped by a limit       0    3
     1 person would now have a message stopped, of whom 0 would get none at all.

       limit      stopped before  now  in shadow  people  most in
       recipient               0    3          0       1  GB 3

       country  messages  stopped before  now  in shadow  people
       GB              5               0    3          0       1
       DE              1               0    0          0       0
     "
    `);
  });

  test('broken lines by their place, beside what the others came to', async () => {
    const { exitCode, printed, told } = await run(
      [line(), line().slice(0, 40), line({ time: 'yesterday' }), line({ attempts: 3 })].join('\n'),
      {},
    );
    expect(exitCode).toBe(1);
    expect(printed).toContain('1 message from');
    expect(told).toContain('3 lines could not be read');
    expect(told).toContain('line 2 is cut off or is no JSON');
    expect(told).toContain('line 3: time is');
    expect(told).toContain('line 4: attempts is');
  });

  test('that a short log teaches the adaptive ceiling nothing', async () => {
    const { told } = await run(line(), {});
    expect(told).toContain('shorter than adaptive.learnHours (48)');
  });

  test('that lists of numbers cannot be tried', async () => {
    const { told } = await run(line(), { alwaysAllow: { prefixes: ['+4477'] } });
    expect(told).toContain('alwaysAllow and alwaysBlock are taken as they were then');
  });

  test.each<[what: string, log: string, sendLimits: object, told: RegExp, exitCode: number]>([
    [
      'a log about something else',
      'START\nEND\n',
      {},
      /There is no message in this log: none of its 2 lines/,
      1,
    ],
    ['an empty log', '', {}, /There is no message in this log/, 1],
    ['an environment file with a fault', line(), { mode: 'sometimes' }, /sendLimits\.mode/, 1],
  ])('%s is refused with what to do', async (_, log, sendLimits, expected, exitCode) => {
    const ended = await run(log, sendLimits);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.told).toMatch(expected);
  });

  test('a file that is not there, and a forgotten option', async () => {
    await run(line(), {});
    const streams = recordStreams({ input: '' });
    const call = (...argv: string[]) =>
      runCommand(limitsReplayDeclaration, limitsReplay, argv, streams);
    expect(await call(join(folder, 'none.log'), '--environment', join(folder, 'trial.json'))).toBe(
      1,
    );
    expect(await call('-')).toBe(2);
    expect(streams.told()).toMatch(/none\.log cannot be read \(ENOENT\)/);
    expect(streams.told()).toMatch(/--environment is missing/);
  });
});
