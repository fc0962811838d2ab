import { HEX, LETTERS_AND_DIGITS, randomText, type RandomInt } from '../random';

/** As Actions, versions, bindings and correlation ids have them. */
export const uuid = (random: RandomInt): string =>
  [8, 4, 4, 4, 12].map((length) => randomText(random, HEX, length)).join('-');

/** As phone providers (`pro_…`) and templates (`tem_…`) have them: 22 characters behind the prefix. */
export const prefixedId = (random: RandomInt, prefix: string): string =>
  `${prefix}_${randomText(random, LETTERS_AND_DIGITS, 22)}`;
