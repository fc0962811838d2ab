import * as fc from 'fast-check';

const LAST_CODE_POINT = 0x10_ffff;
const SURROGATES = { first: 0xd800, count: 0x800 };

/**
 * Text of any characters that Unicode has room for. As `fc.string({ unit: 'binary' })`, whose first
 * call takes more than a second.
 */
export const anyText = (constraints: fc.ArrayConstraints = {}): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: LAST_CODE_POINT - SURROGATES.count }), constraints)
    .map((numbers) => String.fromCodePoint(...numbers.map(pastSurrogates)));

/** A half of a surrogate pair is no character. */
const pastSurrogates = (number: number): number =>
  number < SURROGATES.first ? number : number + SURROGATES.count;
