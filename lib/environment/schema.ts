import * as v from 'valibot';
import type { DeliveryMethod } from '../../lambda/contract';
import type { AnyProviderDefinition } from '../../lambda/gateway/adapters/providers/provider';
import { providerRegistry } from '../../lambda/gateway/adapters/providers/registry';
import { alarmsSchema } from './alarms-schema';
import { auth0Schema, idSchema, LOOPBACK } from './auth0-schema';
import { cidrSchema, countryKeySchema, countrySchema } from './common-schema';
import { onlyToSchema, productionSchema, testNumbersSchema } from './outside-production-schema';
import { sendLimitsSchema } from './send-limits-schema';
import { distinctList, flag, matching, oneOf, section, wholeNumber } from './wording';

/**
 * The shape of `environments/<name>.json`: keys, defaults, limits and their meaning. The loader, the
 * committed JSON Schema and docs/environment.md are all made from it. What one key says about
 * another is in `rules.ts`.
 */

/** Every provider type that an environment file may name, by `type`. */
export const providerDefinitions: ReadonlyMap<string, AnyProviderDefinition> = new Map(
  Object.values<AnyProviderDefinition>(providerRegistry).map((definition) => [
    definition.type,
    definition,
  ]),
);

/**
 * The file's name without `.json`. It becomes part of stack names, secret names and the token's
 * audience. `-auth0` is what the second stack's name ends in, so `dev-auth0` would collide with `dev`.
 */
export const environmentNameSchema = matching(
  /^(?!.*-auth0$)[a-z][a-z0-9-]{0,31}$/,
  '1 to 32 lower-case letters, digits and "-", starting with a letter and not ending in "-auth0"',
);

const BASE_URL =
  'an https:// address without a slash at its end, query or credentials (in tests, "http://127.0.0.1:<port>")';

/** What every provider has beside the settings of its type. */
const baseUrlSchema = v.pipe(
  matching(
    new RegExp(
      String.raw`^(?:https://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?|${LOOPBACK})(?:/[A-Za-z0-9._~%-]+)*$`,
    ),
    BASE_URL,
  ),
  // The pattern cannot count ports.
  v.check((url) => URL.canParse(url), BASE_URL),
  v.description("Replaces the provider's own address, for a proxy or a test."),
);

/** What a provider holds for one country: settings of its type, checked together with the general ones. */
const overridesSchema = v.record(v.string(), v.unknown(), 'an object in { }');

/** Auth0 gives up after 30 seconds and API Gateway after 29; the rest is for the way there and back. */
export const MAX_BUDGET_SECONDS = 25;

/** A provider by name; the settings of its type are checked by that type's own schema. */
export const providerSchema = v.looseObject(
  {
    type: v.pipe(
      oneOf([...providerDefinitions.keys()]),
      v.description('Which provider this is; it decides what the other keys are.'),
    ),
    baseUrl: v.optional(baseUrlSchema),
    attemptTimeoutSeconds: v.pipe(
      v.optional(wholeNumber(1, MAX_BUDGET_SECONDS)),
      v.metadata({ whenAbsent: '`delivery.attemptTimeoutSeconds`' }),
      v.description('For one attempt at this provider; never more than `delivery.budgetSeconds`.'),
    ),
    perCountry: v.pipe(
      v.optional(v.record(countryKeySchema, overridesSchema, 'an object in { }, by country')),
      v.description(
        'Settings of its type that take the place of the general ones for numbers of a country, by ISO code: `{"US": {"from": "+12025550123"}}`.',
      ),
    ),
  },
  'an object in { }',
);

/** What every provider may hold, whatever its type. */
export const COMMON_SETTINGS: readonly string[] = Object.keys(providerSchema.entries);

const providerNameSchema = matching(
  /^[a-z][a-z0-9-]{0,31}$/,
  '1 to 32 lower-case letters, digits and "-", starting with a letter',
);

const countriesSchema = v.union(
  [v.literal('*', '"*"'), distinctList(countrySchema, 1, 'country codes such as "DE"')],
  '"*" for every country, or a list of ISO 3166-1 alpha-2 country codes',
);

