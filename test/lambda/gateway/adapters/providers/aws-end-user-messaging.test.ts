import { provider } from '../../../../../lambda/gateway/adapters/providers/aws-end-user-messaging';
import { createHttpClient } from '../../../../../lambda/shared/http';
import { answer, json, startHttpServer, type TestServer } from '../../../../support/http-server';
import { AWS_ENV } from '../../../../support/gateway';
import { attempt, complaints, message, rowsOf } from './support';

/** What the service answers in AWS JSON 1.0. */
const sent = (id = 'b3a1c2d4-0000-4000-8000-1234567890ab') => json(200, { MessageId: id });
const refusedBy = (exception: string, fields = {}, status = 400) =>
  json(status, {
    __type: `com.amazonaws.pinpointsmsvoicev2#${exception}`,
    Message: 'no: +12025550123 "Your Acme code is 739154"',
    ...fields,
  });

let server: TestServer;
beforeAll(async () => {
  server = await startHttpServer();
});
afterAll(() => server.close());

const NOTIFY = 'nc-1234567890abcdef0';
const withCode = { ...message(), code: '739154' };

const send = (options = {}) => attempt(provider, server.url, options);
const call = (settings = {}, spoken = message()) =>
  provider.connectVoice?.(
    { ...settings, baseUrl: server.url },
    { http: createHttpClient(), region: 'eu-west-1', env: AWS_ENV },
  )(spoken, { timeoutMs: 5_000, attemptNumber: 1 }, undefined);
const sentInput = () => JSON.parse(server.requests[0]?.body ?? '') as Record<string, unknown>;
const operation = () => server.requests[0]?.headers['x-amz-target'];

