import * as v from 'valibot';
import { awsErrorName, awsJsonHeaders } from '../../../shared/aws-json';
import type { HttpResponse } from '../../../shared/http';
import type { AttemptOutcome, Message } from '../../core/attempt';
import { accepted, at, codeAt, codeTable, readJson, refusal, refused, unreadable } from './answers';
import { awsCalls, outcomeOfAwsFault } from './aws-calls';
import { sendPermissions } from './aws-end-user-messaging-permissions';
import { VOICES } from './aws-end-user-messaging-voices';
import { type Connect, defineProvider } from './provider';
import { text } from './schemas';

const PRICE = 'must be an amount of US dollars from 0.001 to 99';
const TIME_TO_LIVE = 'must be a whole number of seconds from 5 to 259200';

const settingsSchema = v.pipe(
  v.strictObject({
    originationIdentity: v.exactOptional(
      text(
        /^(?:\+?\d{3,15}|(?:phone|pool)-[0-9A-Za-z]{8,64}|(?=.*[A-Za-z])[A-Za-z0-9_-]{1,11}|arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\d{12}:(?:phone-number|pool|sender-id)\/[A-Za-z0-9_/-]{1,128})$/,
        'must be a phone number, a sender ID, the id of a phone number ("phone-…") or pool ("pool-…"), or the ARN of one of these',
        'What sends: a phone number, pool or sender ID. One that another account shares needs its ARN. Default: AWS picks one of the account.',
      ),
    ),
    configurationSet: v.exactOptional(
      text(
        /^(?:[A-Za-z0-9_-]{1,64}|arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\d{12}:configuration-set\/[A-Za-z0-9_-]{1,64})$/,
        'must be the name or the ARN of a configuration set',
        'Configuration set, which decides where delivery events go.',
      ),
    ),
    protectConfigurationId: v.exactOptional(
      text(
        /^(?:protect-[0-9A-Za-z]{1,64}|arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\d{12}:protect-configuration\/protect-[0-9A-Za-z]{1,64})$/,
        'must be the id ("protect-…") or the ARN of a protect configuration',
        "Protect configuration, which blocks countries and suspicious numbers. Default: the one of the configuration set, else the account's.",
      ),
    ),
    maxPriceUsd: v.exactOptional(
      v.pipe(
        v.number(PRICE),
        v.minValue(0.001, PRICE),
        v.maxValue(99, PRICE),
        v.description(
          'The most that one message, or one minute of a call, may cost, in US dollars. A dearer one is refused.',
        ),
      ),
    ),
    timeToLiveSeconds: v.exactOptional(
      v.pipe(
        v.number(TIME_TO_LIVE),
        v.integer(TIME_TO_LIVE),
        v.minValue(5, TIME_TO_LIVE),
        v.maxValue(259_200, TIME_TO_LIVE),
        v.description(
          'How long AWS may keep the message in its queue, in seconds. Default: 180, the lifetime of a one-time code in Auth0.',
        ),
      ),
    ),
    region: v.exactOptional(
      text(
        /^[a-z]{2,4}(-[a-z]+)+-\d$/,
        'must be an AWS region, such as "eu-west-1"',
        'AWS region that sends, where the origination identity is. Default: the region of the gateway.',
      ),
    ),
    entityId: v.exactOptional(
      text(
        /^\S{1,64}$/,
        'must be 1 to 64 characters without spaces',
        'Entity ID registered with Indian carriers (DLT). India only; together with "templateId".',
      ),
    ),
    templateId: v.exactOptional(
      text(
        /^\S{1,64}$/,
        'must be 1 to 64 characters without spaces',
        'Template ID registered with Indian carriers (DLT); the text must match that template. India only; together with "entityId".',
      ),
    ),
    voiceId: v.exactOptional(
      v.pipe(
        v.picklist(VOICES, 'must be an Amazon Polly voice in capitals, such as "AMY"'),
        v.description(
          'Amazon Polly voice that speaks calls; it decides the language. Default: `MATTHEW`.',
        ),
      ),
    ),
    notifyConfigurationId: v.exactOptional(
      text(
        /^(?:nc-[0-9A-Za-z]{1,64}|arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\d{12}:notify-configuration\/nc-[0-9A-Za-z]{1,64})$/,
        'must be the id ("nc-…") or the ARN of a Notify configuration',
        "Notify configuration: AWS sends from numbers of its own, in words of its own, and Auth0's text is not used.",
      ),
    ),
    notifyTemplateId: v.exactOptional(
      text(
        /^[A-Za-z0-9_-]{1,128}$/,
        'must be the id of a Notify template, such as "notify-code-verification-english-001"',
        'Template of AWS for the text. Default: the one set in the Notify configuration.',
      ),
    ),
  }),
  v.check(
    (settings) =>
      !('notifyConfigurationId' in settings) ||
      !ORDINARY_ONLY.some((setting) => setting in settings),
    'with "notifyConfigurationId", leave out "originationIdentity", "protectConfigurationId", "maxPriceUsd", "entityId" and "templateId"',
  ),
  v.check(
    (settings) => !('notifyTemplateId' in settings) || 'notifyConfigurationId' in settings,
    'give "notifyTemplateId" with "notifyConfigurationId" only',
  ),
  v.check(
    ({ entityId, templateId }) => (entityId === undefined) === (templateId === undefined),
    'give both "entityId" and "templateId", or neither',
  ),
);

