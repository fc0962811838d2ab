import { parseJson } from '../../local/http/message';
import { startLaptop, type Laptop } from '../../local/laptop/laptop';
import { askForCode, sendAsTenant } from '../support/laptop';

const NUMBER = '+12025550123';
const NEIGHBOUR = '+12025550124';
const BRITON = '+447700900123';
/** The gateway's clock stands still, so that no window ends in the middle of a test. */
const NOON = Date.parse('2026-11-22T12:00:00Z');

let laptop: Laptop;
let lines: string[];
let clock: { ms: number };

beforeAll(async () => {
  lines = [];
  clock = { ms: NOON };
  laptop = await startLaptop({
    seed: 'limits',
    startsPerHour: 1000,
    now: () => clock.ms,
    writeLine: (line) => lines.push(line),
  });
});
afterAll(() => laptop.close());
beforeEach(async () => {
  clock.ms = NOON;
  lines.length = 0;
  await laptop.reset();
});

const ask = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${laptop.url}${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  return { status: response.status, body: parseJson(await response.text()) };
};

const start = async (number = NUMBER) => {
  const response = await askForCode(laptop, number);
  return { status: response.status, body: parseJson(await response.text()) };
};

/** Asks so many times, and gives the statuses of the app's answers. */
const startTimes = async (times: number, number = NUMBER): Promise<number[]> => {
  const statuses: number[] = [];
  for (let count = 0; count < times; count += 1) statuses.push((await start(number)).status);
  return statuses;
};

const setMode = (mode: string) => ask('PUT', '/laptop/limits', { mode });
const newest = async () => (await ask('GET', '/decisions/latest')).body;

const FIVE = [200, 200, 200, 200, 200];

describe('a person presses send six times', () => {
  test('the app is told by Auth0, and the account which limit, how full and until when', async () => {
    expect(await startTimes(5)).toEqual(FIVE);
    expect(await start()).toEqual({
      status: 400,
      body: {
        error: 'sms_provider_error',
        error_description: 'Unexpected response while calling the SMS gateway: 429',
      },
    });
    expect(await newest()).toMatchObject({
      outcome: 'rate_limited',
      status: 429,
      detail: 'recipient',
      attempts: [],
      limits: expect.arrayContaining([
        { limit: 'recipient', count: 5, ceiling: 5, exceeded: true, retryAfterSeconds: 600 },
        { limit: 'recipient-day', count: 5, ceiling: 15 },
        { limit: 'range', count: 5, ceiling: 10 },
      ]),
    });
    expect(laptop.inbox.all()).toHaveLength(5);
  });

  test('and somebody else still gets a code, and so does the person ten minutes later', async () => {
    await startTimes(6);
    expect((await start(BRITON)).status).toBe(200);
    clock.ms += 600_000;
    expect((await start()).status).toBe(200);
  });

  test('the phone provider’s Action is refused, too, which the app cannot know', async () => {
    // The Action dates its token by its own clock.
    clock.ms = Date.now();
    await startTimes(5);
    await ask('PUT', '/laptop/integration', { integration: 'phone-provider' });
    expect((await start()).status).toBe(200);
    const refused = await laptop.decisions.latest(({ outcome }) => outcome === 'rate_limited', {
      timeoutMs: 20_000,
    });
    expect(refused).toMatchObject({ status: 429, detail: 'recipient' });
    expect(laptop.inbox.all()).toHaveLength(5);
  }, 30_000);
});

test('neighbours share a ceiling: the eleventh message to a range is refused', async () => {
  for (const number of [NUMBER, NEIGHBOUR]) expect(await startTimes(5, number)).toEqual(FIVE);
  await start('+12025550125');
  expect(await newest()).toMatchObject({ outcome: 'rate_limited', detail: 'range' });
});

test('numbers that cost extra are blocked, as in a deployed environment', async () => {
  await start('+19005550123');
  expect(await newest()).toMatchObject({
    outcome: 'blocked',
    detail: 'number_type_not_allowed',
    limits: [{ limit: 'premium-numbers', exceeded: true }],
  });
});

test('a message that no provider took does not count: magic numbers go on failing', async () => {
  const statuses = await startTimes(7, '+12025550190');
  expect(statuses).toEqual(Array.from({ length: 7 }, () => 400));
  expect(laptop.decisions.all().map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 7 }, () => 'invalid_recipient'),
  );
});

