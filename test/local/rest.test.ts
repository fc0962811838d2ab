import { parseJson } from '../../local/http/message';
import { CLIENT_ID, startLaptop, type Laptop } from '../../local/laptop/laptop';
import { PASSWORDLESS_GRANT } from '../../local/tenant/model';

const NUMBER = '+12025550123';
const BLOCKED = '+61491570156';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const client = (url: string) => {
  const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, body: parseJson(await response.text()) };
  };
  return {
    ask,
    start: (number = NUMBER) =>
      ask('POST', '/passwordless/start', {
        client_id: CLIENT_ID,
        connection: 'sms',
        phone_number: number,
        send: 'code',
      }),
    exchange: (otp: unknown, number = NUMBER) =>
      ask('POST', '/oauth/token', {
        grant_type: PASSWORDLESS_GRANT,
        client_id: CLIENT_ID,
        username: number,
        otp,
        realm: 'sms',
      }),
    codeOf: async (number = NUMBER) => {
      const { body } = await ask('GET', `/inbox/latest?to=${encodeURIComponent(number)}&wait=2`);
      return (body as { readonly code?: string } | undefined)?.code;
    },
  };
};

let laptop: Laptop;
beforeAll(async () => {
  laptop = await startLaptop({ seed: 'rest', startsPerHour: 5000, writeLine: () => undefined });
});
afterAll(() => laptop.close());
beforeEach(() => laptop.reset());

describe('the gateway’s account of each message', () => {
  test('names route, attempts, codes and the answer, and nothing secret', async () => {
    const { ask, start, codeOf } = client(laptop.url);
    await ask('PUT', '/providers/twilio', { state: 'throttled' });
    await start();
    const { body } = await ask('GET', '/decisions');
    expect(body).toEqual([
      {
        sequence: expect.any(Number),
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        requestId: expect.any(String),
        outcome: 'accepted',
        status: 200,
        country: 'US',
        recipient: 'US…23',
        route: ['twilio', 'clickatell', 'plivo', 'sns'],
        attempts: [
          { provider: 'twilio', class: 'transient', code: '20429', ms: expect.any(Number) },
          { provider: 'clickatell', class: 'accepted', ms: expect.any(Number) },
        ],
        limits: [
          { limit: 'recipient', count: 1, ceiling: 5 },
          { limit: 'recipient-day', count: 1, ceiling: 15 },
          { limit: 'range', count: 1, ceiling: 10 },
          { limit: 'ip', count: 1, ceiling: 20 },
          { limit: 'countries-per-ip', count: 1, ceiling: 3 },
          { limit: 'country', count: 1, ceiling: 200 },
          { limit: 'total', count: 1, ceiling: 5000 },
        ],
        durationMs: expect.any(Number),
      },
    ]);
    const text = JSON.stringify(body);
    expect(text).not.toContain(NUMBER.slice(1));
    expect(text).not.toContain(String(await codeOf()));
  });

  test('says why a country was blocked: the laptop has no route to Australia', async () => {
    const { ask, start } = client(laptop.url);
    expect(await start(BLOCKED)).toMatchObject({
      status: 400,
      body: {
        error: 'sms_provider_error',
        error_description: 'Unexpected response while calling the SMS gateway: 403',
      },
    });
    expect(await ask('GET', '/decisions/latest')).toMatchObject({
      status: 200,
      body: {
        outcome: 'blocked',
        detail: 'country_not_allowed',
        status: 403,
        country: 'AU',
        route: [],
        attempts: [],
      },
    });
    expect(await ask('GET', '/inbox')).toEqual({ status: 200, body: [] });
  });

  test.each([
    ['%2B12025550123', 1],
    ['12025550123', 1],
    ['US%E2%80%A623', 1],
    ['%2B447700900123', 1],
    ['%2B12025550199', 0],
    ['nonsense', 0],
  ])('to=%s finds %i', async (to, count) => {
    const { ask, start } = client(laptop.url);
    await start();
    await start('+447700900123');
    expect((await ask('GET', `/decisions?to=${to}`)).body).toHaveLength(count);
  });

  test('can be waited for, listed from a sequence on, and forgotten', async () => {
    const { ask, start } = client(laptop.url);
    await start();
    const { body } = await ask('GET', '/decisions/latest');
    const { sequence } = body as { readonly sequence: number };
    const waiting = ask('GET', `/decisions/latest?after=${sequence}&wait=5`);
    await start();
    expect(await waiting).toMatchObject({ status: 200, body: { sequence: sequence + 1 } });
    expect((await ask('GET', `/decisions?after=${sequence}`)).body).toHaveLength(1);
    expect((await ask('DELETE', '/decisions')).status).toBe(204);
    expect(await ask('GET', '/decisions')).toEqual({ status: 200, body: [] });
    expect(await ask('GET', '/decisions/latest')).toEqual({
      status: 404,
      body: { error: 'no_decision' },
    });
  });
});

