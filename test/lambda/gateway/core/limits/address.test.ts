import {
  liesIn,
  readAddress,
  requesterOf,
} from '../../../../../lambda/gateway/core/limits/address';

describe('who asks, by address', () => {
  test.each<[string, string, string]>([
    ['two IPv4 addresses are two', '192.0.2.1', '192.0.2.2'],
    ['two networks of IPv6 are two', '2001:db8:0:1::1', '2001:db8:0:2::1'],
    ['an IPv4 address is none of IPv6', '0.0.0.1', '::1'],
    ['an address that is no mapped one stays IPv6', '192.0.2.1', '::192.0.2.1'],
  ])('%s', (_, one, other) => {
    expect(requesterOf(one)).toBeDefined();
    expect(requesterOf(other)).toBeDefined();
    expect(requesterOf(one)).not.toBe(requesterOf(other));
  });

  test.each<[string, string, string]>([
    ['all of a /64 is one subscriber', '2001:db8:0:1::1', '2001:db8:0:1:ffff:ffff:ffff:ffff'],
    ['zeros may be left out', '2001:db8::1', '2001:0DB8:0000:0000:0000:0000:0000:0001'],
    ['an IPv4 address may wear IPv6', '192.0.2.1', '::ffff:192.0.2.1'],
    ['and do so in hexadecimal', '192.0.2.1', '::ffff:c000:201'],
    ['and in full', '192.0.2.1', '0:0:0:0:0:ffff:192.0.2.1'],
    ['brackets are those of a URL', '2001:db8::1', '[2001:db8::1]'],
    ['a zone belongs to whoever wrote it', 'fe80::1', 'fe80::1%eth0'],
    ['spaces around it do not count', '192.0.2.1', ' 192.0.2.1 '],
  ])('%s', (_, one, other) => {
    expect(requesterOf(one)).toBeDefined();
    expect(requesterOf(one)).toBe(requesterOf(other));
  });

  test.each([
    undefined,
    '',
    'localhost',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.1.5',
    '192.0.2.-1',
    '192.0.2.1:443',
    '192.0.2.1, 192.0.2.2',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4:5:6:7:8::',
    ':1:2:3:4:5:6:7:8',
    '12345::',
    'g::',
    '::ffff:192.0.2.256',
    '192.0.2.1::',
    ':::',
  ])('%p is nobody: limits of the requester do not concern it', (text) => {
    expect(requesterOf(text)).toBeUndefined();
  });
});

test.each<[string, string, boolean]>([
  ['192.0.2.7', '192.0.2.0/24', true],
  ['192.0.3.7', '192.0.2.0/24', false],
  ['192.0.3.7', '192.0.2.0/23', true],
  ['192.0.2.7', '192.0.2.7/32', true],
  ['192.0.2.8', '192.0.2.7/32', false],
  ['203.0.113.1', '0.0.0.0/0', true],
  ['2001:db8::1', '0.0.0.0/0', false],
  ['2001:db8:7::1', '2001:db8::/32', true],
  ['2001:db9::1', '2001:db8::/32', false],
  ['2001:db8::1', '2001:db8::1/128', true],
  ['192.0.2.1', '::/0', false],
  ['192.0.2.1', '192.0.2.0/33', false],
  ['192.0.2.1', '192.0.2.0', false],
  ['192.0.2.1', 'nonsense/8', false],
])('%s within %s: %p', (text, cidr, expected) => {
  const address = readAddress(text);
  if (address === undefined) throw new Error(text);
  expect(liesIn(address, cidr)).toBe(expected);
});
