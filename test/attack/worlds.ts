import * as v from 'valibot';
import type { SendLimitsConfig } from '../../lambda/contract';
import { sendLimitsSchema } from '../../lib/environment/send-limits-schema';
import { sendLimitsConfig } from '../../lib/send-limits-config';
import { COUNTRIES_SERVED } from './countries';
import type { OrdinaryOptions } from './ordinary';

/** A team, how many people it has, and what stands in its environment file. */
export interface World {
  readonly name: 'defaults' | 'tuned';
  readonly what: string;
  readonly traffic: OrdinaryOptions;
  /** `sendLimits` of the environment file. */
  readonly sendLimits: Readonly<Record<string, unknown>>;
  /** Attacks whose target this file does not meet. @default - none */
  readonly misses?: readonly string[];
}

export const WORLDS: readonly World[] = [
  {
    name: 'defaults',
    what: 'a small team: 60 sign-ins an hour, and a file that names its countries and nothing else',
    traffic: { signInsPerHour: 60, launchSignIns: 90 },
    sendLimits: { countries: COUNTRIES_SERVED },
    // It stays below every count; only what was normal shows it, and that begins in shadow mode.
    misses: ['slow-drip'],
  },
  {
    name: 'tuned',
    what: 'two and a half times as many people, and a file that says which markets are large and holds the others to what was normal',
    traffic: { signInsPerHour: 150, launchSignIns: 750 },
    sendLimits: {
      countries: COUNTRIES_SERVED,
      perCountry: { overrides: { US: 1500, GB: 300, DE: 300 } },
      adaptive: { mode: 'enforce' },
      spend: {
        hourlyUsd: 60,
        dailyUsd: 500,
        action: 'countries-only',
        countries: ['US', 'GB', 'DE'],
      },
    },
  },
];

/** As the gateway gets it, with every default filled in. */
export const configOf = ({ sendLimits }: World): SendLimitsConfig =>
  sendLimitsConfig(v.parse(sendLimitsSchema, sendLimits), [{ countries: '*', providers: ['any'] }]);