describe('reset', () => {
  test('heals, empties, and gives the same codes in the same order again', async () => {
    const { ask, start, codeOf } = client(laptop.url);
    const play = async () => {
      const codes: unknown[] = [];
      for (const number of [NUMBER, '+447700900123']) {
        await start(number);
        codes.push(await codeOf(number));
      }
      return codes;
    };
    const codes = await play();
    await ask('PUT', '/providers/sns', { state: 'hanging' });
    expect((await ask('POST', '/reset')).status).toBe(204);
    expect((await ask('GET', '/inbox')).body).toEqual([]);
    expect((await ask('GET', '/decisions')).body).toEqual([]);
    expect((await ask('GET', '/providers')).body).toMatchObject({ sns: { state: 'healthy' } });
    expect(await play()).toEqual(codes);
  });

  test('what was on its way before does not turn up after', async () => {
    const { ask, start, codeOf } = client(laptop.url);
    await ask('PUT', '/providers/twilio', { state: 'slow', milliseconds: 150 });
    const late = start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await ask('POST', '/reset');
    await late;
    expect((await ask('GET', '/inbox')).body).toEqual([]);
    expect((await ask('GET', '/decisions')).body).toEqual([]);
    await start();
    expect(await codeOf()).toMatch(/^\d{6}$/);
  });
});

describe('events', () => {
  /** Collects events until one has that name. */
  const collect = async (url: string, until: string, meanwhile: () => Promise<unknown>) => {
    const stop = new AbortController();
    const response = await fetch(`${url}/events`, { signal: stop.signal });
    const events: { readonly name: string; readonly data: unknown }[] = [];
    let text = '';
    let acted = false;
    for await (const bytes of response.body ?? []) {
      text += new TextDecoder().decode(bytes as Uint8Array, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (name !== '') events.push({ name, data: parseJson(data) });
      }
      if (!acted && events.length > 0) {
        acted = true;
        void meanwhile();
      }
      if (events.some(({ name }) => name === until)) break;
    }
    stop.abort();
    return { response, events };
  };

  test('begin with all there is, and go on with what happens', async () => {
    const { ask, start } = client(laptop.url);
    await start();
    const { response, events } = await collect(laptop.url, 'decisions-cleared', async () => {
      await ask('PUT', '/providers/plivo', { state: 'failing' });
      await ask('PUT', '/laptop/limits', { mode: 'shadow' });
      for (const integration of ['phone-provider', 'sms-gateway'])
        await ask('PUT', '/laptop/integration', { integration });
      await start('+447700900123');
      await ask('DELETE', '/inbox');
      await ask('DELETE', '/decisions');
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(events).toMatchObject([
      {
        name: 'snapshot',
        data: {
          messages: [{ to: NUMBER, code: expect.stringMatching(/^\d{6}$/) }],
          decisions: [{ recipient: 'US…23' }],
          providers: { twilio: { state: 'healthy' } },
          integration: { integration: 'sms-gateway', offers: ['sms-gateway', 'phone-provider'] },
          limits: { mode: 'enforce', ceilings: { recipient: 5, total: 5000 } },
        },
      },
      { name: 'providers', data: { plivo: { state: 'failing' } } },
      { name: 'limits', data: { mode: 'shadow' } },
      { name: 'integration', data: { integration: 'phone-provider' } },
      { name: 'integration', data: { integration: 'sms-gateway' } },
      { name: 'message', data: { to: '+447700900123' } },
      { name: 'decision', data: { recipient: 'GB…23', outcome: 'accepted' } },
      { name: 'messages-cleared' },
      { name: 'decisions-cleared' },
    ]);
  });

  test('a snapshot holds the newest fifty', async () => {
    for (let count = 0; count < 60; count += 1)
      laptop.inbox.deliver({ to: NUMBER, text: `No. ${count}`, provider: 'twilio' });
    const { events } = await collect(laptop.url, 'snapshot', () => Promise.resolve());
    const texts = Array.from({ length: 50 }, (_, at) => ({ text: `No. ${at + 10}` }));
    expect(events).toMatchObject([{ name: 'snapshot', data: { messages: texts } }]);
  });

  test('open streams do not keep the laptop from closing', async () => {
    const other = await startLaptop({ writeLine: () => undefined });
    const response = await fetch(`${other.url}/events`);
    await other.close();
    await expect(response.text()).rejects.toThrow();
  });
});
