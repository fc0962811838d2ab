import type { AttemptOutcome } from '../../core/attempt';
import type { HttpResponse } from '../../../shared/http';
import {
  accepted,
  at,
  codeAt,
  codeTable,
  readJson,
  refusal,
  refused,
  unreadable,
  type Verdict,
} from './answers';

/** A value that an answer is compared with; a list means any of its items. */
type Expected = Scalar | readonly Scalar[];
type Scalar = string | number | boolean | null;

/** One status, or all that begin with a digit. */
type StatusRule = number | '2xx' | '4xx' | '5xx';

export const ERROR_CLASSES = [
  'transient',
  'route-only',
  'configuration',
  'recipient-invalid',
  'recipient-unsubscribed',
  'recipient-refused',
  'no-sms',
  'bug',
  'unknown',
] as const;

/** What an answer is an error by, and what it then means. All that is given must hold. */
export interface ErrorRule {
  readonly statuses?: readonly StatusRule[];
  readonly path?: string;
  readonly equals?: Expected;
  readonly class: (typeof ERROR_CLASSES)[number];
  readonly code?: string;
  readonly codePath?: string;
}

/** The part of the settings that says how to read an answer. */
export interface AnswerRules {
  readonly success?: {
    readonly statuses?: readonly StatusRule[];
    readonly where?: readonly { readonly path: string; readonly equals: Expected }[];
  };
  readonly messageIdPath?: string;
  readonly errors?: readonly ErrorRule[];
}

/**
 * An error rule that fits comes first: what a 2xx carries may still be an error. What no rule fits
 * is an acceptance by `success`, else it is read by its status.
 */
export const readAnswer = (
  { success = {}, messageIdPath, errors = [] }: AnswerRules,
  answer: HttpResponse,
): AttemptOutcome => {
  const body = readJson(answer.body);
  const rule = errors.find((candidate) => fits(candidate, answer.status, body));
  if (rule !== undefined) return readError(rule, answer, body);

  const { statuses = ['2xx'], where = [] } = success;
  if (answer.status >= 300) return refusal(NO_CODES, answer);
  if (!isListed(statuses, answer.status)) return unreadable;
  const isRead = where.length > 0 || messageIdPath !== undefined || errors.some(({ path }) => path);
  // A page of some proxy's is no word of the provider's.
  if (isRead && body === undefined) return unreadable;
  const found = where.map(({ path, equals }) => ({ value: valueAt(body, path), equals }));
  if (found.some(({ value }) => value === undefined)) return unreadable;
  return found.every(({ value, equals }) => isOneOf(equals, value))
    ? accepted(messageIdPath === undefined ? undefined : codeAt(body, ...stepsOf(messageIdPath)))
    : refused('route-only', 'not_accepted');
};

const NO_CODES = codeTable([]);

const fits = ({ statuses, path, equals }: ErrorRule, status: number, body: unknown): boolean => {
  if (statuses !== undefined && !isListed(statuses, status)) return false;
  if (path === undefined) return true;
  const value = valueAt(body, path);
  return equals === undefined ? value !== undefined && value !== null : isOneOf(equals, value);
};

const readError = (rule: ErrorRule, answer: HttpResponse, body: unknown): AttemptOutcome => {
  const code = codeOf(rule, body) ?? `http_${answer.status}`;
  return refusal(codeTable([[verdictOf(rule.class), code]]), answer, code);
};

/** The file's word, or the answer's where the rule knows it; free text is not repeated. */
const codeOf = ({ code, codePath, path, equals }: ErrorRule, body: unknown): string | undefined => {
  if (code !== undefined) return code;
  if (codePath !== undefined) {
    const theirs = codeAt(body, ...stepsOf(codePath));
    if (theirs === undefined) return undefined;
    return /^(?:\d{1,5}|[A-Za-z][A-Za-z_.-]{0,39})$/.test(theirs) ? theirs : 'unrecognised';
  }
  return path === undefined || equals === undefined ? undefined : codeAt(body, ...stepsOf(path));
};

const VERDICTS: Readonly<Record<ErrorRule['class'], Verdict>> = {
  transient: 'transient',
  'route-only': 'route-only',
  configuration: 'configuration',
  'recipient-invalid': 'invalid',
  'recipient-unsubscribed': 'unsubscribed',
  'recipient-refused': 'refused',
  'no-sms': 'no-sms',
  bug: 'bug',
  unknown: 'unknown',
};

const verdictOf = (errorClass: ErrorRule['class']): Verdict => VERDICTS[errorClass];

const isListed = (statuses: readonly StatusRule[], status: number): boolean =>
  statuses.some((rule) => rule === status || rule === `${Math.floor(status / 100)}xx`);

const isOneOf = (expected: Expected, value: unknown): boolean =>
  (Array.isArray(expected) ? (expected as readonly Scalar[]) : [expected]).some(
    (item) => item === value,
  );

/** Own keys only: `__proto__` and `constructor` lead nowhere. */
const valueAt = (body: unknown, path: string): unknown => at(body, ...stepsOf(path));

const stepsOf = (path: string): readonly string[] => path.split('.');
