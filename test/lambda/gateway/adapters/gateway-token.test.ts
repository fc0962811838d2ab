import { createHash } from 'node:crypto';
import { secretNames } from '../../../../lambda/contract';
import { createTokenVerifier } from '../../../../lambda/gateway/adapters/gateway-token';
import { createSecretCache } from '../../../../lambda/gateway/adapters/secret-cache';
import { ENVIRONMENT, inMemorySecrets, signToken, TOKEN_SECRET } from '../../../support/gateway';
import { gatewayTokenClaims } from '../../../../lambda/contract';

const NAME = secretNames(ENVIRONMENT).gatewayToken;
const NOW_SECONDS = 1_795_000_000;
const OTHER_SECRET = 'Another'.repeat(9);
const BODY = '{"recipient":"+12025550123","body":"Ihr Code für Acme: 739154"}';
const hashOf = (body: string) => createHash('sha256').update(body).digest('base64url');

const setUp = (values: Record<string, string> = { [NAME]: TOKEN_SECRET }) => {
  const clock = { nowMs: NOW_SECONDS * 1000 };
  const now = () => clock.nowMs;
  const store = inMemorySecrets(values);
  const verify = createTokenVerifier({
    secretName: NAME,
    ...gatewayTokenClaims(ENVIRONMENT),
    secrets: createSecretCache(store, now),
    now,
  });
  return {
    clock,
    store,
    verify: (token: string, body = BODY) =>
      verify({ authorization: `Bearer ${token}`, bodyBytes: Buffer.from(body) }),
    verifyHeader: (authorization: string | undefined) =>
      verify({ authorization, bodyBytes: Buffer.from(BODY) }),
  };
};

describe('a token is accepted', () => {
  test.each<[string, string]>([
    ['with audience and subject alone, as Auth0 documents it', signToken()],
    [
      'with times that hold',
      signToken({ iat: NOW_SECONDS, nbf: NOW_SECONDS, exp: NOW_SECONDS + 60 }),
    ],
    ['that expired within the skew of clocks', signToken({ exp: NOW_SECONDS - 59 })],
    ['that becomes valid within the skew of clocks', signToken({ nbf: NOW_SECONDS + 59 })],
    ['that was issued within the skew of clocks', signToken({ iat: NOW_SECONDS + 59 })],
    ['with claims nobody asked for', signToken({ iss: 'Auth0', jti: 'x', foo: [1] })],
    [
      'for several audiences with ours among them',
      signToken({ aud: ['x', 'urn:sms-gateway:test'] }),
    ],
  ])('%s', async (_, token) => {
    expect(await setUp().verify(token)).toEqual({ kind: 'accepted' });
  });
});

const unsigned = signToken({}, { header: { alg: 'none' } });

describe('a token is refused', () => {
  test.each<[string, string, string]>([
    ['signed by another secret', signToken({}, { secret: OTHER_SECRET }), 'signature'],
    ['of another audience', signToken({ aud: 'urn:sms-gateway:prod' }), 'aud'],
    ['without an audience', signToken({ aud: undefined }), 'aud'],
    ['of another subject', signToken({ sub: 'auth0:prod' }), 'sub'],
    ['without a subject', signToken({ sub: undefined }), 'sub'],
    ['that has expired', signToken({ exp: NOW_SECONDS - 61 }), 'expired'],
    ['that is not valid yet', signToken({ nbf: NOW_SECONDS + 61 }), 'nbf'],
    ['issued in the future', signToken({ iat: NOW_SECONDS + 61 }), 'iat'],
    ['whose expiry is no number', signToken({ exp: 'never' }), 'exp'],
    ['by algorithm none', unsigned, 'algorithm'],
    [
      'by algorithm none with its signature cut off',
      `${unsigned.split('.').slice(0, 2).join('.')}.`,
      'algorithm',
    ],
    ['by HS512', signToken({}, { header: { alg: 'HS512' }, hash: 'sha512' }), 'algorithm'],
    ['that claims RS256', signToken({}, { header: { alg: 'RS256' } }), 'algorithm'],
    [
      'with a critical extension',
      signToken({}, { header: { alg: 'HS256', crit: ['b64'], b64: false } }),
      'malformed',
    ],
    ['that is no token', 'nonsense', 'malformed'],
    ['with its payload changed', signToken().replace(/\.(.)/, '.f$1'), 'signature'],
  ])('%s', async (_, token, why) => {
    expect(await setUp().verify(token)).toEqual({ kind: 'rejected', why });
  });

  test.each<[string, string | undefined]>([
    ['when there is no header', undefined],
    ['when the header is empty', ''],
    ['when the scheme is Basic', 'Basic dXNlcjpwYXNz'],
    ['when there is a scheme and no token', 'Bearer '],
    ['when there are two tokens', `Bearer ${signToken()} ${signToken()}`],
  ])('%s', async (_, header) => {
    expect(await setUp().verifyHeader(header)).toEqual({ kind: 'rejected', why: 'missing' });
  });
});

