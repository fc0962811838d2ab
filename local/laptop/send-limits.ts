import * as v from 'valibot';
import type { LimitMode, SendLimitsConfig } from '../../lambda/contract';
import { sendLimitsSchema } from '../../lib/environment/send-limits-schema';
import { sendLimitsConfig } from '../../lib/send-limits-config';
import { ROUTES } from './gateway';
import type { LimitsState } from './limits-state';

/** Those of a deployed environment whose file says nothing of them but the mode. */
const configOf = (mode: SendLimitsConfig['mode']): SendLimitsConfig =>
  sendLimitsConfig(v.parse(sendLimitsSchema, { mode }), ROUTES);

const DEFAULTS = configOf('enforce');

/** `undefined` when they are off: an environment file always has some. */
export const sendLimitsIn = (mode: LimitMode): SendLimitsConfig | undefined => {
  if (mode === 'off') return undefined;
  return mode === DEFAULTS.mode ? DEFAULTS : configOf(mode);
};

export const CEILINGS: LimitsState['ceilings'] = {
  recipient: DEFAULTS.perRecipient.per10Minutes,
  'recipient-day': DEFAULTS.perRecipient.perDay,
  range: DEFAULTS.perRange.perHour,
  ip: DEFAULTS.perIp.perHour,
  'countries-per-ip': DEFAULTS.countriesPerIp.perDay,
  country: DEFAULTS.perCountry.perHour,
  total: DEFAULTS.total.perHour,
};