/** Notify has no place for them: its senders, prices and registrations are AWS's. */
const ORDINARY_ONLY = [
  'originationIdentity',
  'protectConfigurationId',
  'maxPriceUsd',
  'entityId',
  'templateId',
] as const;

type Settings = v.InferOutput<typeof settingsSchema>;

/**
 * AWS End User Messaging SMS, which refuses at once and says why, where SNS takes everything:
 * https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
 *
 * Its Notify mode needs no number and no registration. AWS then writes the text around the code:
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/notify.html
 */
export const provider = defineProvider({
  type: 'aws-end-user-messaging',
  title: 'AWS End User Messaging, by the role of the gateway function',
  settings: settingsSchema,
  permissions: sendPermissions,

  connect: connectBy((settings, message) => {
    if (settings.notifyConfigurationId === undefined)
      return {
        operation: 'SendTextMessage',
        input: {
          ...commonInput(settings, message),
          ...ordinaryInput(settings),
          MessageBody: message.text,
          // The account's default may be promotional, which carriers deliver when they have time.
          MessageType: 'TRANSACTIONAL',
          MaxPrice: priceOf(settings),
          ...(settings.entityId !== undefined && {
            DestinationCountryParameters: {
              IN_ENTITY_ID: settings.entityId,
              IN_TEMPLATE_ID: settings.templateId,
            },
          }),
        },
      };
    if (message.code === undefined) return CODE_UNKNOWN;
    return {
      operation: 'SendNotifyTextMessage',
      input: {
        ...commonInput(settings, message),
        NotifyConfigurationId: settings.notifyConfigurationId,
        TemplateId: settings.notifyTemplateId,
        TemplateVariables: { code: message.code },
      },
    };
  }),

  connectVoice: connectBy((settings, message) => {
    if (settings.notifyConfigurationId === undefined) {
      if (settings.originationIdentity === undefined) return NOBODY_CALLS;
      return {
        operation: 'SendVoiceMessage',
        input: {
          ...commonInput(settings, message),
          ...ordinaryInput(settings),
          MessageBody: message.text,
          // Not SSML: nobody has escaped the text for it.
          MessageBodyTextType: 'TEXT',
          VoiceId: settings.voiceId,
          MaxPricePerMinute: priceOf(settings),
        },
      };
    }
    if (message.code === undefined) return CODE_UNKNOWN;
    return {
      operation: 'SendNotifyVoiceMessage',
      input: {
        ...commonInput(settings, message),
        NotifyConfigurationId: settings.notifyConfigurationId,
        // Else read as one number: https://docs.aws.amazon.com/sms-voice/latest/userguide/notify-send-messages.html
        TemplateVariables: { code: Array.from(message.code, (digit) => `${digit}.`).join(' ') },
        VoiceId: settings.voiceId,
      },
    };
  }),
});

