import * as v from 'valibot';
import type { HttpResponse } from '../../../shared/http';
import type { AttemptOutcome } from '../../core/attempt';
import { accepted, codeTable, refusal, unreadable } from './answers';
import { awsCalls, outcomeOfAwsFault } from './aws-calls';
import { defineProvider } from './provider';
import { text } from './schemas';
import { elementIn } from './xml';

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

  connect: (settings, world) => {
    const call = awsCalls(
      { service: 'sns', endpointVariable: 'AWS_ENDPOINT_URL_SNS' },
      settings,
      world,
    );
    const sameInAll = formOf({ Action: 'Publish', Version: '2010-03-31', ...attributes(settings) });
    return async (message, { timeoutMs }) => {
      const answer = await call({
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `${sameInAll}&${formOf({ PhoneNumber: message.to, Message: message.text })}`,
        timeoutMs,
      });
      return answer.ok ? readAnswer(answer.value) : outcomeOfAwsFault(answer.error);
    };
  },
});

const formOf = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams(fields).toString();

/** `MessageAttributes` as the Query protocol writes a map: smithy.io/2.0/aws/protocols/aws-query-protocol.html */
const attributes = (settings: Settings): Record<string, string> => {
  const values = {
    // The account's default may be Promotional, which carriers deliver when they have time.
    'AWS.SNS.SMS.SMSType': 'Transactional',
    'AWS.SNS.SMS.SenderID': settings.senderId,
    'AWS.SNS.SMS.MaxPrice': settings.maxPriceUsd,
    'AWS.MM.SMS.OriginationNumber': settings.originationNumber?.replace('+', ''),
    'AWS.MM.SMS.EntityId': settings.entityId,
    'AWS.MM.SMS.TemplateId': settings.templateId,
  };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.flatMap(([name, value], n) => {
      const entry = `MessageAttributes.entry.${n + 1}`;
      return [
        [`${entry}.Name`, name],
        [`${entry}.Value.DataType`, typeof value === 'number' ? 'Number' : 'String'],
        [`${entry}.Value.StringValue`, String(value)],
      ];
    }),
  );
};

const readAnswer = (answer: HttpResponse): AttemptOutcome => {
  const { status, body } = answer;
  if (status < 300) {
    const id = elementIn(elementIn(body, 'PublishResult'), 'MessageId');
    // An answer in another language than SNS's reads as one without an id.
    return id === undefined ? unreadable : accepted(id);
  }
  const error = elementIn(body, 'Error');
  const code = elementIn(error, 'Code');
  return code === 'InvalidParameter'
    ? readInvalidParameter(elementIn(error, 'Message') ?? '')
    : refusal(CODES, answer, code);
};

/** One code for our number, our sender and our text alike; only its words, which are not kept, tell. */
const readInvalidParameter = (words: string): AttemptOutcome => {
  const code = 'InvalidParameter';
  if (/PhoneNumber/i.test(words)) return { class: 'recipient', code, reason: 'invalid' };
  // A sender that is not ours, or not fit for the country. Another provider has another one.
  if (/Sender ?ID|Origination|EntityId|TemplateId|MaxPrice/i.test(words))
    return { class: 'configuration', code };
  return { class: 'bug', code };
};

/**
 * Codes as SNS's XML has them.
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
