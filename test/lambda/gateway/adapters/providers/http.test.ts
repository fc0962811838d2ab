import { findingsIn } from '../../../../../lib/environment/findings';
import { provider } from '../../../../../lambda/gateway/adapters/providers/http';
import {
  answer,
  html,
  json,
  startHttpServer,
  type TestServer,
} from '../../../../support/http-server';
import { attempt, complaints, message } from './support';

let server: TestServer;
beforeAll(async () => (server = await startHttpServer()));
afterAll(() => server.close());

const send = (settings: object, options = {}) =>
  attempt(provider, server.url, { settings: { ...settings }, credentials: {}, ...options });
const sent = () => server.requests[0];

const JSON_API = {
  url: 'https://sms.example/v2/messages',
  headers: { authorization: 'Bearer {{credentials.apiKey}}' },
  body: { json: { messages: [{ to: '{{to}}', from: 'Acme', body: '{{text}}', urgent: true }] } },
};
const FORM_API = {
  url: 'https://sms.example/send',
  body: { form: { 'to[]': '{{toDigits}}', msg: '{{text}}', pass: '{{ credentials.password }}' } },
};
const GET_API = { url: 'https://sms.example/send/{{to}}?key={{credentials.apiKey}}&m={{text}}' };
const PLAIN = { url: 'https://sms.example/send', body: { json: { to: '{{to}}', t: '{{text}}' } } };

