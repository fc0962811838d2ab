import type { Environment } from '../environment';
import { phoneProviderWarnings } from './auth0-rules';
import { expiryWarnings } from './outside-production';
import { registrationWarnings } from './registration';

/**
 * What an operator should look at before the first message, in whole sentences. None of it keeps an
 * environment from being deployed.
 *
 * @param today as `2027-01-31`
 */
export const warningsOf = (environment: Environment, today: string): readonly string[] => [
  ...registrationWarnings(environment),
  ...phoneProviderWarnings(environment),
  ...expiryWarnings(environment, today),
  ...alarmWarnings(environment),
  ...limitWarnings(environment),
];

const limitWarnings = ({ name, production, sendLimits }: Environment): readonly string[] =>
  production && sendLimits.countries === undefined
    ? [
        `warning: ${name}: codes are sent to every country that a route leads to, which is what bots earn from; name yours in sendLimits.countries (docs/send-limits.md)`,
      ]
    : [];

const alarmWarnings = ({ name, production, alarms }: Environment): readonly string[] =>
  production && alarms.email === undefined
    ? [
        `warning: ${name}: nobody is told when an alarm goes off; give alarms.email an address (docs/runbook.md)`,
      ]
    : [];
