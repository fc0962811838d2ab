import type { AttemptOutcome, RecipientFault } from '../../core/attempt';
import type { HttpFault, HttpResponse } from '../../../shared/http';

/**
 * What a provider's code means for the message: an outcome class, or, for the class `recipient`,
 * the reason itself.
 */
export type Verdict =
  'transient' | 'route-only' | 'configuration' | 'no-sms' | 'bug' | 'unknown' | RecipientFault;

/** A provider's codes by what they mean. */
export type CodeTable = ReadonlyMap<string, Verdict>;

/** Reads a table written as rows of a verdict and the codes that lead to it. */
export const codeTable = (
  rows: readonly (readonly [Verdict, ...(readonly (number | string)[])])[],
): CodeTable =>
  new Map(rows.flatMap(([verdict, ...codes]) => codes.map((code) => [String(code), verdict])));

/** The outcome of an answer that is not an acceptance. `code` is ours or a scrubbed one of theirs. */
export const refused = (verdict: Verdict, code: string, retryAfterMs?: number): AttemptOutcome => {
  switch (verdict) {
    case 'invalid':
    case 'unsubscribed':
    case 'refused':
      return { class: 'recipient', code, reason: verdict };
    case 'transient':
      return retryAfterMs === undefined
        ? { class: verdict, code }
        : { class: verdict, code, retryAfterMs };
    case 'route-only':
    case 'configuration':
    case 'no-sms':
    case 'bug':
    case 'unknown':
      return { class: verdict, code };
  }
};

/** An id that a provider gave the message; dropped when it does not look like one. */
export const accepted = (messageId: unknown): AttemptOutcome =>
  typeof messageId === 'string' && /^[\w.:-]{1,128}$/.test(messageId)
    ? { class: 'accepted', messageId }
    : { class: 'accepted' };

/** The provider took it or not, we cannot tell: its answer makes no sense. */
export const unreadable: AttemptOutcome = { class: 'unknown', code: 'answer_unreadable' };

/**
 * The outcome of an answer that carries an error: by its code where the table knows it, otherwise
 * by the HTTP status.
 */
export const refusal = (
  table: CodeTable,
  answer: Pick<HttpResponse, 'status' | 'headers'>,
  providerCode?: string,
): AttemptOutcome => {
  const verdict = table.get(providerCode ?? '') ?? verdictOfStatus(answer.status);
  const code = providerCode === undefined ? `http_${answer.status}` : safeCode(table, providerCode);
  return refused(verdict, code, retryAfterMs(answer));
};

/** What a status means when nothing more is known. */
export const verdictOfStatus = (status: number): Verdict => {
  if (status === 401 || status === 402 || status === 403) return 'configuration';
  // A wrong account id or base address: nothing is there, or not for POST.
  if (status === 404 || status === 405) return 'configuration';
  if (status === 408 || status === 429) return 'transient';
  if (status >= 500) return 'unknown';
  // They refuse, we do not know why. Stopping here would deny a code that another provider can
  // deliver: https://github.com/dimagi/commcare-android/issues/3850
  return 'route-only';
};

/** No answer came, or none that HTTP allows. */
export const outcomeOfFault = ({ reason, sent }: HttpFault): AttemptOutcome => {
  // A message API does not redirect: the address in the environment file is wrong.
  if (reason === 'redirect') return { class: 'configuration', code: 'redirect' };
  if (reason === 'malformed' && sent === 'no')
    // Node.js refused to write it, e.g. a credential with a line break in it.
    return { class: 'configuration', code: 'malformed_request' };
  const code = FAULT_CODES[reason];
  return sent === 'no' ? { class: 'transient', code } : { class: 'unknown', code };
};

const FAULT_CODES: Readonly<Record<HttpFault['reason'], string>> = {
  timeout: 'timeout',
  refused: 'connection_refused',
  dns: 'dns',
  tls: 'tls',
  reset: 'connection_reset',
  'too-large': 'answer_too_large',
  redirect: 'redirect',
  malformed: 'answer_malformed',
  network: 'network',
};

/** The body as JSON, or `undefined` when it is none. */
export const readJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** `value[key]` where there is such a thing: the way through an answer of which nothing is certain. */
export const at = (value: unknown, ...path: readonly (number | string)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Readonly<Record<number | string, unknown>>)[key]
        : undefined,
    value,
  );

/** A provider's code, which some write as a number and some as text. */
export const codeAt = (
  value: unknown,
  ...path: readonly (number | string)[]
): string | undefined => {
  const code = at(value, ...path);
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined;
};

/** `Basic …` of RFC 7617. */
export const basicAuthorization = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;

/** Free text of an answer may hold the phone number or the one-time code, so a log gets none of it. */
const safeCode = (table: CodeTable, code: string): string =>
  table.has(code) || /^\d{1,5}$/.test(code) ? code : 'unrecognised';

const MAX_RETRY_AFTER_MS = 3_600_000;

/** https://www.rfc-editor.org/rfc/rfc9110#field.retry-after: seconds, or a date. */
const retryAfterMs = ({
  status,
  headers,
}: Pick<HttpResponse, 'status' | 'headers'>): number | undefined => {
  const value = headers['retry-after'];
  if (value === undefined || (status !== 429 && status !== 503)) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : untilDate(value);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
};

/** `Date.parse` alone takes `-5` for a date. */
const untilDate = (value: string): number =>
  /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) - Date.now() : Number.NaN;
