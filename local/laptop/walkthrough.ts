import { PASSWORDLESS_GRANT } from '../tenant/model';
import { CONNECTION } from './app';

/** A number that the United States keep for fiction: nobody can be texted by mistake. */
const NUMBER = '+12025550123';

/** What to type, and what is where. Printed at the start and served at `/`. */
export const walkthrough = (url: string, clientId: string): string => `\
Auth0, the SMS gateway and a phone are at ${url}

1. Start a sign-in
   curl -s ${url}/passwordless/start -H 'content-type: application/json' \\
     -d '${JSON.stringify({ client_id: clientId, connection: CONNECTION, phone_number: NUMBER, send: 'code' })}'

2. Read the SMS
   curl -s '${url}/inbox/latest?to=${encodeURIComponent(NUMBER)}'

3. Exchange its code for tokens (put it in place of CODE)
   curl -s ${url}/oauth/token -H 'content-type: application/json' \\
     -d '${JSON.stringify({ grant_type: PASSWORDLESS_GRANT, client_id: clientId, username: NUMBER, otp: 'CODE', realm: CONNECTION, scope: 'openid profile phone' })}'

   The id_token verifies against ${url}/.well-known/jwks.json

What the gateway did with it
   curl -s ${url}/decisions/latest

Make a provider fail, and watch the next one deliver
   curl -s -X PUT ${url}/providers/twilio -d '{"state":"throttled"}'

Ask six times for one number, and the sixth is refused; count anew, or send nonetheless
   curl -s -X DELETE ${url}/laptop/limits/counters
   curl -s -X PUT ${url}/laptop/limits -d '{"mode":"shadow"}'

More in docs/laptop.md. The gateway's log follows; Ctrl-C ends it.
`;
