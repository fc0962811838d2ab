import type { LocalResponse } from '../http/message';
import { HEX, randomText } from '../random';
import type { Accounts } from './accounts';
import { findSignatureFault } from './signature-v4';
import type { WireFormat, WireWorld } from './stand-in';

/** Amazon SNS, `Publish` to a phone number by the Query protocol (docs/sources.md, providers §1). */
export const createSns = (account: Accounts['sns'], { random }: WireWorld): WireFormat => {
  const uuid = () => [8, 4, 4, 4, 12].map((length) => randomText(random, HEX, length)).join('-');
  const failure = (status: number, code: string, message: string): LocalResponse =>
    xml(
      status,
      `<ErrorResponse ${NAMESPACE}><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>` +
        `<Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>` +
        `<RequestId>${uuid()}</RequestId></ErrorResponse>`,
    );
  const invalid = (message: string) =>
    failure(400, 'InvalidParameter', `Invalid parameter: ${message}`);
  const invalidNumber = (number: string) =>
    invalid(`PhoneNumber Reason: ${number} is not valid to publish to`);
  const accept = (): LocalResponse =>
    xml(
      200,
      `<PublishResponse ${NAMESPACE}><PublishResult><MessageId>${uuid()}</MessageId></PublishResult>` +
        `<ResponseMetadata><RequestId>${uuid()}</RequestId></ResponseMetadata></PublishResponse>`,
    );

  return {
    receive: (request) => {
      const fault = findSignatureFault(request, 'sns', account);
      if (fault !== undefined)
        return failure(fault === 'IncompleteSignature' ? 400 : 403, fault, SIGNATURE_WORDS);
      const form = new URLSearchParams(request.body);
      if (request.method !== 'POST' || form.get('Action') !== 'Publish')
        return failure(400, 'InvalidAction', 'The stand-in knows the action Publish only.');

      const to = form.get('PhoneNumber') ?? '';
      const text = form.get('Message') ?? '';
      const attributes = readAttributes(form);
      if (text === '') return invalid('Empty message');
      if (text.length > 1600) return invalid('Message too long');
      const senderId = attributes.get('AWS.SNS.SMS.SenderID');
      if (senderId !== undefined && !/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/.test(senderId))
        return invalid("MessageAttributes Reason: The value of 'AWS.SNS.SMS.SenderID' is invalid");
      const type = attributes.get('AWS.SNS.SMS.SMSType') ?? 'Promotional';
      if (type !== 'Promotional' && type !== 'Transactional')
        return invalid("MessageAttributes Reason: The value of 'AWS.SNS.SMS.SMSType' is invalid");
      if (!/^\+[1-9]\d{1,14}$/.test(to)) return invalidNumber(to);
      return { to, text };
    },
    accept,
    refusals: {
      throttled: () => failure(400, 'Throttling', 'Rate exceeded'),
      // SNS says yes and sends nothing; the reason shows in its delivery log only (docs/sources.md §1.4).
      'out-of-credit': accept,
      rejecting: ({ to }) => invalidNumber(to),
      // SNS takes all of these and tells of them in its delivery log only (docs/sources.md §1.4; the first is
      // reported by others and unverified).
      unsubscribed: accept,
      landline: accept,
      'carrier-refused': accept,
      failing: () => failure(500, 'InternalError', 'An internal error occurred'),
    },
  };
};

const NAMESPACE = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';
const SIGNATURE_WORDS = 'The signature of the request is missing or wrong.';

/** `MessageAttributes.entry.N.Name` beside `….Value.StringValue`. */
const readAttributes = (form: URLSearchParams): ReadonlyMap<string, string> =>
  new Map(
    [...form].flatMap(([key, name]) => {
      const [, entry] = /^(MessageAttributes\.entry\.\d+)\.Name$/.exec(key) ?? [];
      return entry === undefined ? [] : [[name, form.get(`${entry}.Value.StringValue`) ?? '']];
    }),
  );

const xml = (status: number, body: string): LocalResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
