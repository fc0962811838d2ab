import { createHash } from 'node:crypto';
import { createInMemoryLimits } from '../../lambda/gateway/adapters/in-memory-limits';
import type { Hash } from '../../lambda/gateway/core/limits/keys';
import {
  createSendLimits,
  type Admission,
  type LimitRequest,
} from '../../lambda/gateway/core/limits/send-limits';
import type { LimitStore } from '../../lambda/gateway/core/limits/store';
import { readPhoneNumber, type PhoneNumberDetails } from '../../lambda/shared/phone-number';
import { sendLimitsConfig } from '../../lib/send-limits-config';
import { sendLimitsOf } from './environment';

const hash = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** Ten o'clock on a day, in UTC. */
export const TEN_MS = Date.UTC(2026, 10, 28, 10);

/** Over all worlds, since some share a store. */
let texts = 0;

const ROUTES = [{ countries: '*' as const, providers: ['sns'] }];

/** The real send limits of a section of an environment file, at a clock that stands until it is moved. */
export const limitsWorld = (
  section: object = {},
  store: (now: () => number) => LimitStore = createInMemoryLimits,
  hashOf: () => Promise<Hash | undefined> = () => Promise.resolve(hash),
) => {
  const clock = { nowMs: TEN_MS };
  const now = () => clock.nowMs;
  const config = sendLimitsConfig(sendLimitsOf(section), ROUTES);
  const counters = store(now);
  let unavailable = 0;
  const limits = createSendLimits({
    config,
    store: counters,
    hash: hashOf,
    now,
    onUnavailable: () => (unavailable += 1),
  });
  /** A text of its own each time, unless one is named. */
  const admit = (changes: { to?: string } & Partial<LimitRequest> = {}) => {
    const { to = '+12025550123', ...rest } = changes;
    texts += 1;
    const text = `t${texts}`;
    return limits.admit({
      recipient: numberOf(to),
      method: 'text',
      text,
      segments: 1,
      ...rest,
    });
  };
  return { clock, limits, admit, config, counters, unavailable: () => unavailable };
};

export const numberOf = (text: string): PhoneNumberDetails => {
  const number = readPhoneNumber(text);
  if (number === undefined) throw new Error(`no number: ${text}`);
  return number;
};

/** The limit that stopped a message, or what became of it. */
export const shortOf = (admission: Admission): string =>
  admission.kind === 'limited' ? admission.limit : admission.kind;

/** So many numbers of one range. */
export const numbers = (count: number, from = 100): readonly string[] =>
  Array.from({ length: count }, (_, n) => `+1202555${String(from + n).padStart(4, '0')}`);