describe('the switch', () => {
  test('tells how it stands, what it offers and what is counted', async () => {
    expect(await ask('GET', '/laptop/limits')).toEqual({
      status: 200,
      body: {
        mode: 'enforce',
        offers: ['enforce', 'shadow', 'off'],
        ceilings: {
          recipient: 5,
          'recipient-day': 15,
          range: 10,
          ip: 20,
          'countries-per-ip': 3,
          country: 200,
          total: 5000,
        },
      },
    });
  });

  test('shadow: the sixth goes out, and the account says what would have stopped it', async () => {
    expect(await setMode('shadow')).toMatchObject({ status: 200, body: { mode: 'shadow' } });
    expect(await startTimes(6)).toEqual([...FIVE, 200]);
    expect(await newest()).toMatchObject({
      outcome: 'accepted',
      limits: expect.arrayContaining([
        {
          limit: 'recipient',
          count: 6,
          ceiling: 5,
          exceeded: true,
          shadow: true,
          retryAfterSeconds: 600,
        },
        { limit: 'range', count: 6, ceiling: 10, shadow: true },
      ]),
    });
  });

  test('off: nothing is counted, and the account names no limit', async () => {
    await setMode('off');
    expect(await startTimes(7)).toEqual([...FIVE, 200, 200]);
    expect(await newest()).not.toHaveProperty('limits');
    await setMode('enforce');
    expect(await startTimes(6)).toEqual([...FIVE, 400]);
  });

  test('each switch begins to count anew', async () => {
    await startTimes(5);
    await setMode('enforce');
    expect(await startTimes(6)).toEqual([...FIVE, 400]);
  });

  test('clear: every counter begins anew, and the mode stays', async () => {
    await startTimes(6);
    expect(await ask('DELETE', '/laptop/limits/counters')).toEqual({
      status: 204,
      body: undefined,
    });
    expect(await startTimes(6)).toEqual([...FIVE, 400]);
  });

  test('clear while a message is on its way does not make room for one more', async () => {
    await ask('PUT', '/providers/twilio', { state: 'slow', milliseconds: 100 });
    // Refused in the end, so that it is taken back, from the counters it was put into.
    const late = start('+12025550190');
    await new Promise((resolve) => setTimeout(resolve, 30));
    laptop.limits.clear();
    await late;
    await ask('PUT', '/providers/twilio', { state: 'healthy' });
    expect(await startTimes(5, NUMBER)).toEqual(FIVE);
    expect(await startTimes(6, '+12025550190')).toEqual(Array.from({ length: 6 }, () => 400));
    expect(await newest()).toMatchObject({
      limits: expect.arrayContaining([{ limit: 'range', count: 6, ceiling: 10 }]),
    });
  });

  test('takes JSON that is called a form, as curl -d does', async () => {
    const response = await fetch(`${laptop.url}/laptop/limits`, {
      method: 'PUT',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: '{"mode":"shadow"}',
    });
    expect(response.status).toBe(200);
    expect(laptop.limits.state().mode).toBe('shadow');
  });

  test('reset: as at the start', async () => {
    await setMode('off');
    await laptop.reset();
    expect(laptop.limits.state().mode).toBe('enforce');
  });

  test.each([{}, { mode: 'on' }, { mode: 1 }])('%j is no mode', async (body) => {
    expect(await ask('PUT', '/laptop/limits', body)).toEqual({
      status: 400,
      body: {
        error: 'invalid_request',
        detail: 'mode: expected "enforce" or "shadow" or "off"',
      },
    });
  });
});

describe('the same message once more', () => {
  const send = () => sendAsTenant(laptop, NUMBER, 'Your code for Acme is 681510');

  test('is a duplicate: answered, and not sent again', async () => {
    expect(await send()).toMatchObject({ outcome: 'accepted', status: 200 });
    expect(await send()).toMatchObject({ outcome: 'duplicate', status: 200, attempts: [] });
    expect(laptop.inbox.all()).toHaveLength(1);
  });

  test.each([
    ['ten seconds later', () => (clock.ms += 10_000)],
    ['after the counters were cleared', () => laptop.limits.clear()],
    ['with the limits off', () => laptop.limits.setMode('off')],
  ])('%s goes out again', async (_, meanwhile) => {
    await send();
    meanwhile();
    expect(await send()).toMatchObject({ outcome: 'accepted' });
    expect(laptop.inbox.all()).toHaveLength(2);
  });
});

describe('what is counted by', () => {
  /** Of each message: who the counters take the person for. */
  const pseudonyms = () =>
    lines
      .map((line) => parseJson(line) as { readonly message?: string; readonly keys?: unknown })
      .filter(({ message }) => message === 'completed')
      .map(({ keys }) => keys);

  test('is the same at every start with a seed, and shows neither number nor address', async () => {
    await startTimes(1);
    await laptop.reset();
    await startTimes(1);
    const [first, second] = pseudonyms();
    expect(first).toEqual({
      recipient: expect.stringMatching(/^[\w-]{10}$/),
      range: expect.stringMatching(/^[\w-]{10}$/),
      ip: expect.stringMatching(/^[\w-]{10}$/),
    });
    expect(second).toEqual(first);
    expect(lines.join('\n')).not.toMatch(/2025550123|127\.0\.0\.1/);
  });

  test('is another one without a seed', async () => {
    const own: string[] = [];
    const other = await startLaptop({ writeLine: (line) => own.push(line) });
    await askForCode(other, NUMBER);
    await other.close();
    await startTimes(1);
    lines.push(...own);
    const [first, second] = pseudonyms();
    expect(first).toHaveProperty('recipient');
    expect(second).toHaveProperty('recipient');
    expect(second).not.toEqual(first);
  });
});
