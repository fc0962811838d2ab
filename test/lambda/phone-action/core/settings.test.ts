import { readSettings } from '../../../../lambda/phone-action/core/settings';

const SECRETS = {
  GATEWAY_URL: 'https://api.example/prod/sms',
  GATEWAY_TOKEN_KEY: 'K3y'.repeat(21),
  AUDIENCE: 'urn:sms-gateway:test',
  SUBJECT: 'auth0:test',
};
const read = (change: object) => readSettings({ secrets: { ...SECRETS, ...change } });

test('a code is good for three minutes unless the secrets say otherwise', () => {
  expect(read({})).toMatchObject({ ok: true, value: { codeLifetimeMs: 180_000 } });
  expect(read({ CODE_LIFETIME_SECONDS: '600' })).toMatchObject({
    value: { codeLifetimeMs: 600_000 },
  });
});

test.each(['http://127.0.0.1:3000/sms', 'http://localhost/sms'])('%s is for tests', (url) => {
  expect(read({ GATEWAY_URL: url })).toMatchObject({ ok: true });
});

test.each<[string, object, string]>([
  ['no address', { GATEWAY_URL: undefined }, 'lacks the secret GATEWAY_URL;'],
  ['an empty key', { GATEWAY_TOKEN_KEY: '' }, 'lacks the secret GATEWAY_TOKEN_KEY;'],
  ['no claims', { AUDIENCE: undefined, SUBJECT: undefined }, 'lacks the secret AUDIENCE, SUBJECT;'],
  ['a key that is no text', { GATEWAY_TOKEN_KEY: 7 }, 'lacks the secret GATEWAY_TOKEN_KEY;'],
  ['plain http', { GATEWAY_URL: 'http://api.example/sms' }, 'GATEWAY_URL is no https address'],
  [
    'a host that only looks local',
    { GATEWAY_URL: 'http://127.0.0.1.evil.example/sms' },
    'GATEWAY_URL is no https address',
  ],
  ['what is no address', { GATEWAY_URL: 'soon' }, 'GATEWAY_URL is no https address'],
  [
    'a lifetime in words',
    { CODE_LIFETIME_SECONDS: '3 minutes' },
    'CODE_LIFETIME_SECONDS is no number of seconds',
  ],
  ['a lifetime of nothing', { CODE_LIFETIME_SECONDS: '0' }, 'is no number of seconds'],
])('%s is a fault that names the secret, not its value', (_, change, sentence) => {
  const settings = read(change);
  expect(settings).toEqual({ ok: false, error: expect.stringContaining(sentence) });
  expect(JSON.stringify(settings)).not.toMatch(/K3y|example|minutes/);
});

test('an event without secrets is one, too', () => {
  expect(readSettings({})).toMatchObject({
    ok: false,
    error:
      'the Action lacks the secret GATEWAY_URL, GATEWAY_TOKEN_KEY, AUDIENCE, SUBJECT; deploy the environment again',
  });
});
