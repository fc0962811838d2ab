import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import * as v from 'valibot';
import type { AttemptOutcome } from '../../core/attempt';
import { accepted, codeAt, codeTable, refusal, unreadable } from './answers';
import { awsCalls } from './aws-sdk';
import { defineProvider } from './provider';
import { text } from './schemas';

const settingsSchema = v.strictObject({
  senderId: v.exactOptional(
    text(
      /^(?=.*[A-Za-z])[A-Za-z0-9]{3,11}$/,
      'must be 3 to 11 letters and digits, with at least one letter',
      'Sender ID shown on the phone, where the country supports one.',
    ),
  ),
  originationNumber: v.exactOptional(
    text(
      /^\+?\d{5,14}$/,
      'must be 5 to 14 digits',
      'A number of the AWS account to send from: a long code, toll-free number or short code.',
    ),
  ),
  region: v.exactOptional(
    text(
      /^[a-z]{2}(-[a-z]+)+-\d$/,
      'must be an AWS region, such as "eu-west-1"',
      'AWS region that sends; not every region can send SMS. Default: the region of the gateway.',
    ),
  ),
  maxPriceUsd: v.exactOptional(
    v.pipe(
      v.number('must be an amount of US dollars, such as 0.5'),
      v.gtValue(0, 'must be more than 0'),
      v.description(
        'The most that one message may cost, in US dollars. SNS drops a dearer one and says so in its delivery log only.',
      ),
    ),
  ),
  entityId: v.exactOptional(
    text(
      /^[^\s]{1,50}$/,
      'must be 1 to 50 characters without spaces',
      'Entity ID registered with Indian carriers (DLT). India only.',
    ),
  ),
  templateId: v.exactOptional(
    text(
      /^[^\s]{1,50}$/,
      'must be 1 to 50 characters without spaces',
      'Template ID registered with Indian carriers (DLT); the text must match that template. India only.',
    ),
  ),
});

type Settings = v.InferOutput<typeof settingsSchema>;

/**
 * Amazon SNS, publishing straight to a phone number: https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html
 *
 * It needs no credential beyond the function's role, and it takes almost anything: an account in the
 * sandbox, a used-up quota and a number that opted out show in its delivery log only. So it comes
 * last on a route.
 */
export const provider = defineProvider({
  type: 'sns',
  title: 'Amazon SNS, by the role of the gateway function',
  settings: settingsSchema,

  permissions: () => [
    {
      effect: 'Allow',
      actions: ['sns:Publish'],
      resources: ['*'],
      why: 'A message to a phone number has no ARN of its own: SNS knows only topics as resources.',
    },
    {
      effect: 'Deny',
      actions: ['sns:Publish'],
      resources: ['arn:*:sns:*:*:*'],
      why: 'Topics do have an ARN, so this leaves nothing but phone numbers to publish to.',
    },
  ],

  connect: (settings, { region }) => {
    const { clientConfig, attempt } = awsCalls({
      region: settings.region ?? region,
      baseUrl: settings.baseUrl,
    });
    const client = new SNSClient(clientConfig);
    const MessageAttributes = messageAttributes(settings);

    return (message, { timeoutMs }) =>
      attempt({
        timeoutMs,
        send: async (options) => {
          const { MessageId } = await client.send(
            new PublishCommand({
              PhoneNumber: message.to,
              Message: message.text,
              MessageAttributes,
            }),
            options,
          );
          // An answer in another language than SNS's reads as one without an id.
          return MessageId === undefined ? unreadable : accepted(MessageId);
        },
        readRefusal,
      });
  },
});

const messageAttributes = (settings: Settings): Record<string, MessageAttributeValue> => {
  const values = {
    // The account's default may be Promotional, which carriers deliver when they have time.
    'AWS.SNS.SMS.SMSType': 'Transactional',
    'AWS.SNS.SMS.SenderID': settings.senderId,
    'AWS.SNS.SMS.MaxPrice': settings.maxPriceUsd,
    'AWS.MM.SMS.OriginationNumber': settings.originationNumber?.replace('+', ''),
    'AWS.MM.SMS.EntityId': settings.entityId,
    'AWS.MM.SMS.TemplateId': settings.templateId,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined
        ? []
        : [
            [
              name,
              {
                DataType: typeof value === 'number' ? 'Number' : 'String',
                StringValue: String(value),
              },
            ],
          ],
    ),
  );
};

const readRefusal = (error: unknown, status: number): AttemptOutcome => {
  const code = codeAt(error, 'Error', 'Code');
  return code === 'InvalidParameter'
    ? readInvalidParameter(error)
    : refusal(CODES, { status, headers: {} }, code);
};

/** One code for our number, our sender and our text alike; only its words, which are not kept, tell. */
const readInvalidParameter = (error: unknown): AttemptOutcome => {
  const code = 'InvalidParameter';
  const words = error instanceof Error ? error.message : '';
  if (/PhoneNumber/i.test(words)) return { class: 'recipient', code, reason: 'invalid' };
  // A sender that is not ours, or not fit for the country. Another provider has another one.
  if (/Sender ?ID|Origination|EntityId|TemplateId|MaxPrice/i.test(words))
    return { class: 'configuration', code };
  return { class: 'bug', code };
};

/**
 * Codes as SNS's XML has them; the SDK renames some (`Throttled` to `ThrottledException`).
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors and
 * https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html. Errors about topics, keys and push
 * applications are not for SMS.
 */
const CODES = codeTable([
  ['bug', 'ParameterValueInvalid', 'ValidationException', 'ValidationError', 'NotFound'],
  ['unsubscribed', 'OptedOut'],
  // The role, the credentials, the clock, or the grant on an origination identity.
  ['configuration', 'UserError', 'AuthorizationError', 'InvalidSecurity'],
  ['configuration', 'AccessDenied', 'AccessDeniedException', 'UnrecognizedClientException'],
  ['configuration', 'ExpiredToken', 'ExpiredTokenException', 'RequestExpired'],
  ['configuration', 'InvalidClientTokenId', 'SignatureDoesNotMatch', 'MissingAuthenticationToken'],
  ['transient', 'Throttled', 'Throttling', 'ThrottlingException'],
  ['unknown', 'InternalError', 'InternalFailure', 'ServiceUnavailable'],
]);
