import assert from 'node:assert/strict';
import { gatewayTokenClaims } from '../../lambda/contract';
import { isRecord } from '../../local/http/message';
import { ENVIRONMENT } from './environment';
import type { Stage } from './stage';
import { APP, BEFORE, FOREIGN_APP, lostForeignOptions } from './tenant';

/** What `cdk deploy` has made of the tenant's sms connection. */
export const checkRegistration = async ({
  checks: { heading, check },
  tenant,
  gatewayUrl,
  tokenSecret,
}: Stage): Promise<void> => {
  heading('The connection in Auth0');
  const { id, options, clients, displayName } = tenant.connection();
  const authentication = isRecord(options['gateway_authentication'])
    ? options['gateway_authentication']
    : {};
  const { audience, subject } = gatewayTokenClaims(ENVIRONMENT);

  await check('is the one that stood there before, and the only one', () => {
    assert.equal(id, BEFORE.id);
  });
  await check('sends to the deployed URL', () => {
    assert.equal(options['provider'], 'sms_gateway');
    assert.equal(options['gateway_url'], gatewayUrl);
  });
  await check('carries the token secret that AWS generated', () => {
    // Compared in words: a difference must not be printed.
    assert.ok(authentication['secret'] === tokenSecret, 'it carries another secret');
    assert.equal(authentication['secret_base64_encoded'], false);
    assert.equal(authentication['method'], 'bearer');
  });
  await check('carries audience and subject of the environment', () => {
    assert.equal(authentication['audience'], audience);
    assert.equal(authentication['subject'], subject);
  });
  await check('holds no Twilio credentials any more', () => {
    assert.deepEqual(
      Object.keys(options).filter((key) => /^twilio_|^messaging_service/.test(key)),
      [],
    );
  });
  await check('keeps the options that are not ours, and its display name', () => {
    assert.deepEqual(lostForeignOptions(tenant.connection()), []);
    assert.equal(displayName, BEFORE.displayName);
  });
  await check('is enabled for our application, and still for the other one', () => {
    assert.deepEqual(clients, [FOREIGN_APP.clientId, APP.clientId]);
  });
};
