import type { AnyProviderDefinition } from '../../../../../lambda/gateway/adapters/providers/provider';
import type { AttemptOutcome, Message } from '../../../../../lambda/gateway/core/attempt';
import { createHttpClient } from '../../../../../lambda/shared/http';
import { parsePhoneNumber } from '../../../../../lambda/shared/phone-number';
import { AWS_ENV } from '../../../../support/gateway';

export const message = (to = '+12025550123', text = 'Your Acme code is 739154'): Message => {
  const number = parsePhoneNumber(to);
  if (number === undefined) throw new Error(`${to} is no phone number`);
  return { to: number, text };
};

export interface AttemptOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly credentials?: unknown;
  readonly message?: Message;
  readonly timeoutMs?: number;
  readonly attemptNumber?: number;
  /** @default - credentials of a role */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** One attempt with real HTTP at `baseUrl`. */
export const attempt = (
  provider: AnyProviderDefinition,
  baseUrl: string,
  options: AttemptOptions = {},
): Promise<AttemptOutcome> =>
  provider.connect(
    { ...options.settings, baseUrl },
    { http: createHttpClient(), region: 'eu-west-1', env: options.env ?? AWS_ENV },
  )(
    options.message ?? message(),
    { timeoutMs: options.timeoutMs ?? 5_000, attemptNumber: options.attemptNumber ?? 1 },
    options.credentials,
  );

/** docs/sources.md's words for outcome classes, so that expectations can be copied from it row by row. */
const OUTCOMES = {
  RETRY: { class: 'transient' },
  NEXT: { class: 'route-only' },
  CONFIG: { class: 'configuration' },
  'STOP invalid': { class: 'recipient', reason: 'invalid' },
  'STOP unsubscribed': { class: 'recipient', reason: 'unsubscribed' },
  'STOP refused': { class: 'recipient', reason: 'refused' },
  'STOP-SMS': { class: 'no-sms' },
  BUG: { class: 'bug' },
  MAYBE: { class: 'unknown' },
} as const;

export type Expectation = readonly [
  codes: readonly (number | string)[],
  outcome: keyof typeof OUTCOMES,
  /** HTTP status it comes with, where that matters. */
  status?: number,
];

/** One row for `test.each` per code: its words, the code, the status, the outcome in full. */
export const rowsOf = (expectations: readonly Expectation[], usualStatus = 400) =>
  expectations.flatMap(([codes, words, status = usualStatus]) =>
    codes.map((code) => ({
      code,
      words,
      status,
      outcome: { ...OUTCOMES[words], code: String(code) },
    })),
  );

/** The sentences a person gets for settings or credentials that are wrong. */
export const complaints = (
  schema: AnyProviderDefinition['settings'] | undefined,
  value: unknown,
): string[] => {
  if (schema === undefined) throw new Error('there is no schema');
  const issues = schema['~run']({ value }, {}).issues ?? [];
  return issues.map((issue) =>
    [(issue.path ?? []).map((item) => String(item.key)).join('.'), issue.message]
      .filter((part) => part !== '')
      .join(': '),
  );
};
