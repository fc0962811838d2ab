/** The places of the providers' answers where words can stand. */
export const PLACES = [
  'id',
  'error code',
  'numeric error code',
  'message',
  'html',
  'xml id',
  'xml error',
  'header',
] as const;
export type Place = (typeof PLACES)[number];

/** How a message is told to be taken, where it is not Vonage's `0`. */
const STATUS_OF_TAKEN: Readonly<Record<string, unknown>> = {
  infobip: { groupId: 1, id: 26 },
  messagemedia: 'queued',
};

/** An answer that holds `echo` in that place, as any of the providers would write it. */
export const hostileBody = (place: Place, echo: string, provider: string): string => {
  switch (place) {
    case 'id':
      return JSON.stringify(idIn(echo, STATUS_OF_TAKEN[provider] ?? '0'));
    case 'error code':
      return JSON.stringify(errorWith(echo, echo));
    case 'numeric error code':
      return JSON.stringify(errorWith(Number(echo.replaceAll(/\D/g, '') || 0), echo));
    case 'message':
      return JSON.stringify({ message: echo, error: echo, more_info: echo, detail: echo });
    case 'xml id':
      return `<PublishResponse><PublishResult><MessageId>${echo}</MessageId></PublishResult></PublishResponse>`;
    case 'xml error':
      return `<ErrorResponse><Error><Type>Sender</Type><Code>${echo}</Code><Message>Invalid parameter: PhoneNumber Reason: ${echo}</Message></Error></ErrorResponse>`;
    case 'html':
    case 'header':
      return `<html><body>${echo}</body></html>`;
  }
};

/** Accepted by everybody, each of whom has a name of its own for an id. */
const idIn = (echo: string, status: unknown) => ({
  sid: echo,
  status: 'pending',
  id: echo,
  ids: [echo],
  uuid: echo,
  accepted: true,
  MessageId: echo,
  message_uuid: [echo],
  api_id: echo,
  data: { id: echo, to: [{ status: 'queued', phone_number: echo }] },
  messages: [
    {
      apiMessageId: echo,
      accepted: true,
      to: echo,
      error: null,
      'message-id': echo,
      messageId: echo,
      message_id: echo,
      status,
    },
  ],
  recipients: { items: [{ recipient: echo, status: 'sent' }] },
});

const errorWith = (code: string | number, echo: string) => ({
  code,
  status: code,
  accepted: false,
  error_code: code,
  errorCode: code,
  message: echo,
  text: echo,
  error: { code, description: echo },
  errors: [{ code, title: echo, detail: echo, description: echo, parameter: echo }],
  details: [echo],
  violations: [{ property: echo, violation: echo }],
  requestError: { serviceException: { messageId: code, text: echo } },
  Reason: echo,
  __type: echo,
  messages: [
    {
      accepted: false,
      error: { code, description: echo },
      status: code,
      error_code: code,
      'error-text': echo,
    },
  ],
});
