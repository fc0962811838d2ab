import type { DeliveryMethod } from '../../../contract';
import { estimateUsd } from './price-estimates';

/**
 * A call counts as so many parts of a text message. No public list was found that has calls by country;
 * where they are cheap (US, about 0.014 US dollars a minute) this is too much, for some islands too little.
 */
const PARTS_OF_A_CALL = 3;

const MICROS_PER_USD = 1_000_000;

/**
 * What a message costs, in whole millionths of a US dollar: `table` holds the price of one part by country,
 * or `*` for every other country; without either, it is an estimate.
 */
export const priceMicrosUsd = (
  country: string,
  method: DeliveryMethod,
  segments: number,
  table: Readonly<Record<string, number>> = {},
): number => {
  const usd = table[country] ?? table['*'] ?? estimateUsd(country);
  const parts = method === 'voice' ? PARTS_OF_A_CALL : segments;
  // By part, so that ten parts cost ten times one.
  return Math.round(usd * MICROS_PER_USD) * parts;
};
