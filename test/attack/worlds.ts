import * as v from 'valibot';
import type { SendLimitsConfig } from '../../lambda/contract';
import { sendLimitsSchema } from '../../lib/environment/send-limits-schema';
import { sendLimitsConfig } from '../../lib/send-limits-config';
import { COUNTRIES_SERVED, OPENING_MARKET } from './countries';
import type { OrdinaryOptions } from './ordinary';

/** A team, how many people it has, and what stands in its environment file. */
export interface World {
  readonly name: 'defaults' | 'tuned';
  readonly what: string;
  readonly traffic: OrdinaryOptions;
  /** `sendLimits` of the environment file. */
  readonly sendLimits: Readonly<Record<string, unknown>>;
  /** Whether somebody who knows the limits attacks it, too: nothing is promised then. */
  readonly isPlayedByStronger: boolean;
}

const COUNTRIES = [...COUNTRIES_SERVED, OPENING_MARKET.country];

export const WORLDS: readonly World[] = [
  {
    name: 'defaults',
    what: 'a small team: 60 sign-ins an hour, and a file that names its countries and nothing else',
    traffic: { signInsPerHour: 60, launchSignIns: 90, openingSignIns: 50 },
    sendLimits: { countries: COUNTRIES },
    isPlayedByStronger: false,
  },
  {
    name: 'tuned',
    what: 'two and a half times as many people, and a file that says which markets are large, holds the others closer to what was normal, and bounds the money',
    traffic: { signInsPerHour: 150, launchSignIns: 750, openingSignIns: 50 },
    sendLimits: {
      countries: COUNTRIES,
      perCountry: { overrides: { US: 1500, GB: 300, DE: 300 } },
      adaptive: { factor: 5 },
      spend: {
        hourlyUsd: 60,
        dailyUsd: 500,
        action: 'countries-only',
        countries: ['US', 'GB', 'DE'],
      },
    },
    isPlayedByStronger: true,
  },
];

/** As the gateway gets it, with every default filled in. */
export const configOf = ({ sendLimits }: World): SendLimitsConfig =>
  sendLimitsConfig(v.parse(sendLimitsSchema, sendLimits), [{ countries: '*', providers: ['any'] }]);
