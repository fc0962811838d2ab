import { CLIENT_ID, CONNECTION } from '../../laptop/app';
import { PASSWORDLESS_GRANT } from '../../tenant/model';
import { ask, textAt, type Answer } from './http';

/** Why a step did not work: in plain words, and in Auth0's. */
export interface Problem {
  readonly plain: string;
  /** `error: error_description`, as the app got it. */
  readonly auth0?: string;
}

export type Step<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem };

/** Asks Auth0 for a code, as any app does. */
export const startSignIn = async (number: string): Promise<Step<undefined>> => {
  const answer = await ask('POST', '/passwordless/start', {
    client_id: CLIENT_ID,
    connection: CONNECTION,
    phone_number: number,
    send: 'code',
  });
  return answer?.status === 200
    ? { ok: true, value: undefined }
    : { ok: false, problem: problemOf(answer) };
};

/** Exchanges the code for an id token. */
export const exchangeCode = async (number: string, code: string): Promise<Step<string>> => {
  const answer = await ask('POST', '/oauth/token', {
    grant_type: PASSWORDLESS_GRANT,
    client_id: CLIENT_ID,
    username: number,
    otp: code,
    realm: CONNECTION,
    scope: 'openid profile phone',
  });
  return answer?.status === 200
    ? { ok: true, value: textAt(answer.body, 'id_token') }
    : { ok: false, problem: problemOf(answer) };
};

const problemOf = (answer: Answer | undefined): Problem => {
  if (!answer) return { plain: 'Nobody answered. Is npm start still running?' };
  const error = textAt(answer.body, 'error');
  const description = textAt(answer.body, 'error_description');
  const plain =
    (error === 'sms_provider_error' && LIMIT_REACHED.test(description)
      ? TOO_MANY_CODES
      : PLAIN_WORDS[error]) ?? `Auth0 said no, with status ${answer.status}.`;
  return error === '' ? { plain } : { plain, auth0: `${error}: ${description}` };
};

/** Auth0 passes on the gateway's status and nothing else of its answer. */
const LIMIT_REACHED = /: 429$/;
const TOO_MANY_CODES =
  'Those were too many codes, so this one was not sent. Below is which limit is reached, and until when.';

/** What an app might tell its people. */
const PLAIN_WORDS: Readonly<Record<string, string>> = {
  'bad.phone_number': 'That is no phone number: a plus sign, then up to 15 digits.',
  'bad.connection': 'This app cannot sign people in by SMS.',
  sms_provider_error: 'The code could not be sent. Below is what the gateway did.',
  invalid_grant: 'That code does not work. Check it, or ask for a new one.',
  too_many_requests: 'That was too often. Auth0 allows 50 codes an hour.',
};