describe('a token that is bound to a body', () => {
  test('is accepted with that body', async () => {
    const token = signToken({ body_sha256: hashOf(BODY) });
    expect(await setUp().verify(token)).toEqual({ kind: 'accepted' });
  });

  test.each<[string, string]>([
    ['another number', BODY.replace('0123', '0199')],
    ['another text', BODY.replace('Acme', 'Evil')],
    ['the same fields laid out differently', BODY.replace(',', ', ')],
    ['no body', ''],
  ])('is refused with %s', async (_, body) => {
    const token = signToken({ body_sha256: hashOf(BODY) });
    expect(await setUp().verify(token, body)).toEqual({ kind: 'rejected', why: 'body_sha256' });
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['nothing', ''],
    ['a number', 7],
    ['the hash in hex', createHash('sha256').update(BODY).digest('hex')],
    ['a list with the hash', [hashOf(BODY)]],
  ])('is refused when the claim is %s', async (_, claim) => {
    const token = signToken({ body_sha256: claim });
    expect(await setUp().verify(token)).toEqual({ kind: 'rejected', why: 'body_sha256' });
  });

  test('and signed by another secret is refused for its signature, whatever it says', async () => {
    const token = signToken({ body_sha256: 'x' }, { secret: OTHER_SECRET });
    expect(await setUp().verify(token)).toEqual({ kind: 'rejected', why: 'signature' });
  });
});

describe('during a rotation', () => {
  test('messages that meet the new secret at the same moment are all accepted', async () => {
    const { verify, store } = setUp();
    await verify(signToken());
    store.values[`AWSPENDING ${NAME}`] = OTHER_SECRET;
    const token = signToken({}, { secret: OTHER_SECRET });
    const verdicts = await Promise.all(Array.from({ length: 3 }, () => verify(token)));
    expect(verdicts).toEqual(verdicts.map(() => ({ kind: 'accepted' })));
  });

  test.each(['AWSPENDING', 'AWSPREVIOUS'])(
    'the %s version of the secret signs as well',
    async (stage) => {
      const { verify } = setUp({ [NAME]: TOKEN_SECRET, [`${stage} ${NAME}`]: OTHER_SECRET });
      expect(await verify(signToken({}, { secret: OTHER_SECRET }))).toEqual({ kind: 'accepted' });
    },
  );

  test('a new secret signs at once, before the five minutes of the cache are over', async () => {
    const { verify, store } = setUp();
    await verify(signToken());
    store.values[NAME] = OTHER_SECRET;
    expect(await verify(signToken({}, { secret: OTHER_SECRET }))).toEqual({ kind: 'accepted' });
  });

  test('a secret that is no longer in use stops signing within five minutes', async () => {
    const { clock, verify, store } = setUp({
      [NAME]: TOKEN_SECRET,
      [`AWSPREVIOUS ${NAME}`]: OTHER_SECRET,
    });
    const old = signToken({}, { secret: OTHER_SECRET });
    expect(await verify(old)).toEqual({ kind: 'accepted' });
    delete store.values[`AWSPREVIOUS ${NAME}`];
    clock.nowMs += 5 * 60_000;
    expect(await verify(old)).toEqual({ kind: 'rejected', why: 'signature' });
  });

  test('a stream of wrong signatures re-reads the secret once in 30 seconds', async () => {
    const { clock, verify, store } = setUp();
    const wrong = signToken({}, { secret: OTHER_SECRET });
    await verify(wrong);
    const afterFirst = store.reads.length;
    for (let n = 0; n < 50; n += 1) await verify(wrong);
    expect(store.reads).toHaveLength(afterFirst);
    clock.nowMs += 30_000;
    await verify(wrong);
    expect(store.reads.length).toBeGreaterThan(afterFirst);
  });
});

describe('without its secret the gateway is unavailable, and names the secret', () => {
  test.each<[string, Record<string, string>]>([
    ['when there is none', {}],
    ['when it is empty', { [NAME]: '' }],
  ])('%s', async (_, values) => {
    expect(await setUp(values).verify(signToken({}, { secret: OTHER_SECRET }))).toEqual({
      kind: 'unavailable',
      secret: 'sms-gateway/test/gateway-token',
    });
  });
});
