import type { HttpClient, HttpResponse } from '../../../shared/http';
import { readJson } from './answers';
import type { CommonSettings, ProviderDefinition } from './provider';

/** What a call that sends nothing and costs nothing says of credentials. */
export type CredentialVerdict =
  /** `note`: what an operator should know of the account all the same, as a sentence's beginning. */
  | { readonly kind: 'accepted'; readonly note?: string }
  | { readonly kind: 'refused'; readonly status: number }
  /** Neither: the provider is away, or does not let these credentials ask. Completes "not checked: ". */
  | { readonly kind: 'unsure'; readonly why: string };

/** How a check reaches the provider. */
export interface CheckCall {
  readonly http: HttpClient;
  readonly timeoutMs: number;
}

/**
 * Asks a provider whether it takes credentials. A provider's file exports it beside `provider` and
 * not within, so that the gateway's bundle does not carry it: `tools/` calls it, messages never do.
 */
export type CredentialCheck<Settings, Credentials> = (
  settings: Settings,
  credentials: Credentials,
  call: CheckCall,
) => Promise<CredentialVerdict>;

/** The check that fits a provider's own settings and credentials. */
export type CheckOf<Definition> =
  Definition extends ProviderDefinition<infer Settings, infer Credentials>
    ? CredentialCheck<Settings & CommonSettings, Credentials>
    : never;

/** A check whose own types no longer matter to its holder. */
// oxlint-disable-next-line typescript/no-explicit-any -- what it is given was parsed by the schemas of the same file.
export type AnyCredentialCheck = CredentialCheck<any, any>;

interface HarmlessCall {
  /** A resource to GET, that lists or changes nothing of weight. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Statuses that say the credentials are wrong. @default 401 and 403 */
  readonly refusals?: readonly number[];
  /** What the account says of itself. `body` is its JSON. */
  readonly noteOf?: (body: unknown) => string | undefined;
}

/** Makes the call, and reads of the answer whether the credentials were taken. */
export const callHarmlessly = async (
  { http, timeoutMs }: CheckCall,
  { url, headers, refusals = [401, 403], noteOf = () => undefined }: HarmlessCall,
): Promise<CredentialVerdict> => {
  const answer = await http.request({
    method: 'GET',
    url,
    headers: { accept: 'application/json', ...headers },
    timeoutMs,
  });
  if (!answer.ok) return { kind: 'unsure', why: `no answer (${answer.error.reason})` };
  const { status, body }: HttpResponse = answer.value;
  if (refusals.includes(status)) return { kind: 'refused', status };
  if (status >= 300) return { kind: 'unsure', why: `it answered ${status}` };
  const note = noteOf(readJson(body));
  return note === undefined ? { kind: 'accepted' } : { kind: 'accepted', note };
};

/** The note on an account that pays in advance and has nothing left. */
export const noteOfCredit = (credit: unknown): string | undefined => {
  const amount = typeof credit === 'string' && credit.trim() !== '' ? Number(credit) : credit;
  return typeof amount === 'number' && amount <= 0 ? 'the account has no credit left' : undefined;
};
