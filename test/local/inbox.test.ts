import { createInbox } from '../../local/inbox';
import { inboxRoutes } from '../../local/inbox-routes';
import { localRequest, parseJson, type LocalResponse } from '../../local/http/message';
import { createRouter } from '../../local/http/router';

const TO = '+12025550123';
const setUp = () => {
  const inbox = createInbox(() => Date.parse('2026-11-22T12:00:00Z'));
  const handle = createRouter(inboxRoutes(inbox), () => ({ status: 404 }));
  const ask = async (method: string, target: string) => {
    const { status, body } = (await handle(localRequest(method, target))) as LocalResponse;
    return { status, body: parseJson(body ?? '') };
  };
  const deliver = (text: string, to = TO) => inbox.deliver({ to, text, provider: 'twilio' });
  return { inbox, ask, deliver };
};

const message = {
  to: TO,
  text: 'Your code is 493021',
  provider: 'twilio',
  at: '2026-11-22T12:00:00.000Z',
  sequence: 1,
  code: '493021',
};

test('shows what arrived, with the code picked out', async () => {
  const { ask, deliver } = setUp();
  deliver(message.text);
  deliver('No code here, only 12', '+447700900123');
  expect(await ask('GET', '/inbox')).toEqual({
    status: 200,
    body: [message, expect.not.objectContaining({ code: expect.anything() })],
  });
});

test.each(['%2B12025550123', '+12025550123', '12025550123', '%2012025550123'])(
  'finds the newest message to %s',
  async (to) => {
    const { ask, deliver } = setUp();
    deliver('Your code is 111111');
    deliver('Your code is 222222');
    expect(await ask('GET', `/inbox/latest?to=${to}`)).toMatchObject({
      status: 200,
      body: { code: '222222', sequence: 2 },
    });
  },
);

test('says when there is none, at once or after waiting', async () => {
  const { ask, deliver } = setUp();
  deliver('Your code is 111111');
  const none = { status: 404, body: { error: 'no_message' } };
  expect(await ask('GET', '/inbox/latest?to=447700900123')).toEqual(none);
  expect(await ask('GET', '/inbox/latest?to=12025550123&after=1&wait=0.05')).toEqual(none);
  expect(await ask('GET', '/inbox/latest')).toEqual({ status: 400, body: { error: 'to_missing' } });
});

test('wakes whoever waits for a message', async () => {
  const { ask, deliver } = setUp();
  const asked = ask('GET', '/inbox/latest?to=12025550123&after=1&wait=5');
  deliver('Your code is 111111');
  deliver('Your code is 333333', '+447700900123');
  deliver('Your code is 222222');
  expect(await asked).toMatchObject({ status: 200, body: { code: '222222' } });
});

test('forgets on request, and counts on', async () => {
  const { ask, deliver, inbox } = setUp();
  deliver('Your code is 111111');
  expect(await ask('DELETE', '/inbox')).toEqual({ status: 204, body: undefined });
  deliver('Your code is 222222');
  expect(inbox.all()).toMatchObject([{ sequence: 2 }]);
});

test('keeps a thousand messages and no more', () => {
  const { inbox, deliver } = setUp();
  for (let count = 0; count < 1005; count += 1) deliver('x');
  expect(inbox.all()).toHaveLength(1000);
  expect(inbox.all()[0]?.sequence).toBe(6);
});