const DELIVERY_METHODS: readonly DeliveryMethod[] = ['text', 'voice'];

const PROVIDER_NAMES = 'a list of provider names, at least one, each once';

const routeProvidersSchema = v.pipe(
  v.array(
    v.union(
      [
        v.string('the name of a provider of this file'),
        section({
          name: v.pipe(
            v.string('the name of a provider of this file'),
            v.description('Name of a provider of this file.'),
          ),
          weight: v.pipe(
            wholeNumber(1, 1000),
            v.description('Its share of first attempts, beside the other weights of the route.'),
          ),
        }),
      ],
      'the name of a provider of this file, or {"name": "…", "weight": 1 to 1000}',
    ),
    PROVIDER_NAMES,
  ),
  v.minLength(1, PROVIDER_NAMES),
  // That a name stands there once is a rule, since it can stand in two ways.
  v.metadata({ uniqueItems: true }),
);

const routeSchema = section({
  countries: v.pipe(
    countriesSchema,
    v.description('Countries of the recipient that take this route; `*` is every country.'),
  ),
  methods: v.pipe(
    v.optional(
      distinctList(v.picklist(DELIVERY_METHODS, '"text" or "voice"'), 1, '"text" and "voice"'),
    ),
    v.metadata({ whenAbsent: '`["text"]`' }),
    v.description(
      'How the code travels: an SMS, or a call that speaks it. Calls cost more and attract more fraud, so a route makes none unless it says so.',
    ),
  ),
  clients: v.pipe(
    v.optional(distinctList(idSchema('a client id'), 1, 'client ids of Auth0 applications')),
    v.metadata({ whenAbsent: 'every application, and unknown ones' }),
    v.description(
      'Applications that take this route. Auth0 names the application only through the phone provider, not through the SMS gateway.',
    ),
  ),
  organizations: v.pipe(
    v.optional(distinctList(idSchema('an organization id'), 1, 'ids of Auth0 organizations')),
    v.metadata({ whenAbsent: 'every organization, and none' }),
    v.description('Organizations that take this route; known where the application is.'),
  ),
  providers: v.pipe(
    routeProvidersSchema,
    v.description(
      'Names of providers, tried in this order. Or `{"name": "sns", "weight": 70}` for each: the first one is then drawn by weight, from 1 to 1000, and the others follow in order.',
    ),
  ),
  registered: v.pipe(
    v.optional(distinctList(countrySchema, 1, 'country codes such as "DE"')),
    v.description(
      'Countries of this route for which the senders of its providers are registered, or need not be: for these, `cdk synth` prints no warning (docs/routing.md).',
    ),
  ),
});

