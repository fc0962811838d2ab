import http from 'node:http';
import { PublishCommand, SNSClient, type PublishCommandInput } from '@aws-sdk/client-sns';
import type { AttemptOutcome } from '../../lambda/gateway/core/attempt';
import { providerRegistry } from '../../lambda/gateway/adapters/providers/registry';
import type { AnyProviderDefinition } from '../../lambda/gateway/adapters/providers/provider';
import { createHttpClient } from '../../lambda/shared/http';
import type { PhoneNumber } from '../../lambda/shared/phone-number';
import { localRequest, parseJson, type LocalResponse } from '../../local/http/message';
import { STAND_IN_ACCOUNTS } from '../../local/providers/accounts';
import {
  createProviders,
  PROVIDER_NAMES,
  type ProviderName,
} from '../../local/providers/providers';
import { createProvidersHandler } from '../../local/providers/routes';
import { startProviders, type RunningProviders } from '../../local/providers/start-providers';
import type { ProviderState } from '../../local/providers/state';

const { clickatell, twilio, plivo, sns } = STAND_IN_ACCOUNTS;
const TO = '+12025550123' as PhoneNumber;
const TEXT = 'Your code is 493021';

const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('wire formats', () => {
  const ask = async (name: ProviderName, ...request: Parameters<typeof localRequest>) => {
    const providers = createProviders();
    const answer = (await providers.handlers[name](localRequest(...request))) as LocalResponse;
    return { status: answer.status, body: parseJson(answer.body ?? ''), inbox: providers.inbox };
  };

  describe('Twilio', () => {
    const PATH = `/2010-04-01/Accounts/${twilio.accountSid}/Messages.json`;
    const GOOD = { To: TO, From: '+12025550100', Body: TEXT };
    const send = (
      form: Record<string, string>,
      { path = PATH, password = twilio.authToken } = {},
    ) =>
      ask('twilio', 'POST', path, {
        headers: {
          authorization: basic(twilio.accountSid, password),
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams(form).toString(),
      });

    test('takes a message, echoes it and delivers it', async () => {
      const { status, body, inbox } = await send(GOOD);
      expect(status).toBe(201);
      expect(body).toMatchObject({
        sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
        status: 'queued',
        error_code: null,
        error_message: null,
        to: TO,
        body: TEXT,
      });
      expect(inbox.all()).toMatchObject([{ to: TO, text: TEXT, provider: 'twilio', sequence: 1 }]);
    });

    test('takes a messaging service for a sender', async () => {
      const { body } = await send({ To: TO, MessagingServiceSid: 'MG1', Body: TEXT });
      expect(body).toMatchObject({ status: 'accepted', messaging_service_sid: 'MG1', from: null });
    });

    test.each<[string, Record<string, string>, object, number, number]>([
      ['a wrong password', GOOD, { password: 'x' }, 401, 20003],
      ['another account', GOOD, { path: '/2010-04-01/Accounts/AC2/Messages.json' }, 404, 20404],
      ['no recipient', { ...GOOD, To: '' }, {}, 400, 21604],
      ['no sender', { To: TO, Body: TEXT }, {}, 400, 21603],
      ['no text', { ...GOOD, Body: '' }, {}, 400, 21602],
      ['a long text', { ...GOOD, Body: 'x'.repeat(1601) }, {}, 400, 21617],
      ['an odd validity', { ...GOOD, ValidityPeriod: '0' }, {}, 400, 21624],
      ['a number without plus', { ...GOOD, To: '12025550123' }, {}, 400, 21211],
    ])('refuses %s', async (_, form, options, status, code) => {
      const answer = await send(form, options);
      expect(answer).toMatchObject({
        status,
        body: { code, status, message: expect.any(String), more_info: expect.any(String) },
      });
      expect(answer.inbox.all()).toEqual([]);
    });
  });

  describe('Clickatell', () => {
    const message = { channel: 'sms', to: '12025550123', content: TEXT };
    const send = (
      body: unknown,
      { authorization = clickatell.apiKey, path = '/v1/message' } = {},
    ) => ask('clickatell', 'POST', path, { headers: { authorization }, body });

    test('takes a message and delivers it', async () => {
      const { status, body, inbox } = await send({ messages: [message] });
      expect(status).toBe(202);
      expect(body).toEqual({
        messages: [
          { apiMessageId: expect.any(String), accepted: true, to: '12025550123', error: null },
        ],
        error: null,
      });
      expect(inbox.all()).toMatchObject([{ to: TO, text: TEXT, provider: 'clickatell' }]);
    });

    test.each<[string, unknown, object, number, number]>([
      [
        'a Bearer key',
        { messages: [message] },
        { authorization: `Bearer ${clickatell.apiKey}` },
        401,
        1,
      ],
      ['another path', { messages: [message] }, { path: '/messages' }, 400, 41],
      ['no messages', {}, {}, 400, 21],
      ['no text', { messages: [{ ...message, content: undefined }] }, {}, 400, 23],
    ])('refuses %s', async (_, payload, options, status, code) => {
      const answer = await send(payload, options);
      expect(answer).toMatchObject({ status, body: { error: { code } } });
      expect(answer.inbox.all()).toEqual([]);
    });

    test('refuses a number with a plus, in the message and not in the whole', async () => {
      expect(await send({ messages: [{ ...message, to: TO }] })).toMatchObject({
        status: 400,
        body: { messages: [{ accepted: false, error: { code: 25 } }], error: null },
      });
    });
  });

  describe('Plivo', () => {
    const GOOD = { src: '12025550100', dst: '12025550123', text: TEXT, type: 'sms' };
    const PATH = `/v1/Account/${plivo.authId}/Message/`;
    const send = (body: unknown, { path = PATH, password = plivo.authToken } = {}) =>
      ask('plivo', 'POST', path, {
        headers: { authorization: basic(plivo.authId, password) },
        body,
      });

    test('takes a message and delivers it', async () => {
      const { status, body, inbox } = await send(GOOD);
      expect(status).toBe(202);
      expect(body).toEqual({
        api_id: expect.any(String),
        message: 'message(s) queued',
        message_uuid: [expect.any(String)],
      });
      expect(inbox.all()).toMatchObject([{ to: TO, text: TEXT, provider: 'plivo' }]);
    });

    test.each<[string, unknown, object, number, RegExp]>([
      ['a wrong password', GOOD, { password: 'x' }, 401, /authentication/],
      ['a path without its last slash', GOOD, { path: PATH.slice(0, -1) }, 404, /not found/],
      ['a number with a plus', { ...GOOD, dst: TO }, {}, 400, /dst/],
      ['no sender', { ...GOOD, src: undefined }, {}, 400, /src/],
      ['no text', { ...GOOD, text: '' }, {}, 400, /text/],
      ['no JSON', 'dst=1', {}, 400, /JSON/],
    ])('refuses %s', async (_, payload, options, status, error) => {
      const answer = await send(payload, options);
      expect(answer).toMatchObject({
        status,
        body: { api_id: expect.any(String), error: expect.stringMatching(error) },
      });
      expect(answer.inbox.all()).toEqual([]);
    });
  });
});

describe('SNS, asked by the AWS SDK', () => {
  let providers: RunningProviders;
  beforeAll(async () => {
    providers = await startProviders();
  });
  afterAll(() => providers.close());

  const publish = (input: Partial<PublishCommandInput>, credentials = sns) =>
    new SNSClient({
      region: 'eu-west-1',
      endpoint: providers.urlOf('sns'),
      credentials,
      maxAttempts: 1,
    }).send(new PublishCommand({ PhoneNumber: TO, Message: TEXT, ...input }));
  const attribute = (name: string, value: string) => ({
    MessageAttributes: { [name]: { DataType: 'String', StringValue: value } },
  });

  test('takes a signed message and delivers it', async () => {
    const { MessageId } = await publish(attribute('AWS.SNS.SMS.SenderID', 'Acme'));
    expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await providers.inbox.latest(TO)).toMatchObject({ text: TEXT, provider: 'sns' });
  });

  test.each<[string, Partial<PublishCommandInput>, string]>([
    ['a number without plus', { PhoneNumber: '12025550123' }, 'InvalidParameterException'],
    ['an empty text', { Message: '' }, 'InvalidParameterException'],
    ['a long text', { Message: 'x'.repeat(1601) }, 'InvalidParameterException'],
    ['an odd sender', attribute('AWS.SNS.SMS.SenderID', 'A-B'), 'InvalidParameterException'],
    ['an odd type', attribute('AWS.SNS.SMS.SMSType', 'Urgent'), 'InvalidParameterException'],
  ])('refuses %s', async (_, input, name) => {
    await expect(publish(input)).rejects.toMatchObject({ name });
  });

  test('refuses a wrong secret and an unknown key', async () => {
    const accessKeyId = sns?.accessKeyId ?? '';
    await expect(publish({}, { accessKeyId, secretAccessKey: 'x' })).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
    await expect(publish({}, { accessKeyId: 'OTHER', secretAccessKey: 'x' })).rejects.toMatchObject(
      { name: 'InvalidClientTokenId' },
    );
  });

  test('takes any well-formed signature where it knows no account', async () => {
    const open = createProviders({ accounts: { sns: undefined } });
    const authorization = `AWS4-HMAC-SHA256 Credential=A/20261122/eu-west-1/sns/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    const body = `Action=Publish&Version=2010-03-31&PhoneNumber=%2B12025550123&Message=Hi`;
    const send = (headers: Record<string, string>) =>
      open.handlers.sns(localRequest('POST', '/', { headers, body }));
    expect(await send({ authorization })).toMatchObject({ status: 200 });
    expect(await send({})).toMatchObject({ status: 403 });
    expect(await send({ authorization: 'Bearer x' })).toMatchObject({ status: 400 });
  });
});

describe('states, seen by the gateway’s own providers', () => {
  let providers: RunningProviders;
  beforeAll(async () => {
    providers = await startProviders();
  });
  afterAll(() => providers.close());
  beforeEach(() => providers.inbox.clear());

  const settings: Record<ProviderName, readonly [settings: object, credentials?: object]> = {
    sns: [{}],
    clickatell: [{}, clickatell],
    twilio: [
      { accountSid: twilio.accountSid, from: '+12025550100' },
      { authToken: twilio.authToken },
    ],
    plivo: [{ authId: plivo.authId, src: '+12025550100' }, { authToken: plivo.authToken }],
  };
  const send = (name: ProviderName, timeoutMs = 5000): Promise<AttemptOutcome> => {
    const definition: AnyProviderDefinition = providerRegistry[name];
    const [own, credentials] = settings[name];
    const attempt = definition.connect(
      { ...own, baseUrl: providers.urlOf(name) },
      {
        http: createHttpClient(),
        region: 'eu-west-1',
        env: {
          AWS_ACCESS_KEY_ID: sns?.accessKeyId,
          AWS_SECRET_ACCESS_KEY: sns?.secretAccessKey,
        },
      },
    );
    return attempt({ to: TO, text: TEXT }, { timeoutMs, attemptNumber: 1 }, credentials);
  };

  // State | messages delivered | outcome class of sns, clickatell, twilio, plivo
  test.each<[ProviderState, number, readonly AttemptOutcome['class'][]]>([
    [{ state: 'healthy' }, 1, ['accepted', 'accepted', 'accepted', 'accepted']],
    [{ state: 'slow', milliseconds: 50 }, 1, ['accepted', 'accepted', 'accepted', 'accepted']],
    [{ state: 'throttled' }, 0, ['transient', 'transient', 'transient', 'transient']],
    // SNS says yes and sends nothing (docs/sources.md 1.4).
    [
      { state: 'out-of-credit' },
      0,
      ['accepted', 'configuration', 'configuration', 'configuration'],
    ],
    [{ state: 'rejecting' }, 0, ['recipient', 'recipient', 'recipient', 'recipient']],
    [{ state: 'failing' }, 0, ['unknown', 'unknown', 'unknown', 'unknown']],
    [{ state: 'down' }, 0, ['unknown', 'unknown', 'unknown', 'unknown']],
    [{ state: 'resetting' }, 0, ['unknown', 'unknown', 'unknown', 'unknown']],
    [{ state: 'hanging' }, 0, ['unknown', 'unknown', 'unknown', 'unknown']],
    [{ state: 'half-answering' }, 1, ['unknown', 'unknown', 'unknown', 'unknown']],
  ])('%j delivers %i', async (state, delivered, classes) => {
    for (const [index, name] of PROVIDER_NAMES.entries()) {
      providers.inbox.clear();
      providers.setState(name, state);
      const outcome = await send(name, state.state === 'hanging' ? 200 : 5000);
      expect([name, outcome.class]).toEqual([name, classes[index]]);
      expect(providers.inbox.all()).toHaveLength(delivered);
      providers.setState(name, { state: 'healthy' });
    }
  });

  test('a stopped provider refuses connections until it is resumed', async () => {
    await providers.stop('twilio');
    expect(await send('twilio')).toEqual({ class: 'transient', code: 'connection_refused' });
    await providers.resume('twilio');
    expect(await send('twilio')).toMatchObject({ class: 'accepted' });
  });
});

describe('the switches', () => {
  const ask = async (...request: Parameters<typeof localRequest>) =>
    (await createProvidersHandler(createProviders())(localRequest(...request))) as LocalResponse;

  test('list and change a state', async () => {
    const providers = createProviders();
    const handle = createProvidersHandler(providers);
    const state = { state: 'slow', milliseconds: 800 };
    await handle(localRequest('PUT', '/plivo', { body: state }));
    expect(providers.stateOf('plivo')).toEqual(state);
    const list = (await handle(localRequest('GET', '/'))) as LocalResponse;
    expect(parseJson(list.body ?? '')).toMatchObject({ plivo: state, sns: { state: 'healthy' } });
  });

  test.each([
    ['PUT', '/plivo', { state: 'asleep' }, 400],
    ['PUT', '/plivo', { state: 'slow' }, 400],
    ['PUT', '/plivo', { state: 'slow', milliseconds: 60_001 }, 400],
    ['PUT', '/plivo', 'nonsense', 400],
    ['PUT', '/nobody', { state: 'healthy' }, 404],
    ['GET', '/nobody', undefined, 404],
  ])('%s %s with %j: %i', async (method, path, body, status) => {
    expect((await ask(method, path, { body })).status).toBe(status);
  });

  test('a provider on the shared port drops the connection when it is told to', async () => {
    const providers = await startProviders();
    providers.setState('clickatell', { state: 'resetting' });
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => {
      http
        .request(`${providers.urlOf('clickatell')}/v1/message`, {
          method: 'POST',
          headers: { authorization: clickatell.apiKey, 'content-type': 'application/json' },
        })
        .on('error', resolve)
        .end(JSON.stringify({ messages: [{ channel: 'sms', to: '12025550123', content: 'x' }] }));
    });
    expect(error.code).toBe('ECONNRESET');
    await providers.close();
  });
});