describe('the request', () => {
  beforeEach(() => server.answerWith(answer(200)));

  test('of a JSON API', async () => {
    const outcome = await send(JSON_API, { credentials: { apiKey: 'k-1' } });
    expect(outcome).toEqual({ class: 'accepted' });
    expect(sent()).toMatchObject({ method: 'POST', path: '/v2/messages' });
    expect(sent()?.headers).toMatchObject({
      authorization: 'Bearer k-1',
      'content-type': 'application/json',
      accept: 'application/json',
    });
    expect(JSON.parse(sent()?.body ?? '')).toEqual({
      messages: [
        { to: '+12025550123', from: 'Acme', body: 'Your Acme code is 739154', urgent: true },
      ],
    });
  });

  test('of a form API', async () => {
    await send({ ...FORM_API, method: 'PUT' }, { credentials: { password: 'p&q=r+s %' } });
    expect(sent()).toMatchObject({
      method: 'PUT',
      path: '/send',
      body: 'to%5B%5D=12025550123&msg=Your+Acme+code+is+739154&pass=p%26q%3Dr%2Bs+%25',
    });
    expect(sent()?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('of an API by GET', async () => {
    await send({ ...GET_API, method: 'GET' }, { credentials: { apiKey: 'a/b?c#d&e' } });
    expect(sent()).toMatchObject({
      method: 'GET',
      path: '/send/%2B12025550123?key=a%2Fb%3Fc%23d%26e&m=Your%20Acme%20code%20is%20739154',
      body: '',
    });
    expect(sent()?.headers).not.toHaveProperty('content-type');
  });

  test('has the code where it is known', async () => {
    const settings = { ...PLAIN, headers: { 'x-code': '{{code}}' } };
    await send(settings, { message: { ...message(), code: '739154' } });
    expect(sent()?.headers['x-code']).toBe('739154');
  });

  test('has other headers where the settings say so', async () => {
    await send({
      ...PLAIN,
      headers: { 'content-type': 'application/vnd.api+json', accept: '*/*' },
    });
    expect(sent()?.headers).toMatchObject({
      'content-type': 'application/vnd.api+json',
      accept: '*/*',
    });
  });

  test('goes to the address itself where no other replaces it', async () => {
    const url = `${server.url}/direct?to={{to}}&m={{text}}`;
    await provider.connect(
      { url },
      { http: { request: (request) => Promise.resolve(seen(request.url)) }, region: 'eu-west-1' },
    )(message(), { timeoutMs: 5_000, attemptNumber: 1 }, {});
    expect(urls).toEqual([
      `${server.url}/direct?to=%2B12025550123&m=Your%20Acme%20code%20is%20739154`,
    ]);
  });

  const urls: string[] = [];
  const seen = (url: string) => {
    urls.push(url);
    return { ok: true, value: { status: 200, headers: {}, body: '' } } as const;
  };
});

describe('what a message holds stays what it is', () => {
  beforeEach(() => server.answerWith(answer(200)));

  const nasty = [
    'quotes " and \\ and \', "to":"+12025550199"',
    'lines\r\nHost: evil.example\r\n\r\nGET /',
    'again {{to}} {{credentials.apiKey}} {{text}} }} {{',
    'a&to=12025550199&b=c;d#e?f/../g%26+',
    '$& $1 $$ $` ',
    '✓ 👍 é \u0000 \u2028',
    '{"__proto__":{"polluted":true}}',
  ];

  test.each(nasty)('%j in JSON', async (text) => {
    await send(JSON_API, { message: message(undefined, text), credentials: { apiKey: 'k' } });
    expect(JSON.parse(sent()?.body ?? '')).toEqual({
      messages: [{ to: '+12025550123', from: 'Acme', body: text, urgent: true }],
    });
  });

  test.each(nasty)('%j in a form', async (text) => {
    const credentials = { password: text };
    await send(FORM_API, { message: message(undefined, text), credentials });
    expect([...new URLSearchParams(sent()?.body)]).toEqual([
      ['to[]', '12025550123'],
      ['msg', text],
      ['pass', text],
    ]);
  });

  test.each(nasty)('%j in an address', async (text) => {
    const url = 'https://sms.example/to/{{toDigits}}/{{text}}/end?key={{credentials.key}}&x=1';
    await send({ url }, { message: message(undefined, text), credentials: { key: text } });
    const [path = '', query = ''] = (sent()?.path ?? '').split('?');
    expect(path.split('/').map(decodeURIComponent)).toEqual(['', 'to', '12025550123', text, 'end']);
    expect([...new URLSearchParams(query)]).toEqual([
      ['key', text],
      ['x', '1'],
    ]);
  });

  test('half a character becomes a whole one', async () => {
    const settings = { url: 'https://sms.example/{{to}}/{{text}}' };
    expect(await send(settings, { message: message(undefined, 'a\ud800') })).toEqual({
      class: 'accepted',
    });
    expect(sent()?.path).toBe('/%2B12025550123/a%EF%BF%BD');
  });

  test.each(['.', '..'])('%j cannot climb out of a path', async (text) => {
    const settings = { url: 'https://sms.example/to/{{to}}/{{text}}/end' };
    expect(await send(settings, { message: message(undefined, text) })).toEqual({
      class: 'configuration',
      code: 'malformed_request',
    });
    expect(server.requests).toHaveLength(0);
  });

  test.each(['k\r\nx-evil: 1', 'k\nx', 'k\0'])('%j cannot end a header', async (apiKey) => {
    expect(await send(JSON_API, { credentials: { apiKey } })).toEqual({
      class: 'configuration',
      code: 'malformed_request',
    });
    expect(server.requests).toHaveLength(0);
  });

  test('a credential that looks like a placeholder is not filled in', async () => {
    await send(JSON_API, { credentials: { apiKey: '{{text}}' } });
    expect(sent()?.headers.authorization).toBe('Bearer {{text}}');
  });

  test('__proto__ in JSON is a key like any other', async () => {
    const template = JSON.parse('{"__proto__":{"polluted":"{{text}}"},"to":"{{to}}"}');
    await send({ url: PLAIN.url, body: { json: template } });
    expect(sent()?.body).toBe(
      '{"__proto__":{"polluted":"Your Acme code is 739154"},"to":"+12025550123"}',
    );
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('what is missing', () => {
  beforeEach(() => server.answerWith(answer(200)));

  test.each([[{}], [{ apikey: 'k' }], [Object.create({ apiKey: 'inherited' })]])(
    'a credential of another name: %j',
    async (credentials) => {
      expect(await send(JSON_API, { credentials })).toEqual({
        class: 'configuration',
        code: 'credentials_mismatch',
      });
      expect(server.requests).toHaveLength(0);
    },
  );

  test('a credential by the name of what every object has', async () => {
    const settings = { ...PLAIN, headers: { 'x-key': '{{credentials.constructor}}' } };
    expect(await send(settings)).toEqual({ class: 'configuration', code: 'credentials_mismatch' });
  });

  test('the code, where only the text is known', async () => {
    const settings = { ...PLAIN, headers: { 'x-code': '{{code}}' } };
    expect(await send(settings)).toEqual({ class: 'configuration', code: 'code_unknown' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('an acceptance', () => {
  const where = [
    { path: 'messages.0.accepted', equals: true },
    { path: 'status', equals: [0, '0'] },
  ];
  const rules = { ...PLAIN, success: { where }, messageIdPath: 'messages.0.id' };
  const taken = { status: 0, messages: [{ accepted: true, id: 'm-1' }] };

  test.each([
    ['holds every condition', taken, { class: 'accepted', messageId: 'm-1' }],
    [
      'holds one item of a list',
      { ...taken, status: '0' },
      { class: 'accepted', messageId: 'm-1' },
    ],
    [
      'has a number as its id',
      { ...taken, messages: [{ accepted: true, id: 42 }] },
      { class: 'accepted', messageId: '42' },
    ],
    ['has no id', { ...taken, messages: [{ accepted: true }] }, { class: 'accepted' }],
    [
      'has an id that is none',
      { ...taken, messages: [{ accepted: true, id: 'a b' }] },
      { class: 'accepted' },
    ],
    ['says the opposite', { ...taken, status: 3 }, { class: 'route-only', code: 'not_accepted' }],
    [
      'says it in another type',
      { ...taken, messages: [{ accepted: 'true' }] },
      { class: 'route-only', code: 'not_accepted' },
    ],
    ['lacks a condition', { status: 0 }, { class: 'unknown', code: 'answer_unreadable' }],
    ['is a list', [], { class: 'unknown', code: 'answer_unreadable' }],
    ['is null', null, { class: 'unknown', code: 'answer_unreadable' }],
  ])('that %s', async (_, body, outcome) => {
    server.answerWith(json(200, body));
    expect(await send(rules)).toEqual(outcome);
  });

  test('is any 2xx where nothing else is asked for, whatever it says', async () => {
    server.answerWith(html(202));
    expect(await send(PLAIN)).toEqual({ class: 'accepted' });
  });

  test.each([{ messageIdPath: 'id' }, { errors: [{ path: 'error', class: 'bug' }] }])(
    'cannot be a page where JSON is asked for: %j',
    async (more) => {
      server.answerWith(html(200));
      expect(await send({ ...PLAIN, ...more })).toEqual({
        class: 'unknown',
        code: 'answer_unreadable',
      });
    },
  );

  test('is of the listed statuses only', async () => {
    const settings = { ...PLAIN, success: { statuses: [201] } };
    server.answerWith(answer(201), answer(200));
    expect(await send(settings)).toEqual({ class: 'accepted' });
    expect(await send(settings)).toEqual({ class: 'unknown', code: 'answer_unreadable' });
  });

  test.each(['__proto__', 'constructor.name', '__proto__.polluted', 'messages.__proto__.map'])(
    'is not found by %s, which nothing owns',
    async (path) => {
      server.answerWith(json(200, taken));
      const settings = { ...PLAIN, success: { where: [{ path, equals: 'Object' }] } };
      expect(await send(settings)).toEqual({ class: 'unknown', code: 'answer_unreadable' });
    },
  );
});

describe('an error', () => {
  const classes = [
    ['transient', { class: 'transient' }],
    ['route-only', { class: 'route-only' }],
    ['configuration', { class: 'configuration' }],
    ['recipient-invalid', { class: 'recipient', reason: 'invalid' }],
    ['recipient-unsubscribed', { class: 'recipient', reason: 'unsubscribed' }],
    ['recipient-refused', { class: 'recipient', reason: 'refused' }],
    ['no-sms', { class: 'no-sms' }],
    ['bug', { class: 'bug' }],
    ['unknown', { class: 'unknown' }],
  ] as const;

  test.each(classes)('can be %s, on a 4xx and inside a 2xx', async (errorClass, outcome) => {
    const errors = [{ path: 'error.code', equals: [7, 'seven'], class: errorClass }];
    for (const [status, code] of [
      [400, 7],
      [200, 'seven'],
    ] as const) {
      server.answerWith(json(status, { error: { code } }));
      expect(await send({ ...PLAIN, errors })).toEqual({ ...outcome, code: String(code) });
    }
  });

  const errors = [
    { statuses: [429], path: 'error', equals: 'quota', class: 'configuration', code: 'no_credit' },
    { statuses: [429], class: 'transient' },
    { statuses: ['4xx'], path: 'error.number', codePath: 'error.number', class: 'route-only' },
    { path: 'error', class: 'bug', codePath: 'kind' },
    { statuses: ['5xx'], class: 'transient', code: 'down' },
  ];
  test.each([
    ['all of a rule must hold', 429, { error: 'quota' }, ['configuration', 'no_credit']],
    ['else the next counts', 429, { error: 'speed' }, ['transient', 'http_429']],
    ['its own number is repeated', 422, { error: { number: 21_211 } }, ['route-only', '21211']],
    ['and its own word', 400, { error: true, kind: 'BAD_SENDER' }, ['bug', 'BAD_SENDER']],
    [
      'a long number is not',
      422,
      { error: { number: 12025550123 } },
      ['route-only', 'unrecognised'],
    ],
    ['nor are words with digits', 400, { error: true, kind: 'x739154' }, ['bug', 'unrecognised']],
    ['nor free text', 400, { error: true, kind: 'to +12025550123' }, ['bug', 'unrecognised']],
    ['where it has none, the status is', 400, { error: true }, ['bug', 'http_400']],
    ['null is no error', 200, { error: null }, undefined],
    ['nor is an absent one', 200, {}, undefined],
    ['a status alone is enough', 500, 'oops', ['transient', 'down']],
    ['what no rule fits is read by its status', 403, {}, ['configuration', 'http_403']],
    ['for 400 that lets another try', 400, {}, ['route-only', 'http_400']],
  ])('%s', async (_, status, body, expected) => {
    server.answerWith(json(status, body));
    expect(await send({ ...PLAIN, errors })).toEqual(
      expected === undefined ? { class: 'accepted' } : { class: expected[0], code: expected[1] },
    );
  });

  test('says how long to wait', async () => {
    server.answerWith(json(429, {}, { 'retry-after': '7' }));
    expect(await send({ ...PLAIN, errors })).toEqual({
      class: 'transient',
      code: 'http_429',
      retryAfterMs: 7_000,
    });
  });
});

const KNOWN = '{{to}}, {{toDigits}}, {{text}}, {{code}} and {{credentials.NAME}}';
const WRONG = {
  url: `url: must be an https:// address without user, "#" or spaces; placeholders, ${KNOWN}, stand in its path and query only`,
  template: `must be text; its placeholders can be ${KNOWN}`,
  json: `must be an object or a list; placeholders, ${KNOWN}, stand in its texts and not in its keys`,
  header:
    'the name of a header in lower case, and none that the connection needs for itself, such as "host"',
  path: 'must be keys and list positions with dots between them, such as "messages.0.accepted"',
};
const withUrl = (url: string) => ({ ...PLAIN, url });
const withJson = (more: object) => ({ ...PLAIN, body: { json: { ...PLAIN.body.json, ...more } } });
const withHeaders = (headers: object) => ({ ...PLAIN, headers });
const withRule = (rule: object) => ({ ...PLAIN, errors: [rule] });

describe('settings', () => {
  test.each([
    JSON_API,
    FORM_API,
    { ...GET_API, method: 'GET' },
    withUrl('http://127.0.0.1:4010'),
    withUrl('https://sms.example:8443/a/{{code}}/b.json?x={{ credentials.a_1 }}'),
    withJson({ nested: [{ deep: ['{{{to}}}', 1, null, false] }] }),
    withRule({ statuses: [409, '5xx'], class: 'transient', code: 'E.1' }),
    { ...PLAIN, success: { statuses: [200], where: [{ path: 'a.0', equals: [null, 1] }] } },
  ])('%j are good', (value) => {
    expect(complaints(provider.settings, value)).toEqual([]);
  });

  test.each([
    'http://sms.example/send',
    'https://user:pass@sms.example/send',
    'https://{{text}}.sms.example/send',
    'https://sms.example{{text}}',
    'https://sms.example:{{code}}/send',
    'https://sms.example:99999/send',
    'https://sms.example/send#{{text}}',
    'https://sms.example/a/../{{text}}',
    'https://sms.example/{{number}}',
    'https://sms.example/{{text}',
    'https://sms.example/a b',
    'ftp://sms.example/',
  ])('%s is no address', (url) => {
    expect(complaints(provider.settings, withUrl(url)).at(0)).toBe(WRONG.url);
  });

  test.each([
    ['{{number}}'],
    ['{{ credentials }}'],
    ['{{credentials.}}'],
    ['{{credentials.a.b}}'],
    ['{{credentials.__proto__}}'],
    ['{{__proto__}}'],
    ['{{text.length}}'],
    ['{{TEXT}}'],
    ['{{text'],
    ['text}}'],
    ['{{{{to}}}}'],
  ])('%s is no placeholder, in whatever place', (template) => {
    expect(complaints(provider.settings, withHeaders({ 'x-a': template }))).toEqual([
      `headers.x-a: ${WRONG.template}`,
    ]);
    const form = { ...FORM_API.body.form, extra: template };
    expect(complaints(provider.settings, { ...FORM_API, body: { form } })).toEqual([
      `body.form.extra: ${WRONG.template}`,
    ]);
    expect(complaints(provider.settings, withJson({ list: [{ deep: template }] }))).toEqual([
      `body.json.list.0.deep: ${WRONG.template}`,
    ]);
  });

  test.each([
    [withJson({ '{{to}}': 1 }), ['body.json.{{to}}: must be a key without placeholders']],
    [{ ...GET_API, body: { json: '{{text}}' } }, [`body.json: ${WRONG.json}`]],
    [{ ...GET_API, body: {} }, ['body: give either "json" or "form"']],
    [
      { ...PLAIN, body: { ...PLAIN.body, ...FORM_API.body } },
      ['body: give either "json" or "form"'],
    ],
    [{ ...PLAIN, method: 'GET' }, ['a GET has no "body"']],
    [{ ...PLAIN, method: 'DELETE' }, ['method: must be "POST", "PUT" or "GET"']],
    [{ url: 'https://sms.example/{{to}}' }, ['{{text}} must stand somewhere']],
    [{ url: 'https://sms.example/{{text}}' }, ['{{to}} or {{toDigits}} must stand somewhere']],
    [withHeaders({ Accept: 'a' }), [`headers.Accept: ${WRONG.header}`]],
    [withHeaders({ host: 'a' }), [`headers.host: ${WRONG.header}`]],
    [withHeaders({ 'transfer-encoding': 'a' }), [`headers.transfer-encoding: ${WRONG.header}`]],
    [
      withHeaders({ authorization: 'Bearer abc' }),
      [
        'headers: must be headers whose keys and passwords come from the secret, by {{credentials.NAME}}',
      ],
    ],
    [
      withHeaders({ 'x-api-key': 'abc' }),
      [
        'headers: must be headers whose keys and passwords come from the secret, by {{credentials.NAME}}',
      ],
    ],
    [
      withRule({ class: 'bug' }),
      ['errors.0: give "statuses" or "path", else the rule would fit an acceptance as well'],
    ],
    [
      withRule({ statuses: [400], equals: 1, class: 'bug' }),
      ['errors.0: give "equals" with "path" only'],
    ],
    [
      withRule({ path: 'a', class: 'bug', code: 'a', codePath: 'b' }),
      ['errors.0: give either "code" or "codePath"'],
    ],
    [withRule({ path: 'a..b', class: 'bug' }), [`errors.0.path: ${WRONG.path}`]],
    [{ ...PLAIN, messageIdPath: 'a b' }, [`messageIdPath: ${WRONG.path}`]],
    [
      { ...PLAIN, success: { statuses: [302] } },
      ['success.statuses.0: must be a status from 200 to 299, or "2xx"'],
    ],
  ])('%j are answered by %j', (value, expected) => {
    expect(complaints(provider.settings, value)).toEqual(expected);
  });
});

test.each([
  [{}, []],
  [{ apiKey: 'k', user_2: 'a b' }, []],
  [{ apiKey: 'secret\n' }, ['apiKey: must be text without line breaks, or spaces around it']],
  [{ apiKey: '' }, ['apiKey: must be text without line breaks, or spaces around it']],
  [{ apiKey: { secret: 1 } }, ['apiKey: must be text without line breaks, or spaces around it']],
  [{ 'api-key': 'k' }, ['api-key: must be named by a letter, then letters, digits or "_"']],
  ['secret', ['must be an object of texts']],
])('credentials %j are answered by %j, which does not quote them', (value, expected) => {
  expect(complaints(provider.credentials, value)).toEqual(expected);
});

test('a wrong placeholder stops the synthesis, with the place where it stands', () => {
  const good = {
    account: '111111111111',
    region: 'eu-west-1',
    auth0: { domain: 'acme.auth0.com' },
  };
  const providers = { acme: { type: 'http', ...withJson({ list: [{ t: '{{texte}}' }] }) } };
  expect(findingsIn('dev', { ...good, providers }, '2026-11-28')).toEqual([
    {
      path: ['providers', 'acme', 'body', 'json', 'list', 0, 't'],
      problem: 'is "{{texte}}"',
      allowed: WRONG.template.replace('must be ', ''),
    },
  ]);
});

test('a key of an API in the environment file stops the synthesis', () => {
  const good = {
    account: '111111111111',
    region: 'eu-west-1',
    auth0: { domain: 'acme.auth0.com' },
  };
  const providers = { acme: { type: 'http', ...withJson({ key: 'AKIAIOSFODNN7EXAMPLE' }) } };
  expect(findingsIn('dev', { ...good, providers }, '2026-11-28')).toMatchObject([
    {
      path: ['providers', 'acme', 'body', 'json', 'key'],
      problem: expect.stringContaining('looks like a secret'),
    },
  ]);
});