/** The only retention periods that CloudWatch Logs accepts. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

export const DEFAULT_BUDGET_SECONDS = 15;

/** What an environment file holds. */
export const environmentFileSchema = section({
  $schema: v.pipe(
    v.optional(v.string('the address of the JSON Schema')),
    v.metadata({ whenAbsent: 'none' }),
    v.description('`./environment.schema.json`, so that editors complete and check the file.'),
  ),
  production: productionSchema,
  account: v.pipe(
    matching(/^\d{12}$/, '12 digits in quotes'),
    v.description('AWS account to deploy into.'),
  ),
  region: v.pipe(
    matching(
      // Other partitions have other host names, which nothing here was tried with.
      /^(?:af|ap|ca|eu|il|me|mx|sa|us|us-gov)-[a-z]+-\d{1,2}$/,
      'an AWS region such as "eu-west-1"',
    ),
    v.description(
      'AWS region to deploy into; the nearer to the Auth0 tenant, the sooner the code.',
    ),
  ),
  auth0: auth0Schema,
  providers: v.pipe(
    v.record(providerNameSchema, providerSchema, 'an object in { }, by provider name'),
    v.minEntries(1, 'at least one provider'),
    v.description(
      'SMS providers by a name of your choice. Credentials go to Secrets Manager, never here.',
    ),
  ),
  routes: v.pipe(
    v.optional(
      v.pipe(v.array(routeSchema, 'a list of routes in [ ]'), v.minLength(1, 'at least one route')),
    ),
    v.metadata({ whenAbsent: 'one route for `*` with every provider, in the order of the file' }),
    v.description(
      'Which providers serve whom; the first route that fits country, method, application and organization is taken. A number from a country on no route is refused.',
    ),
  ),
  delivery: v.pipe(
    v.optional(
      section({
        budgetSeconds: v.pipe(
          v.optional(wholeNumber(1, MAX_BUDGET_SECONDS), DEFAULT_BUDGET_SECONDS),
          v.description(
            'For everything between the request from Auth0 and the answer. Auth0 gives up after 30 seconds, API Gateway after 29. At most 15 where Auth0 calls by an Action (`auth0.integration: "phone-provider"`, or `auth0.mfa`), which it ends after 20.',
          ),
        ),
        attemptTimeoutSeconds: v.pipe(
          v.optional(wholeNumber(1, MAX_BUDGET_SECONDS), 5),
          v.description(
            'For one attempt at one provider; never more than `budgetSeconds`, which also caps the default.',
          ),
        ),
        onlyTo: onlyToSchema,
      }),
      {},
    ),
    v.description(
      'How long the gateway may take to find a provider that accepts the message, and whom it may send to.',
    ),
  ),
  testNumbers: testNumbersSchema,
  sendLimits: sendLimitsSchema,
  text: v.pipe(
    v.optional(
      section({
        transliterate: v.pipe(
          v.optional(flag(), false),
          v.description(
            "Writes look-alike characters (`’` as `'`) in the SMS alphabet when that saves a part of the message. The code is never touched.",
          ),
        ),
        autofillDomain: v.pipe(
          v.optional(
            matching(
              /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/,
              'a lower-case host name such as "example.com"',
            ),
          ),
          v.metadata({ whenAbsent: 'no such line' }),
          v.description(
            'Domain of the sign-in page: adds the line `@example.com #123456`, by which browsers fill in the code.',
          ),
        ),
      }),
      {},
    ),
    v.description(
      'What is done to the text on its way. Calls and providers with a text of their own are not concerned.',
    ),
  ),
  api: v.pipe(
    v.optional(
      section({
        throttle: v.pipe(
          v.optional(
            section({
              requestsPerSecond: v.pipe(
                v.optional(wholeNumber(1, 10_000), 50),
                v.description('Requests per second that the API lets through on average.'),
              ),
              burstRequests: v.pipe(
                v.optional(wholeNumber(1, 5000), 100),
                v.description('Requests that the API lets through at once.'),
              ),
            }),
            {},
          ),
          v.description('Requests that are let through.'),
        ),
      }),
      {},
    ),
    v.description(
      'The API that Auth0 calls. Above its limits it answers 429, before the function runs.',
    ),
  ),
  network: v.pipe(
    v.optional(
      section({
        allowedCidrs: v.pipe(
          v.optional(distinctList(cidrSchema, 1, 'IPv4 or IPv6 ranges such as "203.0.113.0/24"')),
          v.metadata({ whenAbsent: 'every address' }),
          v.description(
            'Addresses that may call the API, on top of the token and never instead of it. Auth0 publishes its own, IPv4 only.',
          ),
        ),
      }),
      {},
    ),
    v.description('Who may reach the API.'),
  ),
  logs: v.pipe(
    v.optional(
      section({
        retentionDays: v.pipe(
          v.optional(
            v.picklist(
              RETENTION_DAYS,
              `a period that CloudWatch knows: ${RETENTION_DAYS.join(', ')}`,
            ),
            30,
          ),
          v.description('Days that logs are kept.'),
        ),
      }),
      {},
    ),
    v.description('Logs of the API and of the functions.'),
  ),
  alarms: alarmsSchema,
  removalPolicy: v.pipe(
    v.optional(oneOf(['retain', 'destroy']), 'retain'),
    v.description('Whether secrets, keys and tables outlive their stack.'),
  ),
});
