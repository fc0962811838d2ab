import type { GatewayConfig } from '../../../lambda/contract';
import { createTestGateway, NUMBER, TEXT } from '../../support/gateway';
import { scriptedProvider } from '../../support/scripted-provider';

const REQUEST = { recipient: NUMBER, body: TEXT };
const FOREVER_MS = Date.parse('9999-12-31T00:00:00Z');

/** A gateway whose one provider takes everything, but is not to be asked. */
const setUp = (config: Partial<GatewayConfig>) => {
  const { definition, sent } = scriptedProvider([{ class: 'accepted' }]);
  const gateway = createTestGateway({
    providers: { one: { type: 'one' } },
    definitions: { one: definition },
    ...config,
  });
  return { ...gateway, sent };
};
const withTestNumber = (config: Partial<GatewayConfig> = {}) =>
  setUp({ testNumbers: [{ number: NUMBER, untilMs: FOREVER_MS }], ...config });

describe('a test number', () => {
  test('is answered as accepted, and nothing is sent', async () => {
    const { send, sent } = withTestNumber();
    expect(await send(REQUEST)).toEqual({
      status: 200,
      body: { status: 'accepted', provider: 'test-number' },
    });
    expect(sent).toEqual([]);
  });

  test('is in the log, and in no metric', async () => {
    const { send, lines, completed } = withTestNumber();
    await send(REQUEST);
    expect(completed()).toEqual([
      expect.objectContaining({
        level: 'info',
        outcome: 'test_number',
        status: 200,
        recipient: 'US…23',
        attempts: [],
      }),
    ]);
    expect(lines.join()).not.toMatch(/_aws|Accepted|EndToEndLatency/);
  });

  test('needs a good token like any other', async () => {
    const { send } = withTestNumber();
    expect((await send(REQUEST, { headers: {} })).status).toBe(401);
  });

  test('needs a good request like any other', async () => {
    const { send } = withTestNumber();
    expect((await send({ recipient: NUMBER })).status).toBe(400);
  });

  test('needs no route to its country, and no way to be called', async () => {
    const { send } = withTestNumber({ routes: [{ countries: ['DE'], providers: ['one'] }] });
    expect((await send(REQUEST)).status).toBe(200);
    expect((await send({ ...REQUEST, deliveryMethod: 'voice' })).status).toBe(200);
  });

  test('that has expired is sent its code', async () => {
    const { send, sent } = setUp({ testNumbers: [{ number: NUMBER, untilMs: Date.now() }] });
    expect((await send(REQUEST)).body).toEqual({ status: 'accepted', provider: 'one' });
    expect(sent).toHaveLength(1);
  });
});

describe('a number that delivery.onlyTo does not name', () => {
  const budget = { budgetSeconds: 15, attemptTimeoutSeconds: 5 };

  test('is refused with 403, and nothing is sent', async () => {
    const { send, sent, completed } = setUp({ delivery: { ...budget, onlyTo: ['+4477*'] } });
    expect(await send(REQUEST)).toEqual({
      status: 403,
      body: { error: 'blocked', reason: 'recipient_not_allowed' },
    });
    expect(sent).toEqual([]);
    expect(completed()[0]).toMatchObject({ detail: 'recipient_not_allowed', Rejected: 1 });
  });

  test('is told apart from one that it names', async () => {
    const { send, sent } = setUp({ delivery: { ...budget, onlyTo: ['+1202555*'] } });
    expect((await send(REQUEST)).status).toBe(200);
    expect(sent).toHaveLength(1);
  });
});