/** One call of AWS JSON 1.0. What is `undefined` is left out. */
interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A template of Notify has a place for the code alone, which Auth0's custom SMS gateway does not tell. */
const CODE_UNKNOWN: AttemptOutcome = { class: 'configuration', code: 'code_unknown' };

/** For a call AWS does not pick a number. */
const NOBODY_CALLS: AttemptOutcome = { class: 'configuration', code: 'no_origination_identity' };

/** `write` gives the call, or why there is none to make. */
function connectBy(
  write: (settings: Settings, message: Message) => Call | AttemptOutcome,
): Connect<Settings, undefined> {
  return (settings, world) => {
    const send = awsCalls(
      { service: 'sms-voice', endpointVariable: 'AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2' },
      settings,
      world,
    );
    return async (message, { timeoutMs }) => {
      const call = write(settings, message);
      if ('class' in call) return call;
      const answer = await send({
        headers: awsJsonHeaders('1.0', `PinpointSMSVoiceV2.${call.operation}`),
        body: JSON.stringify(call.input),
        timeoutMs,
      });
      return answer.ok ? readAnswer(answer.value) : outcomeOfAwsFault(answer.error);
    };
  };
}

/** A code that comes later than Auth0 honours it is worse than none: https://auth0.com/docs/authenticate/passwordless/authentication-methods/sms-otp */
const DEFAULT_TIME_TO_LIVE_SECONDS = 180;

const commonInput = (settings: Settings, { to }: Message) => ({
  DestinationPhoneNumber: to,
  ConfigurationSetName: settings.configurationSet,
  TimeToLive: settings.timeToLiveSeconds ?? DEFAULT_TIME_TO_LIVE_SECONDS,
});

const ordinaryInput = ({ originationIdentity, protectConfigurationId }: Settings) => ({
  OriginationIdentity: originationIdentity,
  ProtectConfigurationId: protectConfigurationId,
});

/** Two digits, a dot, and one to five digits. */
const priceOf = ({ maxPriceUsd }: Settings): string | undefined => maxPriceUsd?.toFixed(5);

const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const body = readJson(answer.body);
  if (answer.status < 300) {
    const id = at(body, 'MessageId');
    return typeof id === 'string' ? accepted(id) : unreadable;
  }
  const reason = codeAt(body, 'Reason');
  const fields = fieldsOf(body);
  if (reason !== undefined && MALFORMED.has(reason)) {
    if (fields.some((field) => /^DestinationPhoneNumber$/i.test(field)))
      return refused('invalid', reason);
    // But for number and text, all that we send is what the environment file says.
    if (fields.length > 0 && !fields.some((field) => /^MessageBody$/i.test(field)))
      return refused('configuration', reason);
  }
  const name = awsErrorName(body);
  const code = SHORT_REASONS.get(reason ?? '') ?? reason ?? (CODES.has(name) ? name : undefined);
  return refusal(CODES, answer, code);
};

/** Names of the parameters that a ValidationException complains of. */
const fieldsOf = (body: unknown): readonly string[] => {
  const fields = at(body, 'Fields');
  return Array.isArray(fields) ? fields.flatMap((field) => codeAt(field, 'Name') ?? []) : [];
};

/** Reasons that say nothing without the parameter they are about. */
const MALFORMED: ReadonlySet<string> = new Set([
  'CANNOT_PARSE',
  'FIELD_VALIDATION_FAILED',
  'INVALID_PARAMETER',
  'MISSING_PARAMETER',
]);

/** Reasons that are longer than a code may be in our log. */
const SHORT_REASONS: ReadonlyMap<string, string> = new Map([
  ['DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION', 'BLOCKED_BY_PROTECT_CONFIGURATION'],
  [
    'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
    'BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
  ],
]);

