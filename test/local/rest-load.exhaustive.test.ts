import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseJson } from '../../local/http/message';
import { CLIENT_ID, startLaptop, type Laptop } from '../../local/laptop/laptop';
import { PASSWORDLESS_GRANT } from '../../local/tenant/model';

/** As many as the United Kingdom keeps numbers for fiction. Takes a while: `npm run test:load`. */
const SIGN_INS = 1000;
const AT_ONCE = 50;
const TIMEOUT_MS = 180_000;

let laptop: Laptop;
beforeAll(async () => {
  laptop = await startLaptop({
    startsPerHour: 10 * SIGN_INS,
    // One address asks for them all, so all but twenty would be refused. They are counted nonetheless,
    // and the counters belong to the memory that has to stay flat.
    limits: 'shadow',
    writeLine: () => undefined,
  });
});
afterAll(() => laptop.close());

const post = async (path: string, body: unknown) => {
  const response = await fetch(`${laptop.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: parseJson(await response.text()) };
};

/** Ask, read, exchange. The number that Auth0 then vouches for. */
const signIn = async (number: string): Promise<unknown> => {
  await post('/passwordless/start', {
    client_id: CLIENT_ID,
    connection: 'sms',
    phone_number: number,
    send: 'code',
  });
  const [message] = laptop.inbox
    .all()
    .filter(({ to }) => to === number)
    .slice(-1);
  const { body } = await post('/oauth/token', {
    grant_type: PASSWORDLESS_GRANT,
    client_id: CLIENT_ID,
    username: number,
    otp: /\d{6}/.exec(message?.text ?? '')?.[0],
    realm: 'sms',
    scope: 'openid phone',
  });
  const [, claims = ''] = String((body as Record<string, unknown>)['id_token']).split('.');
  return (parseJson(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>)[
    'phone_number'
  ];
};

const numberOf = (at: number) => `+447700900${String(at).padStart(3, '0')}`;

test(
  `${AT_ONCE} sign-ins at once: every code arrives at its own number`,
  async () => {
    const numbers = Array.from({ length: AT_ONCE }, (_, at) => numberOf(at));
    expect(await Promise.all(numbers.map(signIn))).toEqual(numbers);
  },
  TIMEOUT_MS,
);

/** Bytes in use after everything that can go is gone. */
const heapUsed = (): number => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
};

test(
  `${SIGN_INS} sign-ins in a row: every code arrives, and memory stays flat`,
  async () => {
    let settled = 0;
    for (let at = 0; at < SIGN_INS; at += 1) {
      // By then caches are full and connections made.
      if (at === SIGN_INS / 5) settled = heapUsed();
      expect(await signIn(numberOf(at))).toBe(numberOf(at));
    }
    const grownBytes = heapUsed() - settled;
    // Messages and accounts are kept up to a thousand, users for good: some kilobytes per sign-in.
    expect(grownBytes).toBeLessThan(8 * 1024 * 1024);
  },
  TIMEOUT_MS,
);
