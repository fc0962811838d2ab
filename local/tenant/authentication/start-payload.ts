import { isRecord } from '../../http/message';

/** An error of the old Auth0 error page, which Lock and the SDKs still know (docs/sources.md §5.1). */
export interface StartFault {
  readonly error: `bad.${'request' | 'client_id' | 'connection' | 'phone_number' | 'authParams' | 'send'}`;
  readonly description: string;
}

const KNOWN_PROPERTIES = new Set([
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'connection',
  'email',
  'phone_number',
  'send',
  'authParams',
]);

/** All that Auth0 checks of a number: neither length nor assignment (docs/sources.md §5.1). */
const PHONE_NUMBER = /^\+[0-9]{1,15}$/;

/** What is wrong with the body of `/passwordless/start` in itself. Only the codes are documented. */
export const findStartFault = (fields: Record<string, unknown>): StartFault | undefined => {
  const unknown = Object.keys(fields).find((name) => !KNOWN_PROPERTIES.has(name));
  if (unknown !== undefined)
    return { error: 'bad.request', description: `Unknown property: ${unknown}` };
  if (!isText(fields['client_id']))
    return { error: 'bad.client_id', description: 'Missing required property: client_id' };
  if (!isText(fields['connection']))
    return { error: 'bad.connection', description: 'Missing required property: connection' };
  // SMS carries codes only; `null` would ask for a link by e-mail.
  if (fields['send'] !== undefined && fields['send'] !== null && fields['send'] !== 'code')
    return { error: 'bad.send', description: 'SMS supports sending a code only' };
  if (fields['authParams'] !== undefined && !isRecord(fields['authParams']))
    return { error: 'bad.authParams', description: 'authParams must be an object' };
  if (!isText(fields['phone_number']))
    return { error: 'bad.phone_number', description: 'Missing required property: phone_number' };
  if (!PHONE_NUMBER.test(fields['phone_number']))
    return {
      error: 'bad.phone_number',
      description: `String does not match pattern: ${PHONE_NUMBER.source}`,
    };
  return undefined;
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
