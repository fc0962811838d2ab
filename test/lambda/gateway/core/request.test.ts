import { readRequest } from '../../../../lambda/gateway/core/request';
import { NUMBER, TEXT } from '../../../support/gateway';

const PROBE_FAULT = 'probe: expected true and no other field';
const REQUEST = { recipient: NUMBER, body: TEXT, sender: '+12025550100' };

describe("Auth0's request is read", () => {
  test.each<[string, Record<string, unknown>]>([
    ['as the custom SMS gateway sends it', REQUEST],
    ['without a sender', { recipient: NUMBER, body: TEXT }],
    ['with a null sender', { ...REQUEST, sender: null }],
    ['with fields nobody has heard of', { ...REQUEST, geo: { country: 'US' }, n: 1 }],
  ])('%s', (_, body) => {
    expect(readRequest(JSON.stringify(body))).toEqual({
      ok: true,
      value: { recipient: NUMBER, text: TEXT, method: 'text' },
    });
  });

  test('with request info, of which the address counts', () => {
    const body = { ...REQUEST, req: { ip: '192.0.2.7', 'user-agent': 'curl' } };
    expect(readRequest(JSON.stringify(body))).toEqual({
      ok: true,
      value: { recipient: NUMBER, text: TEXT, method: 'text', ip: '192.0.2.7' },
    });
  });

  test('with all that our Action adds', () => {
    const body = {
      ...REQUEST,
      code: '739154',
      messageType: 'otp_verify',
      deliveryMethod: 'voice',
      locale: 'en_US',
      clientId: 'client',
      organizationId: 'org_1',
    };
    expect(readRequest(JSON.stringify(body))).toEqual({
      ok: true,
      value: {
        recipient: NUMBER,
        text: TEXT,
        method: 'voice',
        code: '739154',
        clientId: 'client',
        organizationId: 'org_1',
      },
    });
  });

  test('with the correlation id of our Action', () => {
    expect(readRequest(JSON.stringify({ ...REQUEST, correlationId: 'c0ffee-1' }))).toMatchObject({
      value: { correlationId: 'c0ffee-1' },
    });
  });

  test('and a correlation id that is no id is dropped, since it would reach the log', () => {
    const read = readRequest(JSON.stringify({ ...REQUEST, correlationId: `x ${TEXT}` }));
    expect(read).toEqual({ ok: true, value: { recipient: NUMBER, text: TEXT, method: 'text' } });
  });

  test.each(['739154', 'x-739154-y', '12025550123', 'n2025550123'])(
    'and so is one that holds the code or the number: %s',
    (correlationId) => {
      const read = readRequest(JSON.stringify({ ...REQUEST, correlationId }));
      expect(read).toEqual({ ok: true, value: { recipient: NUMBER, text: TEXT, method: 'text' } });
    },
  );
});

test('a probe is read as one', () => {
  expect(readRequest('{"probe":true}')).toEqual({ ok: true, value: 'probe' });
});

describe('a bad request is refused by the name of the field, never its value', () => {
  test.each<[string, string]>([
    ['', 'body: expected JSON'],
    ['{"recipient":', 'body: expected JSON'],
    ['<html>', 'body: expected JSON'],
    ['null', 'body: expected an object'],
    ['"text"', 'body: expected an object'],
    ['[]', 'recipient: missing'],
    ['{}', 'recipient: missing'],
    ['{"probe":false}', PROBE_FAULT],
    ['{"probe":"true"}', PROBE_FAULT],
    [JSON.stringify({ ...REQUEST, probe: true }), PROBE_FAULT],
    [JSON.stringify({ ...REQUEST, probe: null }), PROBE_FAULT],
    ['{"probe":true,"739154":1}', PROBE_FAULT],
    [JSON.stringify({ ...REQUEST, recipient: 12025550123 }), 'recipient: expected a string'],
    [JSON.stringify({ ...REQUEST, recipient: null }), 'recipient: expected a string'],
    [JSON.stringify({ ...REQUEST, recipient: '  ' }), 'recipient: expected some text'],
    [JSON.stringify({ recipient: NUMBER }), 'body: missing'],
    [JSON.stringify({ ...REQUEST, body: { text: TEXT } }), 'body: expected a string'],
    [JSON.stringify({ ...REQUEST, body: '' }), 'body: expected some text'],
    [JSON.stringify({ ...REQUEST, sender: 5 }), 'sender: expected a string'],
    [JSON.stringify({ ...REQUEST, req: 'x' }), 'req: expected an object'],
    [JSON.stringify({ ...REQUEST, req: { ip: 1 } }), 'req.ip: expected a string'],
    [
      JSON.stringify({ ...REQUEST, deliveryMethod: 'pigeon' }),
      'deliveryMethod: expected "text" or "voice"',
    ],
  ])('%s', (body, detail) => {
    expect(readRequest(body)).toEqual({ ok: false, error: detail });
  });
});
