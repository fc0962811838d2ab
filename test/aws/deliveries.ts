import assert from 'node:assert/strict';
import { NUMBERS, SENDER } from './environment';
import type { Stage } from './stage';

/** With characters that a wrong encoding would spoil on the way. */
const textWith = (code: string) => `Your Acme code is ${code} – “gültig” für 3 min & 100 % + 1 €`;

/** A signed request becomes an SMS at the provider of its country. */
export const checkDeliveries = async ({
  checks: { heading, check },
  gateway,
  providers,
}: Stage): Promise<void> => {
  const delivers = async (
    recipient: string,
    provider: string,
    number: string,
    code: string,
  ): Promise<void> => {
    const body = textWith(code);
    const answer = await gateway.send({ recipient, body, sender: SENDER });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.body['status'], 'accepted');
    assert.equal(answer.body['provider'], provider);
    const sms = await providers.inbox.latest(number);
    assert.deepEqual(
      { to: sms?.to, text: sms?.text, provider: sms?.provider },
      { to: number, text: body, provider },
    );
  };

  heading('A signed request becomes an SMS, text and number unchanged');
  await check('an SNS publish', () => delivers(NUMBERS.sns, 'sns', NUMBERS.sns, '4815623410'));
  await check('a message by Twilio', () =>
    delivers(NUMBERS.twilioThenSns, 'twilio', NUMBERS.twilioThenSns, '4815623411'),
  );
  await check('a message by Clickatell', () =>
    delivers(NUMBERS.clickatell, 'clickatell', NUMBERS.clickatell, '4815623412'),
  );
  await check('a message by Plivo', () =>
    delivers(NUMBERS.plivo, 'plivo', NUMBERS.plivo, '4815623413'),
  );
  await check('to a number written as people write it', () =>
    delivers('+44 (7700) 900-123', 'clickatell', NUMBERS.clickatell, '4815623414'),
  );

  heading('Sign-in goes on when a provider does not');
  await check('provider one is down, provider two delivers', async () => {
    await providers.stop('twilio');
    try {
      await delivers(NUMBERS.twilioThenSns, 'sns', NUMBERS.twilioThenSns, '4815623415');
    } finally {
      await providers.resume('twilio');
    }
  });
  await check('provider one is out of credit, provider two delivers', async () => {
    providers.setState('twilio', { state: 'out-of-credit' });
    try {
      await delivers(NUMBERS.twilioThenSns, 'sns', NUMBERS.twilioThenSns, '4815623416');
    } finally {
      providers.setState('twilio', { state: 'healthy' });
    }
  });
  await check('provider one has no credentials yet, provider two delivers', () =>
    delivers(NUMBERS.unreadyThenPlivo, 'plivo', NUMBERS.unreadyThenPlivo, '4815623417'),
  );
};