describe('a text message', () => {
  test('goes out as transactional, lives as long as its code, and is signed for the region', async () => {
    server.answerWith(sent());
    expect(await send({ message: message('+447700900123', 'Code: 739154 ✓') })).toEqual({
      class: 'accepted',
      messageId: 'b3a1c2d4-0000-4000-8000-1234567890ab',
    });
    expect(operation()).toBe('PinpointSMSVoiceV2.SendTextMessage');
    expect(sentInput()).toEqual({
      DestinationPhoneNumber: '+447700900123',
      MessageBody: 'Code: 739154 ✓',
      MessageType: 'TRANSACTIONAL',
      TimeToLive: 180,
    });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/' });
    expect(server.requests[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/sms-voice\/aws4_request,/,
    );
  });

  test('carries every setting under the name that AWS has for it', async () => {
    server.answerWith(sent());
    await send({
      settings: {
        originationIdentity: 'Acme',
        configurationSet: 'codes',
        protectConfigurationId: 'protect-0123456789abcdef0',
        maxPriceUsd: 0.5,
        timeToLiveSeconds: 600,
        region: 'ap-south-1',
        entityId: '1101456324567800000',
        templateId: '1107161234567890123',
        voiceId: 'AMY',
      },
    });
    expect(sentInput()).toEqual({
      DestinationPhoneNumber: '+12025550123',
      OriginationIdentity: 'Acme',
      ConfigurationSetName: 'codes',
      ProtectConfigurationId: 'protect-0123456789abcdef0',
      MaxPrice: '0.50000',
      TimeToLive: 600,
      MessageBody: 'Your Acme code is 739154',
      MessageType: 'TRANSACTIONAL',
      DestinationCountryParameters: {
        IN_ENTITY_ID: '1101456324567800000',
        IN_TEMPLATE_ID: '1107161234567890123',
      },
    });
    expect(server.requests[0]?.headers.authorization).toContain('/ap-south-1/sms-voice/');
  });

  test('has a price in the form that AWS asks for, however small', async () => {
    server.answerWith(sent());
    await send({ settings: { maxPriceUsd: 0.001 } });
    expect(sentInput()['MaxPrice']).toMatch(/^\d{0,2}\.\d{1,5}$/);
    expect(Number(sentInput()['MaxPrice'])).toBe(0.001);
  });
});

describe('a call', () => {
  const originationIdentity = 'phone-0123456789abcdef0123456789abcdef';

  test('speaks the text as it is', async () => {
    server.answerWith(sent());
    const spoken = message('+447700900123', 'Your code is 7, 3, 9. Once more: 7, 3, 9.');
    expect(await call({ originationIdentity }, spoken)).toMatchObject({ class: 'accepted' });
    expect(operation()).toBe('PinpointSMSVoiceV2.SendVoiceMessage');
    expect(sentInput()).toEqual({
      DestinationPhoneNumber: '+447700900123',
      OriginationIdentity: originationIdentity,
      MessageBody: 'Your code is 7, 3, 9. Once more: 7, 3, 9.',
      MessageBodyTextType: 'TEXT',
      TimeToLive: 180,
    });
  });

  test('carries voice, price and the rest', async () => {
    server.answerWith(sent());
    await call({
      originationIdentity,
      configurationSet: 'codes',
      protectConfigurationId: 'protect-0123456789abcdef0',
      maxPriceUsd: 1,
      voiceId: 'AMY',
    });
    expect(sentInput()).toMatchObject({
      ConfigurationSetName: 'codes',
      ProtectConfigurationId: 'protect-0123456789abcdef0',
      MaxPricePerMinute: '1.00000',
      VoiceId: 'AMY',
    });
  });

  test('needs a number to call from', async () => {
    server.answerWith(sent());
    expect(await call()).toEqual({ class: 'configuration', code: 'no_origination_identity' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('Notify', () => {
  test('sends the code alone, for a template of AWS', async () => {
    server.answerWith(
      json(200, { MessageId: '1', TemplateId: 't', ResolvedMessageBody: '739154 is your code' }),
    );
    const settings = {
      notifyConfigurationId: NOTIFY,
      notifyTemplateId: 'notify-code-verification-english-001',
      configurationSet: 'codes',
    };
    expect(await send({ settings, message: withCode })).toEqual({
      class: 'accepted',
      messageId: '1',
    });
    expect(operation()).toBe('PinpointSMSVoiceV2.SendNotifyTextMessage');
    expect(sentInput()).toEqual({
      DestinationPhoneNumber: '+12025550123',
      NotifyConfigurationId: NOTIFY,
      TemplateId: 'notify-code-verification-english-001',
      TemplateVariables: { code: '739154' },
      ConfigurationSetName: 'codes',
      TimeToLive: 180,
    });
  });

  test('calls with the digits apart', async () => {
    server.answerWith(sent());
    await call({ notifyConfigurationId: NOTIFY, voiceId: 'JOANNA' }, withCode);
    expect(operation()).toBe('PinpointSMSVoiceV2.SendNotifyVoiceMessage');
    expect(sentInput()).toEqual({
      DestinationPhoneNumber: '+12025550123',
      NotifyConfigurationId: NOTIFY,
      TemplateVariables: { code: '7. 3. 9. 1. 5. 4.' },
      VoiceId: 'JOANNA',
      TimeToLive: 180,
    });
  });

  test('cannot send where the code is not known apart from its text', async () => {
    server.answerWith(sent());
    const settings = { notifyConfigurationId: NOTIFY };
    const outcome = { class: 'configuration', code: 'code_unknown' };
    expect(await send({ settings })).toEqual(outcome);
    expect(await call(settings)).toEqual(outcome);
    expect(server.requests).toHaveLength(0);
  });
});

// docs/sources.md, providers §2.2. First class of a compound row; errors of AWS as a whole by their names.
const exceptions = rowsOf([
  [['ThrottlingException'], 'RETRY'],
  [['InternalServerException'], 'MAYBE', 500],
  [
    ['AccessDeniedException', 'ResourceNotFoundException', 'ServiceQuotaExceededException'],
    'CONFIG',
  ],
  [['ConflictException'], 'NEXT'],
  [['ValidationException', 'SerializationException', 'UnknownOperationException'], 'BUG'],
  [['UnrecognizedClientException', 'ExpiredTokenException', 'InvalidSignatureException'], 'CONFIG'],
  [['IncompleteSignatureException', 'MissingAuthenticationTokenException'], 'CONFIG', 403],
  [['InvalidClientTokenId', 'OptInRequired', 'RequestExpired', 'NotAuthorized'], 'CONFIG'],
  [['SubscriptionRequiredException'], 'CONFIG'],
  [['InternalFailure'], 'MAYBE', 500],
  [['ServiceUnavailableException'], 'MAYBE', 503],
]);

test.each(exceptions)('$code alone means $words', async ({ code, status, outcome }) => {
  server.answerWith(refusedBy(String(code), {}, status));
  expect(await send()).toEqual(outcome);
});

const reasons = [
  [
    'AccessDeniedException',
    rowsOf([[['INSUFFICIENT_ACCOUNT_REPUTATION', 'ACCOUNT_DISABLED'], 'CONFIG']]),
  ],
  [
    'ConflictException',
    rowsOf([
      [['DESTINATION_PHONE_NUMBER_OPTED_OUT'], 'STOP unsubscribed'],
      [['DESTINATION_PHONE_NUMBER_NOT_VERIFIED'], 'CONFIG'],
      [['NO_ORIGINATION_IDENTITIES_FOUND', 'NUMBER_CAPABILITIES_MISMATCH'], 'CONFIG'],
      [['RESOURCE_NOT_ACTIVE', 'REGISTRATION_NOT_COMPLETE', 'MESSAGE_TYPE_MISMATCH'], 'CONFIG'],
      [['KEYWORD_MISMATCH', 'NOTIFY_CONFIGURATION_NOT_ACTIVE'], 'CONFIG'],
    ]),
  ],
  [
    'ServiceQuotaExceededException',
    rowsOf([
      [['MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT', 'MONTHLY_SPEND_LIMIT_REACHED_FOR_VOICE'], 'CONFIG'],
      [
        ['MONTHLY_SPEND_LIMIT_REACHED_FOR_NOTIFY', 'MONTHLY_SPEND_LIMIT_REACHED_FOR_MEDIA'],
        'CONFIG',
      ],
      [['MONTHLY_SPEND_LIMIT_REACHED_FOR_RCS', 'DAILY_NOTIFY_TIER_MESSAGE_LIMIT'], 'CONFIG'],
      [['DAILY_DESTINATION_CALL_LIMIT'], 'STOP refused'],
    ]),
  ],
  [
    'ValidationException',
    rowsOf([
      [['DESTINATION_COUNTRY_BLOCKED', 'COUNTRY_NOT_ENABLED', 'COUNTRY_CODE_MISMATCH'], 'NEXT'],
      [['INTERNATIONAL_SENDING_NOT_SUPPORTED', 'INVALID_IDENTITY_FOR_DESTINATION_COUNTRY'], 'NEXT'],
      [['SENDER_ID_NOT_REGISTERED', 'SENDER_ID_NOT_SUPPORTED'], 'CONFIG'],
      [['SENDER_ID_REQUIRES_REGISTRATION', 'CHANNEL_NOT_ENABLED'], 'CONFIG'],
      [['RESOURCE_NOT_ACCESSIBLE', 'INVALID_ARN', 'VOICE_CAPABILITY_NOT_AVAILABLE'], 'CONFIG'],
      [['PRICE_OVER_THRESHOLD'], 'NEXT'],
      [
        ['INVALID_PARAMETER', 'FIELD_VALIDATION_FAILED', 'CANNOT_PARSE', 'MISSING_PARAMETER'],
        'BUG',
      ],
      [['MAXIMUM_SIZE_EXCEEDED', 'PARAMETERS_CANNOT_BE_USED_TOGETHER'], 'BUG'],
      [['UNKNOWN_OPERATION', 'INVALID_REQUEST', 'OTHER'], 'BUG'],
    ]),
  ],
] as const;

describe.each(reasons)('%s', (exception, rows) => {
  test.each(rows)('for $code means $words', async ({ code, outcome }) => {
    server.answerWith(refusedBy(exception, { Reason: code }));
    expect(await send()).toEqual(outcome);
    expect(await call({ originationIdentity: '+12025550199' })).toEqual(outcome);
  });
});

test.each([
  ['DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION', 'BLOCKED_BY_PROTECT_CONFIGURATION'],
  [
    'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
    'BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
  ],
])('%s stops, under a name that a log line can hold', async (Reason, code) => {
  server.answerWith(refusedBy('ConflictException', { Reason }));
  expect(await send()).toEqual({ class: 'recipient', code, reason: 'refused' });
  expect(code).toMatch(/^.{1,40}$/);
});

describe.each(['INVALID_PARAMETER', 'FIELD_VALIDATION_FAILED', 'CANNOT_PARSE'])('%s', (Reason) => {
  const about = async (...names: string[]) => {
    const Fields = names.map((Name) => ({ Name, Message: '+12025550123 is wrong' }));
    server.answerWith(refusedBy('ValidationException', { Reason, Fields }));
    return send();
  };

  test('about the number is an invalid number', async () => {
    const outcome = { class: 'recipient', code: Reason, reason: 'invalid' };
    expect(await about('DestinationPhoneNumber')).toEqual(outcome);
    expect(await about('TimeToLive', 'destinationPhoneNumber')).toEqual(outcome);
  });

  test('about the text is our request', async () => {
    expect(await about('MessageBody')).toEqual({ class: 'bug', code: Reason });
  });

  test.each(['OriginationIdentity', 'ConfigurationSetName', 'TemplateVariables', 'MaxPrice'])(
    'about %s is what the environment file says',
    async (name) => {
      expect(await about(name)).toEqual({ class: 'configuration', code: Reason });
    },
  );
});

test.each([
  [400, 'ConflictException', { Reason: 'SOMETHING_NEW' }, 'route-only', 'unrecognised'],
  [400, 'ConflictException', { Reason: '+12025550123' }, 'route-only', 'unrecognised'],
  [400, 'SomethingNewException', {}, 'route-only', 'http_400'],
  [403, 'SomethingNewException', {}, 'configuration', 'http_403'],
  [500, 'SomethingNewException', {}, 'unknown', 'http_500'],
])('a %i by the unheard-of %s %j is read by its status', async (status, name, more, kind, code) => {
  server.answerWith(refusedBy(name, more, status));
  expect(await send()).toEqual({ class: kind, code });
});

test('a 200 without an id leaves the outcome unknown', async () => {
  server.answerWith(json(200, {}));
  expect(await send()).toEqual({ class: 'unknown', code: 'answer_unreadable' });
});

test('nobody tries again on their own', async () => {
  server.answerWith(answer(503));
  await send();
  expect(server.requests).toHaveLength(1);
});

test('without credentials for AWS it is our configuration, and nobody is asked', async () => {
  server.answerWith(sent());
  const env = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE' };
  expect(await send({ env })).toEqual({ class: 'configuration', code: 'no_credentials' });
  expect(server.requests).toHaveLength(0);
});

describe('the role', () => {
  const ACCOUNT = 'arn:aws:sms-voice:eu-west-1:111111111111';
  const resourcesOf = (settings: object) =>
    provider
      .permissions?.(settings)
      .map(({ actions, resources }) => [
        actions.map((action) => action.replace('sms-voice:', '')).join(' '),
        ...resources,
      ]);
  const CALLS = ['SendVoiceMessage', '*'];

  test.each([
    ['+12025550199', 'arn:*:sms-voice:*:*:phone-number/*', true],
    ['phone-0123456789abcdef', 'arn:*:sms-voice:*:*:phone-number/phone-0123456789abcdef', true],
    ['pool-0123456789abcdef', 'arn:*:sms-voice:*:*:pool/pool-0123456789abcdef', true],
    [`${ACCOUNT}:pool/pool-0123456789abcdef`, `${ACCOUNT}:pool/pool-0123456789abcdef`, true],
    ['Acme', 'arn:*:sms-voice:*:*:sender-id/Acme/*', false],
    [`${ACCOUNT}:sender-id/Acme/DE`, `${ACCOUNT}:sender-id/Acme/DE`, false],
  ])('may send from %s as %s', (originationIdentity, arn, mayCall) => {
    expect(resourcesOf({ originationIdentity })).toEqual([
      ['SendTextMessage', arn],
      ...(mayCall ? [CALLS] : []),
    ]);
  });

  test('is held to the region and the named sets', () => {
    expect(
      resourcesOf({
        originationIdentity: 'pool-0123456789abcdef',
        configurationSet: 'codes',
        protectConfigurationId: 'protect-0123',
        region: 'us-east-1',
      }),
    ).toEqual([
      [
        'SendTextMessage',
        'arn:*:sms-voice:us-east-1:*:pool/pool-0123456789abcdef',
        'arn:*:sms-voice:us-east-1:*:configuration-set/codes',
        'arn:*:sms-voice:us-east-1:*:protect-configuration/protect-0123',
      ],
      CALLS,
    ]);
  });

  test('may send from anything only when nothing is named', () => {
    expect(resourcesOf({})).toEqual([['SendTextMessage', '*']]);
  });

  test('sends by Notify from the one configuration, and nothing else', () => {
    expect(resourcesOf({ notifyConfigurationId: NOTIFY, configurationSet: 'codes' })).toEqual([
      [
        'SendNotifyTextMessage SendNotifyVoiceMessage',
        `arn:*:sms-voice:*:*:notify-configuration/${NOTIFY}`,
        'arn:*:sms-voice:*:*:configuration-set/codes',
      ],
    ]);
  });

  test('has a reason for everything', () => {
    for (const { why } of provider.permissions?.({ originationIdentity: '+12025550199' }) ?? [])
      expect(why).toMatch(/^[A-Z].+\.$/);
    expect(provider.credentials).toBeUndefined();
  });
});

const IDENTITY =
  'originationIdentity: must be a phone number, a sender ID, the id of a phone number ("phone-…") or pool ("pool-…"), or the ARN of one of these';
const NOT_WITH_NOTIFY =
  'with "notifyConfigurationId", leave out "originationIdentity", "protectConfigurationId", "maxPriceUsd", "entityId" and "templateId"';

test.each([
  [{}, []],
  [{ originationIdentity: '+12025550199', region: 'us-gov-west-1' }, []],
  [{ originationIdentity: '12345', timeToLiveSeconds: 5, maxPriceUsd: 99 }, []],
  [{ originationIdentity: 'phone-0123456789abcdef0123456789abcdef' }, []],
  [
    {
      originationIdentity:
        'arn:aws:sms-voice:eu-west-1:111111111111:phone-number/phone-0123456789abcdef0123456789abcdef',
    },
    [],
  ],
  [{ notifyConfigurationId: NOTIFY, notifyTemplateId: 'notify-code-verification-english-001' }, []],
  [{ notifyConfigurationId: NOTIFY, configurationSet: 'codes', voiceId: 'AMY' }, []],
  [{ originationIdentity: 'Acme Inc' }, [IDENTITY]],
  [{ originationIdentity: 'TwelveLetter' }, [IDENTITY]],
  [{ originationIdentity: 'arn:aws:sns:eu-west-1:111111111111:topic' }, [IDENTITY]],
  [
    { configurationSet: 'a b' },
    ['configurationSet: must be the name or the ARN of a configuration set'],
  ],
  [
    { protectConfigurationId: 'mine' },
    ['protectConfigurationId: must be the id ("protect-…") or the ARN of a protect configuration'],
  ],
  [{ maxPriceUsd: 0 }, ['maxPriceUsd: must be an amount of US dollars from 0.001 to 99']],
  [
    { timeToLiveSeconds: 4 },
    ['timeToLiveSeconds: must be a whole number of seconds from 5 to 259200'],
  ],
  [{ region: 'Ireland' }, ['region: must be an AWS region, such as "eu-west-1"']],
  [{ voiceId: 'Amy' }, ['voiceId: must be an Amazon Polly voice in capitals, such as "AMY"']],
  [{ notifyConfigurationId: NOTIFY, originationIdentity: 'Acme' }, [NOT_WITH_NOTIFY]],
  [{ notifyConfigurationId: NOTIFY, maxPriceUsd: 1 }, [NOT_WITH_NOTIFY]],
  [
    { notifyTemplateId: 'notify-code-verification-english-001' },
    ['give "notifyTemplateId" with "notifyConfigurationId" only'],
  ],
  [{ entityId: '1101456324567800000' }, ['give both "entityId" and "templateId", or neither']],
])('settings %j are answered by %j', (value, expected) => {
  expect(complaints(provider.settings, value)).toEqual(expected);
});
