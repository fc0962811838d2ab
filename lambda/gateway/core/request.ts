import * as v from 'valibot';
import { PROBE_BODY, type DeliveryMethod } from '../../contract';
import { fail, ok, type Result } from '../../shared/result';
import { revealing } from './scrub';

/**
 * What Auth0 asks for. The custom SMS gateway sends `recipient`, `body`, `sender` and, when the
 * connection forwards request info, `req`; our Auth0 Action may send the other fields as well.
 * Unknown fields are ignored.
 * Source: auth0.com/docs, "Set Up Custom SMS Gateway for Passwordless Connections".
 */
export interface GatewayRequest {
  /** As Auth0 sent it; not yet known to be a phone number. */
  readonly recipient: string;
  /** The rendered text. It holds the one-time code. */
  readonly text: string;
  readonly method: DeliveryMethod;
  /** The one-time code alone, when our Action sends it. */
  readonly code?: string;
  readonly clientId?: string;
  readonly organizationId?: string;
  /** Address of the person who asks for the code, as Auth0 has it. */
  readonly ip?: string;
  /** Auth0's correlation id, when it has the shape of an id. */
  readonly correlationId?: string;
}

/** Bytes of UTF-8 that a request body may have; Auth0's own come to well under 6 KiB. */
export const MAX_BODY_BYTES = 16 * 1024;

const expected = (what: string) => `expected ${what}`;
const text = v.string(expected('a string'));
const filledText = v.pipe(
  text,
  v.check((value) => value.trim() !== '', expected('some text')),
);

const bodySchema = v.object(
  {
    recipient: filledText,
    body: filledText,
    sender: v.nullish(text),
    req: v.nullish(
      v.object({ ip: v.nullish(text), 'user-agent': v.nullish(text) }, expected('an object')),
    ),
    code: v.nullish(text),
    messageType: v.nullish(text),
    deliveryMethod: v.nullish(v.picklist(['text', 'voice'], expected('"text" or "voice"'))),
    locale: v.nullish(text),
    clientId: v.nullish(text),
    organizationId: v.nullish(text),
    correlationId: v.nullish(text),
  },
  expected('an object'),
);

/** A request that asks whether its token is accepted, and nothing else ({@link PROBE_BODY}). */
export const PROBE = 'probe';

/** Reads a request body. The fault is one sentence with the field's name and never its value. */
export const readRequest = (body: string): Result<GatewayRequest | typeof PROBE, string> => {
  const json = readJson(body);
  if (!json.ok) return json;
  if (isRecord(json.value) && PROBE in json.value) return readProbe(json.value);
  const parsed = v.safeParse(bodySchema, json.value, { abortEarly: true });
  if (!parsed.success) return fail(describe(parsed.issues[0]));
  const { recipient, body: messageText, deliveryMethod, correlationId } = parsed.output;
  const code = parsed.output.code || undefined;
  // The one field that goes into the log as it came.
  const reveals = revealing({ to: recipient, text: messageText, code });
  const isId = correlationId && /^[\w-]{1,64}$/.test(correlationId) && !reveals(correlationId);
  return ok({
    recipient,
    text: messageText,
    method: deliveryMethod ?? 'text',
    ...defined({ code, ip: parsed.output.req?.ip || undefined, ...idsOf(parsed.output) }),
    ...(isId && { correlationId }),
  });
};

/** Strict: whoever means to send a message must not be told that all is well. */
const readProbe = (fields: Readonly<Record<string, unknown>>): Result<typeof PROBE, string> =>
  fields[PROBE] === PROBE_BODY.probe && Object.keys(fields).length === 1
    ? ok(PROBE)
    : fail('probe: expected true and no other field');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const idsOf = ({ clientId, organizationId }: v.InferOutput<typeof bodySchema>) => ({
  clientId: clientId ?? undefined,
  organizationId: organizationId ?? undefined,
});

/** Without the keys that hold nothing. */
const defined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };

const readJson = (body: string): Result<unknown, string> => {
  try {
    return ok(JSON.parse(body));
  } catch {
    return fail('body: expected JSON');
  }
};

const describe = (issue: v.BaseIssue<unknown>): string => {
  const path = issue.path?.map((item) => String(item.key)).join('.') ?? 'body';
  // A missing key is reported with valibot's own message.
  return `${path}: ${issue.received === 'undefined' ? 'missing' : issue.message}`;
};
