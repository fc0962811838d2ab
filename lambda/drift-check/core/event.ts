import * as v from 'valibot';
import { parseProperties as parseConnection } from '../../auth0-connection/core/properties';
import { parseProperties as parsePhone } from '../../auth0-phone-provider/core/properties';
import type { Registered } from '../../contract';
import { fail, ok, type Result } from '../../shared/result';

const schema = v.object({ connection: v.unknown(), phone: v.optional(v.unknown()) });

/** Reads what the schedule says that was registered; the fault is one sentence, without a value. */
export const parseEvent = (event: unknown): Result<Registered, string> => {
  const parsed = v.safeParse(schema, event);
  if (!parsed.success) return fail('The event does not say what was registered: deploy again');
  const connection = parseConnection(parsed.output.connection);
  if (!connection.ok) return connection;
  if (parsed.output.phone === undefined) return ok({ connection: connection.value });
  const phone = parsePhone(parsed.output.phone);
  return phone.ok ? ok({ connection: connection.value, phone: phone.value }) : phone;
};
