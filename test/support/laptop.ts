import { createHttpClient } from '../../lambda/shared/http';
import { CLIENT_ID, type Laptop } from '../../local/laptop/laptop';
import { callGateway } from '../../local/tenant/authentication/call-gateway';

/** Asks for a code as an app does. */
export const askForCode = ({ url }: Laptop, number: string): Promise<Response> =>
  fetch(`${url}/passwordless/start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: CLIENT_ID,
      connection: 'sms',
      phone_number: number,
      send: 'code',
    }),
  });

/**
 * Has the laptop's tenant send this text, as for a sign-in but with no code of its own making, so that the
 * same text can come twice. What came of it stands in the laptop's decisions.
 */
export const sendAsTenant = async (laptop: Laptop, recipient: string, body: string) => {
  const [connection] = laptop.tenant.connections();
  if (!connection) throw new Error('the laptop’s tenant has no connection');
  await callGateway(createHttpClient(), connection.options, { recipient, body }, 5000);
  return laptop.decisions.all().at(-1);
};
