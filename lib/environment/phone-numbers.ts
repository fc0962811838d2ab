import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import * as v from 'valibot';
import { matching } from './wording';

/** Digits that every phone number of a country may start with, and that a list may name. */
const PREFIX = String.raw`\+[1-9]\d{0,13}\*`;
const NUMBER = String.raw`\+[1-9]\d{3,14}`;

const A_NUMBER = 'a phone number with its country code, such as "+12025550123"';
const NUMBER_OR_PREFIX = `${A_NUMBER}, or the start of one and a star, such as "+4477*"`;

/** One phone number. A digit too few or too many is found by the length that its country allows. */
export const phoneNumberSchema = v.pipe(
  matching(new RegExp(`^${NUMBER}$`), A_NUMBER),
  v.check((text) => isPhoneNumber(text), A_NUMBER),
);

/**
 * One phone number, or all that start alike. The star tells them apart, so that a number with a digit
 * missing is a fault and not the start of ten others.
 */
export const phoneNumberOrPrefixSchema = v.pipe(
  matching(new RegExp(`^(?:${NUMBER}|${PREFIX})$`), NUMBER_OR_PREFIX),
  v.check((text) => text.endsWith('*') || isPhoneNumber(text), NUMBER_OR_PREFIX),
);

/** By the measure of the gateway itself (lambda/shared/phone-number.ts). */
const isPhoneNumber = (text: string): boolean =>
  parsePhoneNumberFromString(text)?.isPossible() ?? false;
