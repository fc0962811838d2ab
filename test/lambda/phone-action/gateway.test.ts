import type { AttemptOutcome } from '../../../lambda/gateway/core/attempt';
import { createHttpClient } from '../../../lambda/shared/http';
import { bundlePhoneAction, bundleSendPhoneMessageAction } from '../../../lib/bundle';
import { serve, type RunningServer } from '../../../local/http/serve';
import type { LocalRequest } from '../../../local/http/message';
import { createSandbox } from '../../../local/tenant/actions/sandbox/sandbox';
import {
  actionSecrets,
  actionVersion,
  phoneProviderEvent,
  sendPhoneMessageEvent,
} from '../../support/action-events';
import { createTestGateway, TOKEN_SECRET } from '../../support/gateway';
import { scriptedProvider } from '../../support/scripted-provider';

/** The Action and the real gateway, over HTTP. */
const ACTION = bundlePhoneAction('test');
const ACCEPTED: AttemptOutcome = { class: 'accepted', messageId: 'm-1' };
const http = createHttpClient();
const sandbox = createSandbox({ timeoutMs: 20_000, http, now: Date.now });
const running: RunningServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));
afterAll(() => sandbox.stop());

const setUp = async (outcome: AttemptOutcome = ACCEPTED) => {
  const provider = scriptedProvider([outcome], true);
  const { send, completed } = createTestGateway({
    providers: { one: { type: 'one' } },
    definitions: { one: provider.definition },
    routes: [{ countries: ['US'], methods: ['text', 'voice'], providers: ['one'] }],
  });
  const seen: LocalRequest[] = [];
  const server = await serve(async (request) => {
    seen.push(request);
    const { status, body } = await send(request.body, {
      headers: { Authorization: request.headers['authorization'] },
    });
    return { status, body: JSON.stringify(body) };
  });
  running.push(server);
  const secrets = actionSecrets(`${server.url}/sms`, TOKEN_SECRET);
  const run = (notification: Record<string, unknown>, change: object = {}) =>
    sandbox.run(actionVersion(ACTION), 'onExecuteCustomPhoneProvider', {
      ...phoneProviderEvent(notification),
      secrets: { ...secrets, ...change },
    });
  return { run, seen, provider, completed, secrets, url: `${server.url}/sms` };
};

test('a code goes out, and the log has Auth0’s correlation id', async () => {
  const { run, provider, completed } = await setUp();
  expect(await run({ recipient: '(202) 555-0123' })).toMatchObject({ result: 'done' });
  expect(provider.sent).toEqual([
    { to: '+12025550123', text: '739154 is your verification code for Acme', code: '739154' },
  ]);
  expect(completed()[0]).toMatchObject({ outcome: 'accepted', correlationId: 'c0ffee-1' });
});

test('a call goes to who can speak', async () => {
  const { run, provider } = await setUp();
  expect(await run({ delivery_method: 'voice' })).toMatchObject({ result: 'done' });
  expect([provider.sent.length, provider.spoken.length]).toEqual([0, 1]);
});

// prettier-ignore
test.each<[string, AttemptOutcome, Record<string, unknown>, object, object]>([
  ['a country on no route', ACCEPTED, { recipient: '+447700900123' }, {}, { result: 'drop', reason: 'SMS gateway, to …23: answered 403 (blocked, country_not_allowed): the routes or sendLimits do not allow the country of this number' }],
  ['what is no number', ACCEPTED, { recipient: '447700900123' }, {}, { result: 'drop', reason: expect.stringContaining('answered 422 (invalid_recipient)') }],
  ['a key that the gateway does not have', ACCEPTED, {}, { GATEWAY_TOKEN_KEY: 'x'.repeat(64) }, { result: 'drop', reason: expect.stringContaining('answered 401 (unauthorized)') }],
  ['claims of another environment', ACCEPTED, {}, { AUDIENCE: 'urn:sms-gateway:prod' }, { result: 'drop', reason: expect.stringContaining('answered 401 (unauthorized)') }],
  ['a text that is too long', ACCEPTED, { as_text: 'x'.repeat(17_000) }, {}, { result: 'drop', reason: expect.stringContaining('answered 413 (too_large)') }],
  ['providers that are overloaded', { class: 'transient', code: 'http_503' }, {}, {}, { result: 'retry', reason: expect.stringContaining('answered 502 (delivery_failed)') }],
  ['providers that nobody has paid', { class: 'configuration', code: '20003' }, {}, {}, { result: 'drop', reason: expect.stringContaining('answered 502 (delivery_failed)') }],
])('%s', async (_, outcome, notification, secrets, expected) => {
  const { run } = await setUp(outcome);
  expect(await run(notification, secrets)).toMatchObject(expected);
});

test('a token that somebody captured carries no other message', async () => {
  const { run, seen, provider, url } = await setUp();
  await run({});
  const { headers = {}, body = '' } = seen[0] ?? {};
  const replay = async (text: string) => {
    const answer = await http.request({
      method: 'POST',
      url,
      headers: { authorization: String(headers['authorization']) },
      body: text,
      timeoutMs: 3000,
    });
    return answer.ok && answer.value.status;
  };
  expect(await replay(body.replace('+12025550123', '+12025550199'))).toBe(401);
  expect(await replay(body.replace('Acme', 'Evil'))).toBe(401);
  expect(provider.sent).toHaveLength(1);
});

test('multi-factor authentication on an older tenant goes the same way', async () => {
  const { provider, secrets } = await setUp();
  const code = bundleSendPhoneMessageAction('test');
  const event = { ...sendPhoneMessageEvent({}), secrets };
  expect(await sandbox.run(actionVersion(code), 'onExecuteSendPhoneMessage', event)).toMatchObject({
    result: 'done',
  });
  expect(provider.sent).toMatchObject([{ code: '739154' }]);
});
