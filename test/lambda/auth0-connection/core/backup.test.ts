import {
  EMPTY_BACKUP,
  entryOf,
  parseBackup,
  serializeBackup,
  withEntry,
  withoutEntry,
  type Backup,
} from '../../../../lambda/auth0-connection/core/backup';

const backup: Backup = {
  version: 1,
  connections: {
    con_ours: { createdByUs: true },
    con_theirs: {
      createdByUs: false,
      before: { options: { provider: 'twilio' }, clients: ['app'] },
    },
  },
};

test('what is written can be read', () => {
  expect(parseBackup(serializeBackup(backup))).toStrictEqual(backup);
});

test.each([
  ['no value', undefined],
  ['an empty value', ' '],
  ['an empty object', '{}'],
  ['a generated password', 'x{Zq"1'],
  ['a generated password that begins with a brace', '{Zq"1'],
])('%s is an empty backup', (_, text) => {
  expect(parseBackup(text)).toStrictEqual(EMPTY_BACKUP);
});

test.each([
  ['cut off', '{"version":1,"conn'],
  ['of another version', '{"version":2,"connections":{}}'],
  ["somebody else's", '{"clientId":"a"}'],
  ['without the state before', '{"version":1,"connections":{"con_a":{"createdByUs":false}}}'],
])('a backup that is %s is not taken for one', (_, text) => {
  expect(parseBackup(text)).toBeUndefined();
});

test('the first entry of a connection stays', () => {
  expect(withEntry(backup, 'con_theirs', { createdByUs: true })).toStrictEqual(backup);
  expect(Object.keys(withEntry(backup, 'con_new', { createdByUs: true }).connections)).toHaveLength(
    3,
  );
});

test('dropping an entry leaves the others', () => {
  expect(withoutEntry(backup, 'con_theirs').connections).toStrictEqual({
    con_ours: { createdByUs: true },
  });
  expect(entryOf(backup, 'toString')).toBeUndefined();
});
