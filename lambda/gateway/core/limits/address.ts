/** An IP address as bits: 128 of them, an IPv4 address being the last 32 of `::ffff:0:0/96`. */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

const MAPPED = 0xffffn << 32n;

/** Reads an IPv4 or IPv6 address; an IPv4 address in IPv6 notation is one of IPv4. */
export const readAddress = (text: string): Address | undefined => {
  const trimmed = text.trim().replace(/^\[(.*)\]$/, '$1');
  const v4 = readV4(trimmed);
  if (v4 !== undefined) return { family: 4, bits: v4 };
  const bits = readV6(trimmed.replace(/%.*$/, ''));
  if (bits === undefined) return undefined;
  return bits >> 32n === MAPPED >> 32n
    ? { family: 4, bits: bits & 0xffff_ffffn }
    : { family: 6, bits };
};

/**
 * Who asks, as far as an address tells: an IPv4 address, or the first 64 bits of an IPv6 address,
 * since one subscriber has at least that many to choose from (RFC 6177).
 */
export const requesterOf = (text: string | undefined): string | undefined => {
  const address = text === undefined ? undefined : readAddress(text);
  if (address === undefined) return undefined;
  return address.family === 4 ? `4:${address.bits}` : `6:${address.bits >> 64n}`;
};

/** Whether an address lies in a range such as `203.0.113.0/24` or `2001:db8::/32`. */
export const liesIn = (address: Address, cidr: string): boolean => {
  const [text = '', prefix = ''] = cidr.split('/');
  const range = readAddress(text);
  const length = Number(prefix);
  const width = address.family === 4 ? 32 : 128;
  if (range?.family !== address.family || prefix === '' || !(length >= 0 && length <= width))
    return false;
  const shift = BigInt(width - length);
  return range.bits >> shift === address.bits >> shift;
};

const readV4 = (text: string): bigint | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
};

const readV6 = (text: string): bigint | undefined => {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const v4 = tail?.[2] === undefined ? undefined : readV4(tail[2]);
  if (tail && v4 === undefined) return undefined;
  const hex =
    v4 === undefined
      ? text
      : `${tail?.[1]}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
  const halves = hex.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const zeros = 8 - head.length - rest.length;
  if (halves.length === 2 ? zeros < 1 : zeros !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: zeros }, () => '0'), ...rest];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
};
