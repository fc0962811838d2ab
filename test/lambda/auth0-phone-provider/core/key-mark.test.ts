import { createHmac } from 'node:crypto';
import {
  actionSecrets,
  type ActionSettings,
} from '../../../../lambda/auth0-phone-provider/core/action-secrets';
import { readMark } from '../../../../lambda/auth0-phone-provider/core/key-mark';
import { hmacSha256Hex, sha256Hex } from '../../../../lambda/shared/sha256';

const HASHES = { sha256: sha256Hex, hmac: hmacSha256Hex };
const KEY = 'a'.repeat(64);
const SETTINGS: ActionSettings = {
  gatewayUrl: 'https://gateway.example/sms',
  audience: 'urn:sms-gateway:test',
  subject: 'auth0:test',
  codeLifetimeSeconds: 180,
};
const markOf = (settings: ActionSettings = SETTINGS, key = KEY) =>
  readMark(actionSecrets(HASHES, settings, key));

test('the same key and settings make the same mark, and another key only another mark of the key', () => {
  expect(markOf()).toStrictEqual(markOf());
  const other = markOf(SETTINGS, 'b'.repeat(64));
  expect(other?.settings).toBe(markOf()?.settings);
  expect(other?.key).not.toBe(markOf()?.key);
});

test.each<Partial<ActionSettings>>([
  { gatewayUrl: 'https://other.example/sms' },
  { audience: 'urn:other' },
  { subject: 'auth0:other' },
  { codeLifetimeSeconds: 300 },
])('other settings make another mark of the settings alone: %o', (change) => {
  const changed = markOf({ ...SETTINGS, ...change });
  expect(changed?.key).toBe(markOf()?.key);
  expect(changed?.settings).not.toBe(markOf()?.settings);
});

test('the mark is 64 bits of an HMAC that signs no token, and the key is in no name', () => {
  const { key } = markOf() ?? { key: '' };
  expect(createHmac('sha256', KEY).update('which key an Action signs with').digest('hex')).toMatch(
    new RegExp(`^${key}`, 'i'),
  );
  const names = actionSecrets(HASHES, SETTINGS, KEY).map(({ name }) => name);
  expect(names.join()).not.toContain(KEY.slice(0, 8));
});

test.each([
  ['none', []],
  ['one of another shape', ['KEY_MARK_1']],
  [
    'two',
    [
      `KEY_MARK_${'0'.repeat(16)}_${'1'.repeat(16)}`,
      `KEY_MARK_${'2'.repeat(16)}_${'3'.repeat(16)}`,
    ],
  ],
])('%s is no mark', (_, names) => {
  expect(readMark(names.map((name) => ({ name })))).toBeUndefined();
});
