import { createRemoteJWKSet, jwtVerify } from 'jose';
import { parseJson } from '../../local/http/message';
import { CLIENT_ID, startLaptop, type Laptop } from '../../local/laptop/laptop';
import { PASSWORDLESS_GRANT } from '../../local/tenant/model';

const NUMBER = '+12025550123';

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const client = (url: string) => {
  const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      body: (parseJson(await response.text()) ?? {}) as Answer['body'],
    };
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
    latest: (number = NUMBER) => ask('GET', `/inbox/latest?to=${encodeURIComponent(number)}`),
    exchange: (otp: unknown, number = NUMBER) =>
      ask('POST', '/oauth/token', {
        grant_type: PASSWORDLESS_GRANT,
        client_id: CLIENT_ID,
        username: number,
        otp,
        realm: 'sms',
        scope: 'openid profile phone',
      }),
  };
};

describe('the walk of the README', () => {
  let laptop: Laptop;
  let lines: string[];
  beforeAll(async () => {
    lines = [];
    // Fifty people at one address are more than the limits let through; they have a test of their own.
    laptop = await startLaptop({
      writeLine: (line) => lines.push(line),
      startsPerHour: 1000,
      limits: 'shadow',
    });
  });
  afterAll(() => laptop.close());
  afterEach(() => {
    for (const name of ['twilio', 'clickatell', 'plivo', 'sns'] as const)
      laptop.providers.setState(name, { state: 'healthy' });
    laptop.inbox.clear();
  });

  test('start, read, exchange: an id_token that verifies', async () => {
    const { start, latest, exchange } = client(laptop.url);
    expect(await start()).toMatchObject({ status: 200, body: { phone_number: NUMBER } });
    const { body: message } = await latest();
    expect(message).toMatchObject({ provider: 'twilio', code: expect.stringMatching(/^\d{6}$/) });
    const { status, body } = await exchange(message['code']);
    expect(status).toBe(200);
    const { payload } = await jwtVerify(
      String(body['id_token']),
      createRemoteJWKSet(new URL(`${laptop.url}/.well-known/jwks.json`)),
      { issuer: `${laptop.url}/`, audience: CLIENT_ID },
    );
    expect(payload).toMatchObject({ phone_number: NUMBER });
  });

  test('a number that the gateway refuses is sms_provider_error', async () => {
    expect(await client(laptop.url).start('+1')).toEqual({
      status: 400,
      body: {
        error: 'sms_provider_error',
        error_description: 'Unexpected response while calling the SMS gateway: 422',
      },
    });
  });

  test('the connection was registered by the real custom resource', () => {
    expect(laptop.tenant.connections()).toMatchObject([
      {
        name: 'sms',
        strategy: 'sms',
        clients: [CLIENT_ID],
        options: {
          provider: 'sms_gateway',
          gateway_url: `${laptop.url}/gateway/sms`,
          gateway_authentication: {
            method: 'bearer',
            audience: 'urn:sms-gateway:laptop',
            subject: 'auth0:laptop',
          },
        },
      },
    ]);
  });

  test('the next provider delivers when the first does not, down to SNS', async () => {
    const { ask, start, latest } = client(laptop.url);
    for (const [failing, delivering] of [
      ['twilio', 'clickatell'],
      ['clickatell', 'plivo'],
      ['plivo', 'sns'],
    ] as const) {
      await ask('PUT', `/providers/${failing}`, { state: 'failing' });
      expect(await start()).toMatchObject({ status: 200 });
      expect((await latest()).body).toMatchObject({ provider: delivering });
    }
  });

  test('each provider’s connection is refused when it is down', async () => {
    const { ask, start } = client(laptop.url);
    // Breakers of providers that failed in other tests would shorten the way.
    await laptop.reset();
    for (const name of ['twilio', 'clickatell', 'plivo', 'sns'])
      await ask('PUT', `/providers/${name}`, { state: 'down' });
    expect((await start()).status).toBe(400);
    expect((await ask('GET', '/decisions/latest')).body['attempts']).toMatchObject(
      ['twilio', 'clickatell', 'plivo', 'sns'].map((provider) => ({
        provider,
        class: 'transient',
        code: 'connection_refused',
      })),
    );
    await laptop.reset();
  });

  test('a token that Auth0 did not sign is refused by the gateway', async () => {
    const { ask } = client(laptop.url);
    expect(await ask('POST', '/gateway/sms', { recipient: NUMBER, body: 'x' })).toEqual({
      status: 401,
      body: { error: 'unauthorized' },
    });
    expect(await ask('GET', '/gateway/sms')).toEqual({
      status: 404,
      body: { error: 'not_found' },
    });
  });

  test('fifty sign-ins at once: every code arrives at its own number', async () => {
    const { start, latest, exchange } = client(laptop.url);
    const numbers = Array.from(
      { length: 50 },
      (_, at) => `+120255501${String(at).padStart(2, '0')}`,
    );
    const statuses = await Promise.all(
      numbers.map(async (number) => {
        await start(number);
        const { body } = await latest(number);
        return (await exchange(body['code'], number)).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
  }, 30_000);

  test('the log says what happened, and no code', async () => {
    const { start, latest } = client(laptop.url);
    lines.length = 0;
    await start();
    const { body } = await latest();
    const log = lines.join('\n');
    expect(log).toContain('"completed"');
    expect(log).not.toContain(String(body['code']));
    expect(log).not.toContain(NUMBER);
  });
});

test('the same seed gives the same codes, ids and accounts', async () => {
  const play = async () => {
    const laptop = await startLaptop({ seed: 'a seed', writeLine: () => undefined });
    const { ask, start, latest } = client(laptop.url);
    const found: unknown[] = [];
    for (const number of [NUMBER, '+447700900123']) {
      found.push((await start(number)).body['_id'], (await latest(number)).body['code']);
      const { requestId, limits } = (await ask('GET', '/decisions/latest')).body;
      expect(requestId).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      found.push(requestId, limits);
    }
    await laptop.close();
    return found;
  };
  expect(await play()).toEqual(await play());
});

test('a taken port is told by its code', async () => {
  const laptop = await startLaptop({ writeLine: () => undefined });
  await expect(
    startLaptop({ port: laptop.port, writeLine: () => undefined }),
  ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await laptop.close();
});
