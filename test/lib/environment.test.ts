import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, formatFaults, loadEnvironments } from '../../lib/environment';
import { providerDefinitions } from '../../lib/environment/schema';

/** The least that a file must hold. */
const MINIMAL = {
  account: '111111111111',
  region: 'eu-west-1',
  auth0: { domain: 'acme-dev.eu.auth0.com' },
  providers: { sns: { type: 'sns' } },
};
const TWO_PROVIDERS = { sns: { type: 'sns' }, clickatell: { type: 'clickatell' } };

const connection = (settings: object) => ({
  ...MINIMAL,
  auth0: { ...MINIMAL.auth0, connection: settings },
});

const provider = (settings: object) => ({ ...MINIMAL, providers: { main: settings } });

const TWILIO = { type: 'twilio', accountSid: `AC${'0a'.repeat(16)}`, from: '+12025550123' };
const PLAN = '2f6b1d0c4e8a4f7c9b3d5a7e1c0f8b6d';
const SINCH = { type: 'sinch', servicePlanId: PLAN, region: 'eu' };

/** Routes to providers sns, clickatell and twilio. */
const routed = (...routes: readonly object[]) => ({
  ...MINIMAL,
  providers: { ...TWO_PROVIDERS, twilio: TWILIO },
  routes: [...routes, { countries: ['NZ'], providers: ['sns', 'clickatell', 'twilio'] }],
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'environments-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (files: Readonly<Record<string, unknown>>) => {
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(
      join(folder, file),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  }
};

/** What the operator reads, without the folder's random name. */
const messageFor = (files: Readonly<Record<string, unknown>>): string => {
  write(files);
  const loaded = loadEnvironments(folder);
  return loaded.ok ? 'no fault' : formatFaults(loaded.error).replaceAll(`${folder}/`, '');
};

const load = (files: Readonly<Record<string, unknown>>): readonly Environment[] => {
  write(files);
  const loaded = loadEnvironments(folder);
  if (!loaded.ok) throw new Error(formatFaults(loaded.error));
  return loaded.value;
};

describe('a good file', () => {
  it('has every default filled in', () => {
    expect(load({ 'dev.json': MINIMAL })).toEqual([
      {
        name: 'dev',
        production: false,
        account: '111111111111',
        region: 'eu-west-1',
        auth0: {
          domain: 'acme-dev.eu.auth0.com',
          integration: 'sms-gateway',
          phoneProvider: { replaceExisting: false },
          mfa: {},
          connection: {
            name: 'sms',
            template: 'Your verification code is {{ code }}',
            syntax: 'liquid',
            codeLength: 6,
            codeLifetimeSeconds: 180,
            disableSignup: false,
            bruteForceProtection: true,
            forwardRequestInfo: true,
            enabledClients: [],
          },
          driftCheck: true,
          rotation: { everyDays: 30 },
          onDelete: 'restore',
          revision: 1,
        },
        providers: { sns: { type: 'sns' } },
        routes: [{ countries: '*', providers: ['sns'] }],
        delivery: { budgetSeconds: 15, attemptTimeoutSeconds: 5 },
        testNumbers: [],
        sendLimits: {
          mode: 'enforce',
          onError: 'allow',
          premiumNumbers: 'block',
          alwaysAllow: { numbers: [], prefixes: [], cidrs: [] },
          alwaysBlock: { numbers: [], prefixes: [], cidrs: [] },
          perRecipient: { per10Minutes: 5, perDay: 15 },
          perRange: { perHour: 10 },
          perIp: { perHour: 20 },
          countriesPerIp: { perDay: 3 },
          perCountry: { perHour: 200, overrides: {} },
          total: { perHour: 5000 },
          adaptive: {
            factor: 8,
            floorPerHour: 10,
            floorPerDay: 400,
            halfLifeHours: 72,
            learnHours: 48,
          },
          prices: {},
          duplicates: { mode: 'enforce', seconds: 10, correlatedSeconds: 900 },
        },
        text: { transliterate: false },
        api: { throttle: { requestsPerSecond: 50, burstRequests: 100 } },
        network: {},
        logs: { retentionDays: 30 },
        alarms: {},
        removalPolicy: 'retain',
      },
    ]);
  });

  it('keeps what it says', () => {
    const [environment] = load({
      'dev.json': {
        ...connection({
          name: 'sms-otp',
          sender: '+12025550123',
          enabledClients: ['a'.repeat(32)],
        }),
        providers: {
          ...TWO_PROVIDERS,
          tw: {
            type: 'twilio',
            accountSid: `AC${'0a'.repeat(16)}`,
            apiKeySid: `SK${'0a'.repeat(16)}`,
            messagingServiceSid: `MG${'0a'.repeat(16)}`,
            baseUrl: 'http://127.0.0.1:4010/twilio',
          },
          pl: {
            type: 'plivo',
            authId: 'MA0123456789ABCDEFGH',
            powerpackUuid: '01234567-89ab-cdef-0123-456789abcdef',
            baseUrl: 'https://api.plivo.example:8443/eu',
          },
        },
        routes: [
          { countries: ['US', 'CA'], providers: ['tw', 'sns'] },
          { countries: ['XK'], providers: ['pl', 'clickatell'] },
        ],
        network: { allowedCidrs: ['203.0.113.0/24', '2001:db8::/32'] },
      },
    });
    expect(environment).toMatchObject({
      auth0: { connection: { name: 'sms-otp', sender: '+12025550123' } },
      providers: { tw: { baseUrl: 'http://127.0.0.1:4010/twilio' }, pl: { type: 'plivo' } },
      routes: [{ countries: ['US', 'CA'] }, { countries: ['XK'] }],
      network: { allowedCidrs: ['203.0.113.0/24', '2001:db8::/32'] },
    });
  });

  it('routes every country to all providers, in the order of the file, when it has no routes', () => {
    const [environment] = load({ 'dev.json': { ...MINIMAL, providers: TWO_PROVIDERS } });
    expect(environment?.routes).toEqual([{ countries: '*', providers: ['sns', 'clickatell'] }]);
  });

  it('may draw the first provider of a route by weight', () => {
    const providers = [
      { name: 'sns', weight: 70 },
      { name: 'clickatell', weight: 30 },
    ];
    const [environment] = load({
      'dev.json': {
        ...MINIMAL,
        providers: TWO_PROVIDERS,
        routes: [{ countries: '*', providers }],
      },
    });
    expect(environment?.routes).toEqual([{ countries: '*', providers }]);
  });

  it.each<[string, readonly object[]]>([
    [
      'clients',
      [
        { countries: ['DE'], clients: ['a'], providers: ['sns'] },
        { countries: ['DE'], clients: ['a', 'b'], providers: ['sns'] },
      ],
    ],
    [
      'organizations',
      [
        { countries: '*', organizations: ['org_1'], providers: ['sns'] },
        { countries: ['DE'], providers: ['sns'] },
      ],
    ],
    [
      'clients of any organization, and organizations of any client',
      [
        { countries: ['DE'], clients: ['a'], providers: ['sns'] },
        { countries: ['DE'], organizations: ['org_1'], providers: ['sns'] },
        { countries: ['DE'], providers: ['sns'] },
      ],
    ],
    [
      'methods',
      [
        { countries: ['DE'], providers: ['sns'] },
        { countries: ['DE'], methods: ['voice'], providers: ['twilio'] },
      ],
    ],
  ])('may have several routes to one country for different %s', (_, routes) => {
    expect(load({ 'dev.json': routed(...routes) })).toHaveLength(1);
  });

  it('may give a provider other settings per country, and a time of its own', () => {
    const perCountry = {
      US: { from: '+12025550124' },
      SG: { from: 'Acme', edge: 'singapore', region: 'sg1' },
    };
    const [environment] = load({
      'dev.json': provider({ ...TWILIO, attemptTimeoutSeconds: 8, perCountry }),
    });
    expect(environment?.providers).toEqual({
      main: { ...TWILIO, attemptTimeoutSeconds: 8, perCountry },
    });
  });

  it('may say what is done to the text', () => {
    const text = { transliterate: true, autofillDomain: 'login.example.com' };
    const [environment] = load({ 'dev.json': { ...MINIMAL, text } });
    expect(environment?.text).toEqual(text);
  });

  it.each([
    ['in general', provider(SINCH)],
    [
      'per country',
      provider({ ...SINCH, servicePlanId: 'plan', perCountry: { DE: { servicePlanId: PLAN } } }),
    ],
  ])('may name a service plan that looks like a key, %s', (_, file) => {
    expect(load({ 'dev.json': file })).toHaveLength(1);
  });

  it('may name a client by 32 hexadecimal digits', () => {
    const clients = ['0123456789abcdef0123456789abcdef'];
    expect(
      load({ 'dev.json': routed({ countries: ['DE'], clients, providers: ['sns'] }) }),
    ).toHaveLength(1);
  });

  it('caps the default of an attempt by a smaller budget', () => {
    const [environment] = load({ 'dev.json': { ...MINIMAL, delivery: { budgetSeconds: 3 } } });
    expect(environment?.delivery).toEqual({ budgetSeconds: 3, attemptTimeoutSeconds: 3 });
  });

  it.each([
    ['liquid with filters', 'liquid', 'Code: {{- password | strip }}'],
    ['macros', 'md_with_macros', 'Code: @@password@@'],
  ])('may hold a template of %s', (_, syntax, template) => {
    expect(load({ 'dev.json': connection({ syntax, template }) })).toHaveLength(1);
  });

  it.each([
    [undefined, { everyDays: 30 }],
    [{}, { everyDays: 30 }],
    [{ everyDays: 7 }, { everyDays: 7 }],
    [false, false],
  ])('may say how often the token is rotated: %j is %j', (rotation, meant) => {
    const [environment] = load({
      'dev.json': { ...MINIMAL, auth0: { ...MINIMAL.auth0, rotation } },
    });
    expect(environment?.auth0.rotation).toEqual(meant);
  });

  it('may start with a byte order mark', () => {
    expect(load({ 'dev.json': `\uFEFF${JSON.stringify(MINIMAL)}` })).toHaveLength(1);
  });

  it.each(['http://127.0.0.1:4400', 'http://localhost:4400', 'login.acme.co.uk', 'a.xn--p1ai'])(
    'may name the domain %s',
    (domain) => {
      expect(load({ 'dev.json': { ...MINIMAL, auth0: { domain } } })).toHaveLength(1);
    },
  );
});

describe('a folder', () => {
  it('gives one environment per file, by name, and nothing for other files', () => {
    const other = { ...MINIMAL, auth0: { domain: 'acme.eu.auth0.com' } };
    const environments = load({
      'prod.json': other,
      'dev.json': MINIMAL,
      'environment.schema.json': '{',
      'README.md': 'read me',
    });
    expect(environments.map(({ name }) => name)).toEqual(['dev', 'prod']);
  });

  it('without an environment file is a fault', () => {
    write({ 'environment.schema.json': {} });
    expect(loadEnvironments(folder)).toEqual({
      ok: false,
      error: [
        {
          file: folder,
          path: '',
          problem: 'holds no environment file',
          allowed: 'a folder with at least one environment file, such as dev.json',
        },
      ],
    });
  });

  it('that does not exist is a fault', () => {
    const loaded = loadEnvironments(join(folder, 'nowhere'));
    expect(loaded.ok ? '' : formatFaults(loaded.error)).toContain(
      'nowhere cannot be read (ENOENT)\n  allowed: a folder with at least one environment file',
    );
  });

  it('named like an environment is a fault, not a crash', () => {
    mkdirSync(join(folder, 'dev.json'));
    expect(messageFor({})).toBe('dev.json cannot be read (EISDIR)\n  allowed: a readable file');
  });
});

const HOST =
  'a lower-case host name without scheme, port or path, such as "acme.eu.auth0.com" (in tests, "http://127.0.0.1:<port>")';
const ADDRESS =
  'an https:// address without a slash at its end, query or credentials (in tests, "http://127.0.0.1:<port>")';
const TEMPLATE =
  'text of 1 to 5120 characters that holds {{ code }} or {{ password }}, or @@password@@ with the syntax "md_with_macros"';
const REACHED =
  'a country that no earlier route takes, or one for other methods, clients or organizations than that';
const TOP_KEYS =
  '$schema, production, account, region, auth0, providers, routes, delivery, testNumbers, sendLimits, text, api, network, logs, alarms, removalPolicy';
const SENDER_ID = '3 to 11 letters and digits, with at least one letter';
const PROVIDER_NAMES = 'a list of provider names, at least one, each once';
const PROVIDER_TYPES = [...providerDefinitions.keys()].map((type) => `"${type}"`);
const DEV_SECRET = 'public values; put it in Secrets Manager under sms-gateway/dev';
const SECRET = 'looks like a secret, and this file is public';

/** [what is wrong, the content of dev.json, path and problem, what is allowed] */
const BAD_FILES: readonly (readonly [string, unknown, string, string])[] = [
  // Shape
  ['no object', [], ' is empty', 'an object in { }'],
  [
    'a missing key',
    { ...MINIMAL, account: undefined },
    ': account is missing',
    '12 digits in quotes',
  ],
  ['a missing section', { ...MINIMAL, auth0: undefined }, ': auth0 is missing', 'an object in { }'],
  [
    'an unknown key that nearly is one',
    { ...MINIMAL, route: [] },
    ': route is not a known key, did you mean "routes"?',
    TOP_KEYS,
  ],
  [
    'a key that comes later',
    { ...MINIMAL, receipts: {} },
    ': receipts is not a known key',
    TOP_KEYS,
  ],
  [
    'an account as a number',
    { ...MINIMAL, account: 111111111111 },
    ': account is 111111111111',
    '12 digits in quotes',
  ],
  ['a list for an object', { ...MINIMAL, delivery: [] }, ': delivery is empty', 'an object in { }'],
  [
    'a region that is none',
    { ...MINIMAL, region: 'Ireland' },
    ': region is "Ireland"',
    'an AWS region such as "eu-west-1"',
  ],
  [
    'a removal policy that is none',
    { ...MINIMAL, removalPolicy: 'retian' },
    ': removalPolicy is "retian", did you mean "retain"?',
    '"retain" or "destroy"',
  ],
  // Auth0
  [
    'a rotation every day and a half',
    { ...MINIMAL, auth0: { ...MINIMAL.auth0, rotation: { everyDays: 1.5 } } },
    ': auth0.rotation.everyDays is 1.5',
    'a whole number from 1 to 365',
  ],
  [
    'a rotation every second year',
    { ...MINIMAL, auth0: { ...MINIMAL.auth0, rotation: { everyDays: 730 } } },
    ': auth0.rotation.everyDays is 730',
    'a whole number from 1 to 365',
  ],
  [
    'a rotation without a period',
    { ...MINIMAL, auth0: { ...MINIMAL.auth0, rotation: true } },
    ': auth0.rotation is true',
    '{"everyDays": 1 to 365}, or false',
  ],
  ...['https://acme.eu.auth0.com', 'acme.eu.auth0.com/', 'acme.eu.auth0.com:443'].map(
    (domain) =>
      [
        `the domain ${domain}`,
        { ...MINIMAL, auth0: { domain } },
        `: auth0.domain is "${domain}"`,
        HOST,
      ] as const,
  ),
  [
    'a plain http domain that is not loopback',
    { ...MINIMAL, auth0: { domain: 'http://10.0.0.1:80' } },
    ': auth0.domain is "http://10.0.0.1:80"',
    HOST,
  ],
  [
    'a connection name that Auth0 refuses',
    connection({ name: 'sms_otp' }),
    ': auth0.connection.name is "sms_otp"',
    '1 to 128 letters, digits and single "-" between them',
  ],
  [
    'a connection name over the limit',
    connection({ name: 'a'.repeat(129) }),
    ': auth0.connection.name is text of 129 characters',
    '1 to 128 letters, digits and single "-" between them',
  ],
  [
    'a code longer than Auth0 can send',
    connection({ codeLength: 41 }),
    ': auth0.connection.codeLength is 41',
    'a whole number from 4 to 40',
  ],
  [
    'a code that lives too short',
    connection({ codeLifetimeSeconds: 59 }),
    ': auth0.connection.codeLifetimeSeconds is 59',
    'a whole number, 60 or more',
  ],
  [
    'a template without a code',
    connection({ template: 'Welcome to Acme' }),
    ': auth0.connection.template is "Welcome to Acme"',
    TEMPLATE,
  ],
  [
    'a template that is too long',
    connection({ template: `{{ code }}${' '.repeat(5111)}` }),
    ': auth0.connection.template is text of 5121 characters',
    TEMPLATE,
  ],
  [
    'a template of the other syntax',
    connection({ template: 'Code @@password@@' }),
    ': auth0.connection.template is written for the syntax "md_with_macros", so the message would hold no code',
    'a template for the syntax "liquid", or "syntax": "md_with_macros"',
  ],
  [
    'a syntax that the default template does not have',
    connection({ syntax: 'md_with_macros' }),
    ': auth0.connection.template is written for the syntax "liquid", so the message would hold no code',
    'a template for the syntax "md_with_macros", or "syntax": "liquid"',
  ],
  [
    'a sender over the limit',
    connection({ sender: '' }),
    ': auth0.connection.sender is ""',
    'text of 1 to 128 characters',
  ],
  [
    'a client that is named twice',
    connection({ enabledClients: ['one', 'two', 'one'] }),
    ': auth0.connection.enabledClients[2] is in the list twice',
    'a list of client ids of Auth0 applications, each once',
  ],
  [
    'a text for true',
    connection({ disableSignup: 'true' }),
    ': auth0.connection.disableSignup is "true"',
    'true or false',
  ],
  // Providers
  ['no provider', { ...MINIMAL, providers: {} }, ': providers is empty', 'at least one provider'],
  [
    'a provider name that is no name',
    { ...MINIMAL, providers: { 'SNS 1': { type: 'sns' } } },
    ': providers["SNS 1"] is not a name that can be used',
    '1 to 32 lower-case letters, digits and "-", starting with a letter',
  ],
  [
    'an unknown provider type',
    provider({ type: 'twillio' }),
    ': providers.main.type is "twillio", did you mean "twilio"?',
    `${PROVIDER_TYPES.slice(0, -1).join(', ')}, or ${PROVIDER_TYPES.at(-1)}`,
  ],
  [
    'an unknown setting of a provider',
    provider({ type: 'clickatell', form: '123456' }),
    ': providers.main.form is not a known key, did you mean "from"?',
    'type, baseUrl, attemptTimeoutSeconds, perCountry, from',
  ],
  [
    'a misspelled common setting',
    provider({ type: 'sns', baseURL: 'https://sns.example' }),
    ': providers.main.baseURL is not a known key, did you mean "baseUrl"?',
    'type, baseUrl, attemptTimeoutSeconds, perCountry, senderId, originationNumber, region, maxPriceUsd, entityId, templateId',
  ],
  [
    'settings that exclude one another',
    provider({
      type: 'plivo',
      authId: 'MA0123456789ABCDEFGH',
      src: '12025550123',
      powerpackUuid: '01234567-89ab-cdef-0123-456789abcdef',
    }),
    ': providers.main has settings that do not go together',
    'give either "src" or "powerpackUuid", not both',
  ],
  ...[
    'http://api.example.com',
    'https://api.example.com/',
    'https://u:p@api.example.com',
    'https://api.example.com:70000',
    'http://127.0.0.1.example.com:80',
  ].map(
    (baseUrl) =>
      [
        `the address ${baseUrl}`,
        provider({ type: 'sns', baseUrl }),
        `: providers.main.baseUrl is "${baseUrl}"`,
        ADDRESS,
      ] as const,
  ),
  [
    'settings for a country that is none',
    provider({ type: 'sns', perCountry: { UK: { senderId: 'Acme' } } }),
    ': providers.main.perCountry.UK is not a name that can be used',
    'an ISO 3166-1 alpha-2 country code such as "DE"',
  ],
  [
    'a country without settings',
    provider({ type: 'sns', perCountry: { US: '+12025550123' } }),
    ': providers.main.perCountry.US is "+12025550123"',
    'an object in { }',
  ],
  [
    'a setting for a country that is wrong',
    provider({ ...TWILIO, perCountry: { US: { from: 'A name too long' } } }),
    ': providers.main.perCountry.US.from is "A name too long"',
    'an E.164 number, a short code, or an alphanumeric sender ID of at most 11 characters',
  ],
  [
    'an unknown setting for a country',
    provider({ type: 'clickatell', perCountry: { US: { form: '12345' } } }),
    ': providers.main.perCountry.US.form is not a known key, did you mean "from"?',
    'from',
  ],
  ...['type', 'baseUrl', 'attemptTimeoutSeconds', 'perCountry'].map(
    (key) =>
      [
        `${key} for a country`,
        provider({ type: 'clickatell', perCountry: { US: { [key]: 'x' } } }),
        `: providers.main.perCountry.US.${key} is not a known key`,
        'from',
      ] as const,
  ),
  [
    'a setting for a country that does not go with the general ones',
    provider({ ...TWILIO, perCountry: { US: { messagingServiceSid: `MG${'0a'.repeat(16)}` } } }),
    ': providers.main.perCountry.US has settings that do not go together',
    'give either "from" or "messagingServiceSid", not both',
  ],
  [
    'a setting that is wrong in general, once, whatever countries there are',
    provider({ type: 'sns', senderId: 'A name too long', perCountry: { DE: {}, FR: {} } }),
    ': providers.main.senderId is "A name too long"',
    SENDER_ID,
  ],
  [
    'settings for a country that the provider never reaches',
    {
      ...MINIMAL,
      providers: { sns: { type: 'sns', perCountry: { DE: {}, FR: {} } } },
      routes: [{ countries: ['DE'], providers: ['sns'] }],
    },
    ': providers.sns.perCountry.FR is never read, because no route of this provider leads there',
    'countries of its routes',
  ],
  [
    'an attempt at a provider longer than the budget',
    { ...provider({ type: 'sns', attemptTimeoutSeconds: 5 }), delivery: { budgetSeconds: 4 } },
    ': providers.main.attemptTimeoutSeconds is 5, and the budget of all attempts together is 4',
    'a whole number from 1 to 4',
  ],
  [
    'an attempt at a provider longer than any budget',
    provider({ type: 'sns', attemptTimeoutSeconds: 26 }),
    ': providers.main.attemptTimeoutSeconds is 26',
    'a whole number from 1 to 25',
  ],
  // Routes
  [
    'a route to an unknown provider',
    {
      ...MINIMAL,
      providers: TWO_PROVIDERS,
      routes: [{ countries: '*', providers: ['sns', 'clickatel'] }],
    },
    ': routes[0].providers[1] is "clickatel", which is no provider of this file, did you mean "clickatell"?',
    'sns, clickatell',
  ],
  [
    'a country that no number has',
    { ...MINIMAL, routes: [{ countries: ['US', 'QQ'], providers: ['sns'] }] },
    ': routes[0].countries[1] is "QQ"',
    'an ISO 3166-1 alpha-2 country code such as "DE"',
  ],
  [
    'a country in lower case',
    { ...MINIMAL, routes: [{ countries: ['us'], providers: ['sns'] }] },
    ': routes[0].countries[0] is "us", did you mean "US"?',
    'an ISO 3166-1 alpha-2 country code such as "DE"',
  ],
  [
    'one country as a text',
    { ...MINIMAL, routes: [{ countries: 'US', providers: ['sns'] }] },
    ': routes[0].countries is "US"',
    '"*" for every country, or a list of ISO 3166-1 alpha-2 country codes',
  ],
  [
    'a route for no country',
    { ...MINIMAL, routes: [{ countries: [], providers: ['sns'] }] },
    ': routes[0].countries is empty',
    'a list of country codes such as "DE", at least one, each once',
  ],
  [
    'a route without a provider',
    {
      ...MINIMAL,
      routes: [
        { countries: ['US'], providers: [] },
        { countries: '*', providers: ['sns'] },
      ],
    },
    ': routes[0].providers is empty',
    PROVIDER_NAMES,
  ],
  ['no route', { ...MINIMAL, routes: [] }, ': routes is empty', 'at least one route'],
  [
    'a route behind the one for every country',
    {
      ...MINIMAL,
      routes: [
        { countries: '*', providers: ['sns'] },
        { countries: ['US'], providers: ['sns'] },
      ],
    },
    ': routes[1] is never reached, because routes[0] takes every country',
    REACHED,
  ],
  [
    'a country on two routes',
    {
      ...MINIMAL,
      routes: [
        { countries: ['US', 'CA'], providers: ['sns'] },
        { countries: ['DE', 'CA'], providers: ['sns'] },
      ],
    },
    ': routes[1].countries[1] is never reached, because routes[0] takes "CA"',
    REACHED,
  ],
  [
    'a country twice on one route',
    { ...MINIMAL, routes: [{ countries: ['US', 'US'], providers: ['sns'] }] },
    ': routes[0].countries[1] is in the list twice',
    'a list of country codes such as "DE", at least one, each once',
  ],
  ...(
    [
      [
        'the same clients',
        { clients: ['a', 'b'] },
        { clients: ['b'] },
        ': routes[1].countries[0] is never reached, because routes[0] takes "DE"',
      ],
      [
        'some clients, behind the one for all',
        {},
        { clients: ['b'] },
        ': routes[1].countries[0] is never reached, because routes[0] takes "DE"',
      ],
      [
        'one organization, behind the one for all',
        { countries: '*' },
        { organizations: ['org_1'] },
        ': routes[1] is never reached, because routes[0] takes every country',
      ],
      [
        'calls, behind the one for both methods',
        { methods: ['text', 'voice'] },
        { methods: ['voice'] },
        ': routes[1].countries[0] is never reached, because routes[0] takes "DE"',
      ],
    ] as const
  ).map(
    ([name, first, second, problem]) =>
      [
        `a second route for ${name}`,
        {
          ...MINIMAL,
          providers: { twilio: TWILIO },
          routes: [first, second].map((changes) => ({
            countries: ['DE'],
            providers: ['twilio'],
            ...changes,
          })),
        },
        problem,
        REACHED,
      ] as const,
  ),
  [
    'a provider twice on one route',
    routed({ countries: ['DE'], providers: ['sns', 'clickatell', 'sns'] }),
    ': routes[0].providers[2] is in the list twice',
    PROVIDER_NAMES,
  ],
  [
    'a provider twice among weights',
    routed({
      countries: ['DE'],
      providers: [
        { name: 'sns', weight: 1 },
        { name: 'sns', weight: 2 },
      ],
    }),
    ': routes[0].providers[1].name is in the list twice',
    PROVIDER_NAMES,
  ],
  [
    'a weight for an unknown provider',
    routed({ countries: ['DE'], providers: [{ name: 'snss', weight: 1 }] }),
    ': routes[0].providers[0].name is "snss", which is no provider of this file, did you mean "sns"?',
    'sns, clickatell, twilio',
  ],
  [
    'a weight for one of two providers',
    routed({ countries: ['DE'], providers: [{ name: 'sns', weight: 70 }, 'clickatell'] }),
    ': routes[0].providers has a weight for some providers and none for others',
    'names alone, or {"name": "…", "weight": 1 to 1000} for each',
  ],
  ...[0, 1.5, 1001].map(
    (weight) =>
      [
        `the weight ${weight}`,
        routed({ countries: ['DE'], providers: [{ name: 'sns', weight }] }),
        `: routes[0].providers[0].weight is ${weight}`,
        'a whole number from 1 to 1000',
      ] as const,
  ),
  [
    'a provider that is a number',
    routed({ countries: ['DE'], providers: [7] }),
    ': routes[0].providers[0] is 7',
    'the name of a provider of this file, or {"name": "…", "weight": 1 to 1000}',
  ],
  [
    'a method that is none',
    routed({ countries: ['DE'], methods: ['fax'], providers: ['sns'] }),
    ': routes[0].methods[0] is "fax"',
    '"text" or "voice"',
  ],
  [
    'a route by no method',
    routed({ countries: ['DE'], methods: [], providers: ['sns'] }),
    ': routes[0].methods is empty',
    'a list of "text" and "voice", at least one, each once',
  ],
  [
    'calls without a provider that can call',
    routed({ countries: ['DE'], methods: ['text', 'voice'], providers: ['sns', 'clickatell'] }),
    ': routes[0].methods[1] is "voice", and no provider of this route can call',
    'a provider of a type that can: aws-end-user-messaging, twilio, twilio-verify, vonage',
  ],
  [
    'a route for no client',
    routed({ countries: ['DE'], clients: [], providers: ['sns'] }),
    ': routes[0].clients is empty',
    'a list of client ids of Auth0 applications, at least one, each once',
  ],
  [
    'an organization with a space',
    routed({ countries: ['DE'], organizations: ['Acme Inc'], providers: ['sns'] }),
    ': routes[0].organizations[0] is "Acme Inc"',
    'an organization id without spaces',
  ],
  [
    'a registration elsewhere',
    routed({ countries: ['US'], registered: ['US', 'CA'], providers: ['twilio'] }),
    ': routes[0].registered[1] is "CA", which this route does not name',
    'countries that the route names',
  ],
  [
    'no sender that can reach a country',
    {
      ...MINIMAL,
      providers: { sns: { type: 'sns', senderId: 'Acme' }, twilio: { ...TWILIO, from: 'Acme' } },
      routes: [{ countries: ['DE', 'US'], registered: ['US'], providers: ['sns', 'twilio'] }],
    },
    ': routes[0].countries[1] is "US", where networks carry no sender IDs, and every provider of this route sends from one',
    'a number as the sender of at least one provider, for instance in its perCountry.US',
  ],
  [
    'a provider on no route',
    { ...MINIMAL, providers: TWO_PROVIDERS, routes: [{ countries: '*', providers: ['sns'] }] },
    ': providers.clickatell is on no route, so it would never send anything',
    'add it to a route, or remove it',
  ],
  // Delivery, API, network, logs
  [
    'a budget over what API Gateway waits',
    { ...MINIMAL, delivery: { budgetSeconds: 26 } },
    ': delivery.budgetSeconds is 26',
    'a whole number from 1 to 25',
  ],
  [
    'an attempt longer than the budget',
    { ...MINIMAL, delivery: { budgetSeconds: 4, attemptTimeoutSeconds: 5 } },
    ': delivery.attemptTimeoutSeconds is 5, and the budget of all attempts together is 4',
    'a whole number from 1 to 4',
  ],
  [
    'a domain with a scheme in the text',
    { ...MINIMAL, text: { autofillDomain: 'https://example.com' } },
    ': text.autofillDomain is "https://example.com"',
    'a lower-case host name such as "example.com"',
  ],
  [
    'half a request',
    { ...MINIMAL, api: { throttle: { requestsPerSecond: 0.5 } } },
    ': api.throttle.requestsPerSecond is 0.5',
    'a whole number from 1 to 10000',
  ],
  ...['203.0.113.0', '203.0.113.0/33', '999.0.0.0/8', '2001:db8::/129'].map(
    (cidr) =>
      [
        `the range ${cidr}`,
        { ...MINIMAL, network: { allowedCidrs: [cidr] } },
        `: network.allowedCidrs[0] is "${cidr}"`,
        'an IPv4 or IPv6 range such as "203.0.113.0/24"',
      ] as const,
  ),
  [
    'no range at all',
    { ...MINIMAL, network: { allowedCidrs: [] } },
    ': network.allowedCidrs is empty',
    'a list of IPv4 or IPv6 ranges such as "203.0.113.0/24", at least one, each once',
  ],
  [
    'a retention that CloudWatch does not know',
    { ...MINIMAL, logs: { retentionDays: 31 } },
    ': logs.retentionDays is 31',
    'a period that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653',
  ],
  // Secrets
  [
    'a credential among the settings',
    provider({ type: 'clickatell', apiKey: 'x' }),
    `: providers.main.apiKey ${SECRET}`,
    `${DEV_SECRET}/providers/main`,
  ],
  [
    'a client secret',
    { ...MINIMAL, auth0: { ...MINIMAL.auth0, client_secret: 'x' } },
    `: auth0.client_secret ${SECRET}`,
    `${DEV_SECRET}/auth0-management`,
  ],
  [
    'a token in the place of a sender',
    connection({ sender: '0123456789abcdef0123456789abcdef' }),
    `: auth0.connection.sender ${SECRET}`,
    `${DEV_SECRET}/auth0-management`,
  ],
  [
    'an unknown key with a secret value',
    { ...MINIMAL, comment: 'AKIAIOSFODNN7EXAMPLE' },
    `: comment ${SECRET}`,
    'public values; put it in Secrets Manager',
  ],
  [
    'a token in the place of a sender of one country',
    provider({ type: 'sns', perCountry: { US: { entityId: PLAN } } }),
    `: providers.main.perCountry.US.entityId ${SECRET}`,
    `${DEV_SECRET}/providers/main`,
  ],
  [
    'a token in an address',
    provider({
      type: 'http',
      url: `https://api.example/send?key=${PLAN}&to={{to}}&text={{text}}`,
      method: 'GET',
    }),
    `: providers.main.url ${SECRET}`,
    `${DEV_SECRET}/providers/main`,
  ],
  [
    'a service plan that is a JSON web token',
    provider({ ...SINCH, servicePlanId: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln' }),
    `: providers.main.servicePlanId ${SECRET}`,
    `${DEV_SECRET}/providers/main`,
  ],
  [
    'a key in the place of a key that is public',
    provider({ type: 'messagemedia', apiKey: PLAN }),
    `: providers.main.apiKey ${SECRET}`,
    `${DEV_SECRET}/providers/main`,
  ],
  // JSON
  [
    'a comma too many',
    '{\n  "account": "1",\n}',
    ': line 3, column 1 is not JSON',
    'a key in double quotes, and no comma before a closing bracket',
  ],
  [
    'half a file',
    '{\n  "account": "1"',
    ': line 2, column 17 is where the file ends too soon',
    '"," or "}"',
  ],
  [
    'a key twice',
    JSON.stringify(MINIMAL).replace('"sns":', '"sns":{"type":"clickatell"},"sns":'),
    ': providers.sns is there twice, and only the last would count',
    'each key once',
  ],
];

describe('a bad file', () => {
  it.each(BAD_FILES)('%s is one readable fault', (_, content, problem, allowed) => {
    expect(messageFor({ 'dev.json': content })).toBe(`dev.json${problem}\n  allowed: ${allowed}`);
  });

  it.each(['Prod', 'prod_1', '1st', 'a'.repeat(33), 'dev-auth0'])(
    'named %s.json cannot be an environment',
    (name) => {
      expect(messageFor({ [`${name}.json`]: MINIMAL })).toBe(
        `${name}.json has a name that cannot be used\n  allowed: 1 to 32 lower-case letters, digits and "-", starting with a letter and not ending in "-auth0"`,
      );
    },
  );

  it('shows every fault, next to each fault of every other file', () => {
    const message = messageFor({
      'dev.json': {
        acount: '111111111111',
        region: 'eu-west-1',
        auth0: { domain: 'https://acme.eu.auth0.com', domian: 1, connection: { codeLength: '6' } },
        providers: { sns: { type: 'sns', sender: 'Acme' }, other: { type: 'fax' } },
        routes: [{ countries: ['uk'], providers: ['sns', 'fax'] }],
        delivery: { attemptTimeoutSeconds: 20 },
      },
      'prod.json': '{ "account": nope }',
      'test.json': { ...MINIMAL, logs: { retentionDays: 2 } },
    });
    expect(message.split('\n').filter((line) => !line.startsWith('  allowed: '))).toEqual([
      'dev.json: acount is not a known key, did you mean "account"?',
      'dev.json: account is missing',
      'dev.json: auth0.domian is not a known key, did you mean "domain"?',
      'dev.json: auth0.domain is "https://acme.eu.auth0.com"',
      'dev.json: auth0.connection.codeLength is "6"',
      'dev.json: providers.other.type is "fax"',
      'dev.json: routes[0].countries[0] is "uk"',
      'dev.json: providers.sns.sender is not a known key, did you mean "senderId"?',
      'dev.json: routes[0].providers[1] is "fax", which is no provider of this file',
      'dev.json: delivery.attemptTimeoutSeconds is 20, and the budget of all attempts together is 15',
      'prod.json: line 1, column 14 is not JSON',
      expect.stringMatching(/^test\.json: logs\.retentionDays is 2/),
    ]);
  });

  it.each([
    ['an unknown key', { ...provider({ type: 'clickatell', apiKey: 'vKOPs8jTQaaJ0bX0Bd5Uxw==' }) }],
    ['a known key', provider({ type: 'clickatell', from: 'vKOPs8jTQaaJ0bX0Bd5Uxw==' })],
    ['a name', { ...MINIMAL, providers: { sk_live_vKOPs8jTQaaJ0bX0Bd5U: { type: 'sns' } } }],
    ['a key', { ...MINIMAL, sk_live_vKOPs8jTQaaJ0bX0Bd5U: 1 }],
    ['a route', { ...MINIMAL, routes: [{ countries: '*', providers: ['vKOPs8jTQaaJ0bX0B'] }] }],
    ['broken JSON', '{ "apiKey": "vKOPs8jTQaaJ0bX0Bd5Uxw=="; }'],
  ])('never repeats a secret that stands as %s', (_, content) => {
    const message = messageFor({ 'dev.json': content });
    expect(message).toContain('allowed: ');
    expect(message).not.toContain('vKOPs8');
  });
});

describe('two environments', () => {
  const named = (name: string) => ({
    ...MINIMAL,
    auth0: { domain: 'acme.eu.auth0.com', connection: { name } },
  });

  it('may share a tenant under two connections', () => {
    expect(load({ 'dev.json': named('sms-dev'), 'prod.json': named('sms') })).toHaveLength(2);
  });

  it('may not register the same connection of the same tenant', () => {
    const unnamed = { ...MINIMAL, auth0: { domain: 'acme.eu.auth0.com' } };
    expect(messageFor({ 'dev.json': unnamed, 'prod.json': named('sms') })).toBe(
      'prod.json: auth0.connection.name is the connection that dev.json registers with the same tenant; they would overwrite each other\n  allowed: a name that no other environment of this tenant has',
    );
  });
});
