import { createHash, randomInt } from 'node:crypto';

/** A whole number from 0 up to, and without, `below`. */
export type RandomInt = (below: number) => number;

export const systemRandom: RandomInt = (below) => randomInt(below);

/** The same numbers for the same seed, on every machine. For tests; nothing secret comes of it. */
export const seededRandom = (seed: string): RandomInt => {
  let counter = 0;
  return (below) => {
    const digest = createHash('sha256').update(`${seed}:${counter++}`).digest();
    return Math.floor((digest.readUInt32BE(0) / 2 ** 32) * below);
  };
};

/** An id of the shape of a UUID, version 4 (RFC 9562). */
export const randomUuid = (random: RandomInt): string => {
  const hex = (length: number) => randomText(random, HEX, length);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${randomText(random, '89ab', 1)}${hex(3)}-${hex(12)}`;
};

export const DIGITS = '0123456789';
export const HEX = '0123456789abcdef';
export const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const randomText = (random: RandomInt, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(random(alphabet.length))).join('');
