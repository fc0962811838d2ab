import { startLaptop, type Laptop } from '../../local/laptop/laptop';
import { askForCode } from '../support/laptop';

const NUMBER = '+12025550123';
let laptop: Laptop;
const lines: string[] = [];

beforeAll(async () => {
  laptop = await startLaptop({ seed: 'integration', writeLine: (line) => lines.push(line) });
});
afterAll(() => laptop.close());

const put = (body: unknown) =>
  fetch(`${laptop.url}/laptop/integration`, {
    method: 'PUT',
    // As curl -d calls it.
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: JSON.stringify(body),
  });

/** Asks for a code, and gives the text that arrives. */
const textAfterStart = async (): Promise<string> => {
  const { length } = laptop.inbox.all();
  const started = await askForCode(laptop, NUMBER);
  expect(started.status).toBe(200);
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 20) {
    const message = laptop.inbox.all()[length];
    if (message) return message.text;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('no message came');
};

test('the tenant sends by its gateway, by a phone provider, and by its gateway again', async () => {
  expect(await (await fetch(`${laptop.url}/laptop/integration`)).json()).toEqual({
    integration: 'sms-gateway',
    offers: ['sms-gateway', 'phone-provider'],
  });
  expect(await textAfterStart()).toMatch(/\d{6}/);

  expect(await (await put({ integration: 'phone-provider' })).json()).toMatchObject({
    integration: 'phone-provider',
  });
  expect(await textAfterStart()).toMatch(/\d{6}/);

  expect(await (await put({ integration: 'sms-gateway' })).json()).toMatchObject({
    integration: 'sms-gateway',
  });
  expect(await textAfterStart()).toMatch(/\d{6}/);
  const accepted = lines.filter((line) => line.includes('"outcome":"accepted"'));
  expect(accepted).toHaveLength(3);
}, 30_000);

test('an integration that there is not is refused, with those that there are', async () => {
  const refused = await put({ integration: 'pigeon' });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toEqual({
    error: 'invalid_request',
    detail: 'integration: expected "sms-gateway" or "phone-provider"',
  });
});