/**
 * Reasons, and names of exceptions that come without one:
 * https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html#API_SendTextMessage_Errors
 * and https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html. Reasons of operations that
 * manage numbers, pools and registrations are not for messages.
 */
const CODES = codeTable([
  ['unsubscribed', 'DESTINATION_PHONE_NUMBER_OPTED_OUT'],
  // The team's own rule against fraud; another provider would go round it.
  ['refused', 'BLOCKED_BY_PROTECT_CONFIGURATION', 'BLOCKED_BY_PROTECT_NUMBER_OVERRIDE'],
  // Calls to this number today.
  ['refused', 'DAILY_DESTINATION_CALL_LIMIT'],
  // The sandbox sends to verified numbers only.
  ['configuration', 'DESTINATION_PHONE_NUMBER_NOT_VERIFIED'],
  // No sender, or one that is not fit or not ready for this.
  ['configuration', 'NO_ORIGINATION_IDENTITIES_FOUND', 'NUMBER_CAPABILITIES_MISMATCH'],
  ['configuration', 'RESOURCE_NOT_ACTIVE', 'REGISTRATION_NOT_COMPLETE', 'MESSAGE_TYPE_MISMATCH'],
  ['configuration', 'KEYWORD_MISMATCH', 'NOTIFY_CONFIGURATION_NOT_ACTIVE', 'CHANNEL_NOT_ENABLED'],
  ['configuration', 'SENDER_ID_NOT_REGISTERED', 'SENDER_ID_NOT_SUPPORTED'],
  ['configuration', 'SENDER_ID_REQUIRES_REGISTRATION', 'VOICE_CAPABILITY_NOT_AVAILABLE'],
  ['configuration', 'RESOURCE_NOT_ACCESSIBLE', 'INVALID_ARN', 'ResourceNotFoundException'],
  // Limits of the account.
  [
    'configuration',
    'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT',
    'MONTHLY_SPEND_LIMIT_REACHED_FOR_VOICE',
  ],
  ['configuration', 'MONTHLY_SPEND_LIMIT_REACHED_FOR_NOTIFY', 'DAILY_NOTIFY_TIER_MESSAGE_LIMIT'],
  ['configuration', 'MONTHLY_SPEND_LIMIT_REACHED_FOR_MEDIA', 'MONTHLY_SPEND_LIMIT_REACHED_FOR_RCS'],
  ['configuration', 'ServiceQuotaExceededException'],
  // The account, the role, the credentials or the clock.
  ['configuration', 'INSUFFICIENT_ACCOUNT_REPUTATION', 'ACCOUNT_DISABLED', 'OptInRequired'],
  ['configuration', 'AccessDeniedException', 'UnrecognizedClientException', 'NotAuthorized'],
  ['configuration', 'ExpiredTokenException', 'RequestExpired', 'InvalidSignatureException'],
  ['configuration', 'InvalidClientTokenId', 'MissingAuthenticationTokenException'],
  ['configuration', 'IncompleteSignatureException', 'SubscriptionRequiredException'],
  // Not to this country, or not from this sender; the price cap.
  ['route-only', 'DESTINATION_COUNTRY_BLOCKED', 'COUNTRY_NOT_ENABLED', 'COUNTRY_CODE_MISMATCH'],
  ['route-only', 'INTERNATIONAL_SENDING_NOT_SUPPORTED', 'INVALID_IDENTITY_FOR_DESTINATION_COUNTRY'],
  ['route-only', 'PRICE_OVER_THRESHOLD', 'ConflictException'],
  ['transient', 'ThrottlingException'],
  ['bug', ...MALFORMED, 'MAXIMUM_SIZE_EXCEEDED', 'PARAMETERS_CANNOT_BE_USED_TOGETHER'],
  ['bug', 'INVALID_REQUEST', 'UNKNOWN_OPERATION', 'OTHER', 'ValidationException'],
  ['bug', 'SerializationException', 'UnknownOperationException'],
  ['unknown', 'InternalServerException', 'InternalFailure', 'ServiceUnavailableException'],
]);
