import * as v from 'valibot';
import type { AttemptOutcome } from '../../core/attempt';
import type { HttpClient, HttpResponse } from '../../../shared/http';
import { at, basicAuthorization, type codeTable, outcomeOfFault } from './answers';
import { callHarmlessly, type CheckCall, type CredentialVerdict } from './credential-check';
import { secretText, text } from './schemas';

/**
 * What Twilio's products have in common: the account, how it signs in, and the errors that are about
 * it. https://www.twilio.com/docs/iam/api-keys
 */
export const accountSettings = {
  accountSid: text(
    /^AC[0-9a-fA-F]{32}$/,
    'must be "AC" followed by 32 hexadecimal digits',
    'Account SID of the account or subaccount that sends.',
  ),
  apiKeySid: v.exactOptional(
    text(
      /^SK[0-9a-fA-F]{32}$/,
      'must be "SK" followed by 32 hexadecimal digits',
      'SID of an API key. With it the secret holds "apiKeySecret", without it "authToken".',
    ),
  ),
};

export const accountCredentials = v.pipe(
  v.strictObject(
    {
      authToken: v.exactOptional(
        secretText('Auth token of the account. Used without the setting "apiKeySid".'),
      ),
      apiKeySecret: v.exactOptional(
        secretText('Secret of the API key named by the setting "apiKeySid".'),
      ),
    },
    'must be an object with the key "authToken" or "apiKeySecret"',
  ),
  v.check(
    ({ authToken, apiKeySecret }) => authToken !== undefined || apiKeySecret !== undefined,
    'must hold "authToken" or "apiKeySecret"',
  ),
);

export interface Account {
  readonly accountSid: string;
  readonly apiKeySid?: string;
}

export interface Form {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly credentials: v.InferOutput<typeof accountCredentials>;
  readonly timeoutMs: number;
}

/** Makes the function that posts a form as this account and reads what Twilio answers to it. */
export const formPoster =
  (
    { accountSid, apiKeySid }: Account,
    http: HttpClient,
    readAnswer: (answer: HttpResponse) => AttemptOutcome,
  ) =>
  async ({ url, fields, credentials, timeoutMs }: Form): Promise<AttemptOutcome> => {
    const authorization = authorizationOf({ accountSid, apiKeySid }, credentials);
    if (authorization === undefined)
      return { class: 'configuration', code: 'credentials_mismatch' };

    const answer = await http.request({
      method: 'POST',
      url,
      headers: {
        authorization,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: new URLSearchParams(fields).toString(),
      timeoutMs,
    });
    return answer.ok ? readAnswer(answer.value) : outcomeOfFault(answer.error);
  };

/** An API key signs in as itself; the account then stands in the path alone. */
const authorizationOf = (
  {
    accountSid,
    apiKeySid,
  }: { readonly accountSid: string; readonly apiKeySid: string | undefined },
  { authToken, apiKeySecret }: Form['credentials'],
): string | undefined => {
  const password = apiKeySid === undefined ? authToken : apiKeySecret;
  return password === undefined ? undefined : basicAuthorization(apiKeySid ?? accountSid, password);
};

/** Which of the two credentials these settings sign in by. */
export const accountCredentialNames = ({ apiKeySid }: Account): readonly string[] => [
  apiKeySid === undefined ? 'authToken' : 'apiKeySecret',
];

/** Asks whether Twilio takes the credentials, by a resource that the kind of them may read. */
export const checkAccount = async (
  { accountSid, apiKeySid }: Account,
  credentials: Form['credentials'],
  call: CheckCall,
  urls: { readonly withToken: string; readonly withKey: string },
): Promise<CredentialVerdict> => {
  const authorization = authorizationOf({ accountSid, apiKeySid }, credentials);
  if (authorization === undefined) {
    const wanted = apiKeySid === undefined ? 'authToken' : 'apiKeySecret';
    return { kind: 'unsure', why: `the secret lacks "${wanted}", which the settings ask for` };
  }
  return callHarmlessly(call, {
    url: apiKeySid === undefined ? urls.withToken : urls.withKey,
    headers: { authorization },
    // A restricted key may send and not read: then Twilio answers 403 and nothing is known.
    refusals: apiKeySid === undefined ? [401, 403, 404] : [401, 404],
    noteOf: (body) => {
      const status = at(body, 'status');
      if (status === 'suspended' || status === 'closed') return `the account is ${status}`;
      return at(body, 'type') === 'Trial' ? 'it is a trial account' : undefined;
    },
  });
};

/** Errors of the account and the platform, whatever is asked of them: https://www.twilio.com/docs/api/errors */
export const ACCOUNT_CODES = [
  // Wrong credentials; account inactive, suspended or without access.
  ['configuration', 20003, 20005, 20006, 20010, 90010],
  ['transient', 20429],
  ['unknown', 20500, 20503],
] as const satisfies Parameters<typeof codeTable>[0];
