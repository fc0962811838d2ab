import * as fc from 'fast-check';
import type { HttpClient } from '../../../lambda/shared/http';
import { ok } from '../../../lambda/shared/result';
import { bundlePhoneAction, bundleSendPhoneMessageAction } from '../../../lib/bundle';
import { createSandbox } from '../../../local/tenant/actions/sandbox/sandbox';
import {
  actionSecrets,
  actionVersion,
  phoneProviderEvent,
  sendPhoneMessageEvent,
} from '../../support/action-events';
import { TOKEN_SECRET } from '../../support/gateway';
import { howOften } from '../../support/how-often';

/**
 * No reason, exception or console of an Action holds the code, the text, a secret, a token or more of
 * a number than its last two digits, whatever stands at the other end and repeats what it was sent.
 */
const RUNS = howOften({ exhaustively: 2_000, otherwise: 200 });
const bundleOf = {
  onExecuteCustomPhoneProvider: bundlePhoneAction('test'),
  onExecuteSendPhoneMessage: bundleSendPhoneMessageAction('test'),
};

let play: { status: number; echo: string; place: string } = { status: 200, echo: '', place: '' };
let token = '';
const http: HttpClient = {
  request: ({ headers }) => {
    token = String(headers?.['authorization']).replace('Bearer ', '');
    const echo = play.echo === 'token' ? token : play.echo;
    const fields = { error: echo, reason: echo, limit: echo, detail: echo, retryable: true };
    const bodies: Record<string, string> = {
      words: JSON.stringify(fields),
      'known words': JSON.stringify({ ...fields, error: 'blocked' }),
      text: echo,
      broken: JSON.stringify(fields).slice(0, -1),
      status: JSON.stringify({ status: { [echo]: echo } }),
      header: '',
    };
    return Promise.resolve(
      ok({
        status: play.status,
        headers: {
          'content-type': 'application/json',
          'retry-after': /^\w+$/.test(echo) ? echo : '',
        },
        body: bodies[play.place] ?? '',
      }),
    );
  },
};
const sandbox = createSandbox({ timeoutMs: 20_000, http, now: Date.now });
afterAll(() => sandbox.stop());

const digits = (length: number) =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((list) => list.join(''));
const letters = fc
  .array(fc.constantFrom(...'bcdfghjkmnpqrstvwxz'.split('')), { minLength: 6, maxLength: 8 })
  .map((list) => list.join(''));
const number = fc
  .tuple(fc.constantFrom('+1202555', '1202555', '202555', '+1-202-555-', 'tel 202555'), digits(2))
  .map(([prefix, rest]) => `${prefix}01${rest}`);

const scenario = fc.record({
  number,
  code: fc.oneof(
    digits(6),
    letters,
    letters.map((code) => code.toUpperCase()),
  ),
  named: fc.boolean(),
  spelled: fc.constantFrom('together', 'apart'),
  status: fc.constantFrom(200, 204, 400, 401, 403, 404, 422, 429, 500, 502, 503, 504),
  place: fc.constantFrom('words', 'known words', 'text', 'broken', 'status', 'header'),
  echo: fc.constantFrom('code', 'underlined', 'text', 'number', 'secret', 'token'),
  secrets: fc.constantFrom('all', 'all', 'all', 'no address', 'bad address', 'bad lifetime'),
  handler: fc.constantFrom<keyof typeof bundleOf>(
    'onExecuteCustomPhoneProvider',
    'onExecuteSendPhoneMessage',
  ),
});

test('nothing private is in a reason, an exception or on the console', async () => {
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(scenario, async ({ number, code, named, handler, ...rest }) => {
      const text = `Ihr Code: ${rest.spelled === 'apart' ? code.split('').join(' ') : code}`;
      const echoes: Record<string, string> = {
        code,
        underlined: code.split('').join('_'),
        text,
        number,
        secret: TOKEN_SECRET,
        token: 'token',
      };
      play = { ...rest, echo: echoes[rest.echo] ?? '' };
      const all = actionSecrets('https://gateway.example/sms', TOKEN_SECRET);
      const secrets = {
        ...all,
        ...(rest.secrets === 'no address' && { GATEWAY_URL: undefined }),
        ...(rest.secrets === 'bad address' && { GATEWAY_URL: TOKEN_SECRET }),
        ...(rest.secrets === 'bad lifetime' && { CODE_LIFETIME_SECONDS: TOKEN_SECRET }),
      };
      const given = named ? { code } : { code: undefined };
      const event =
        handler === 'onExecuteCustomPhoneProvider'
          ? phoneProviderEvent({ ...given, recipient: number, as_text: text })
          : sendPhoneMessageEvent({ ...given, recipient: number, text });
      const action = actionVersion(bundleOf[handler]);
      const outcome = await sandbox.run(action, handler, { ...event, secrets });
      ends.add(outcome.result);
      const written = JSON.stringify(outcome).toLowerCase();
      const numberDigits = number.replaceAll(/\D/g, '');
      for (const forbidden of [
        code,
        code.split('').join('_'),
        text,
        TOKEN_SECRET,
        token || TOKEN_SECRET,
        numberDigits.slice(0, -2),
        numberDigits.slice(-3),
      ])
        if (written.includes(forbidden.toLowerCase()))
          throw new Error(`something private was said: ${written}`);
    }),
    { numRuns: RUNS, seed: 20261128 },
  );
  expect([...ends].toSorted()).toEqual(['drop', 'error', 'retry']);
}, 60_000);
