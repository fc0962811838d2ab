import * as v from 'valibot';
import { cidrSchema, countryKeySchema, countrySchema, ROUTABLE_COUNTRIES } from './common-schema';
import { distinctList, matching, oneOf, section, wholeNumber } from './wording';

/** `sendLimits`: who may be sent a message, and how often. docs/send-limits.md tells when to change what. */

const limitMode = v.pipe(
  v.optional(oneOf(['enforce', 'shadow', 'off'])),
  v.metadata({ whenAbsent: '`sendLimits.mode`' }),
  v.description('For this limit alone.'),
);

const ceiling = (count: number, what: string) =>
  v.pipe(v.optional(wholeNumber(1, 10_000_000), count), v.description(what));

const phoneNumbers = v.optional(
  distinctList(
    matching(/^\+[1-9]\d{6,14}$/, 'a phone number such as "+12025550123"'),
    0,
    'phone numbers such as "+12025550123"',
  ),
  [],
);
const prefixes = v.optional(
  distinctList(
    matching(/^\+[1-9]\d{0,13}$/, 'the beginning of a phone number, such as "+4477"'),
    0,
    'beginnings of phone numbers, such as "+4477"',
  ),
  [],
);

const exceptions = (meaning: string, what: string, whatOfAddresses = what) =>
  v.pipe(
    v.optional(
      section({
        numbers: v.pipe(phoneNumbers, v.description(`Phone numbers ${what}.`)),
        prefixes: v.pipe(prefixes, v.description(`Beginnings of phone numbers ${what}.`)),
        cidrs: v.pipe(
          v.optional(distinctList(cidrSchema, 0, 'ranges such as "203.0.113.0/24"'), []),
          v.description(`Addresses of people who ask for a code, ${whatOfAddresses}.`),
        ),
      }),
      {},
    ),
    v.description(meaning),
  );

const usd = (what: string) =>
  v.pipe(
    v.optional(
      v.pipe(
        v.number('an amount of US dollars, such as 20'),
        v.gtValue(0, 'an amount of US dollars, such as 20'),
      ),
    ),
    v.description(what),
  );

const PRICE_KEY = 'a country code such as "DE", or "*"';
/** A JSON Schema takes no list of values for keys. */
const priceKeySchema = v.pipe(
  matching(/^(?:\*|[A-Z]{2})$/, PRICE_KEY),
  v.check((key) => key === '*' || ROUTABLE_COUNTRIES.includes(key), PRICE_KEY),
);

const priceSchema = v.pipe(
  v.number('a price in US dollars, such as 0.08'),
  v.minValue(0, 'a price in US dollars, such as 0.08'),
);

export const sendLimitsSchema = v.pipe(
  v.optional(
    section({
      mode: v.pipe(
        v.optional(oneOf(['enforce', 'shadow']), 'enforce'),
        v.description(
          'Of every limit that has no mode of its own. `shadow` decides and records, and lets the message through.',
        ),
      ),
      onError: v.pipe(
        v.optional(oneOf(['allow', 'deny']), 'allow'),
        v.description(
          'When DynamoDB does not answer within 300 ms: send without counting, or answer 503.',
        ),
      ),
      countries: v.pipe(
        v.optional(distinctList(countrySchema, 1, 'country codes such as "DE"')),
        v.metadata({ whenAbsent: 'every country that a route leads to' }),
        v.description(
          'Countries that may be sent to, whatever the routes say. The one limit that every environment for production should have.',
        ),
      ),
      premiumNumbers: v.pipe(
        v.optional(oneOf(['block', 'allow']), 'block'),
        v.description(
          'Numbers that are known to cost extra (premium rate and shared cost), by the metadata of libphonenumber.',
        ),
      ),
      alwaysAllow: exceptions(
        'Exempt from limits, though never from `spend`.',
        'that only `spend` stops',
        'whom `perIp` and `countriesPerIp` do not concern; every other limit does',
      ),
      alwaysBlock: exceptions('Refused, whatever else is said.', 'that nothing is sent to'),
      perRecipient: v.pipe(
        v.optional(
          section({
            mode: limitMode,
            per10Minutes: ceiling(5, 'Messages to one number in ten minutes.'),
            perDay: ceiling(15, 'Messages to one number in a day.'),
          }),
          {},
        ),
        v.description('Messages to one number.'),
      ),
      perRange: v.pipe(
        v.optional(
          section({
            mode: limitMode,
            perHour: ceiling(
              10,
              'Messages in an hour to numbers that differ in their last three digits only.',
            ),
          }),
          {},
        ),
        v.description(
          'Messages to numbers that are neighbours, as those of a range that somebody earns from.',
        ),
      ),
      perIp: v.pipe(
        v.optional(
          section({
            mode: limitMode,
            perHour: ceiling(20, 'Messages that one address asks for in an hour.'),
          }),
          {},
        ),
        v.description(
          'Messages that one person asks for, as far as an address tells: an IPv4 address, or a /64 of IPv6.',
        ),
      ),
      countriesPerIp: v.pipe(
        v.optional(
          section({
            mode: limitMode,
            perDay: ceiling(3, 'Countries to which one address asks for messages in a day.'),
          }),
          {},
        ),
        v.description('People live in one country.'),
      ),
      perCountry: v.pipe(
        v.optional(
          section({
            mode: limitMode,
            perHour: ceiling(200, 'Messages to one country in an hour.'),
            overrides: v.pipe(
              v.optional(
                v.record(
                  countryKeySchema,
                  wholeNumber(1, 10_000_000),
                  'an object in { }, by country',
                ),
                {},
              ),
              v.description(
                'The same for single countries: `{"US": 3000}`. A country with a ceiling of its own is a market of yours, so `adaptive` leaves it alone.',
              ),
            ),
          }),
          {},
        ),
        v.description('Messages to one country.'),
      ),
      total: v.pipe(
        v.optional(
          section({
            mode: limitMode,
            perHour: ceiling(5000, 'Messages to everybody in an hour.'),
          }),
          {},
        ),
        v.description('Messages to everybody.'),
      ),
      adaptive: v.pipe(
        v.optional(
          section({
            mode: limitMode,
            factor: v.pipe(
              v.optional(wholeNumber(1, 100), 8),
              v.description('Times the usual hour of the country.'),
            ),
            floorPerHour: ceiling(10, 'No ceiling is lower than this.'),
            floorPerDay: v.pipe(
              v.optional(wholeNumber(0, 10_000_000), 400),
              v.description(
                'Messages that a country may take in 24 hours, up to a quarter of them in one hour, before the ceiling counts: room for a launch where nobody was.',
              ),
            ),
            halfLifeHours: v.pipe(
              v.optional(wholeNumber(1, 168), 72),
              v.description('Hours after which an hour weighs half.'),
            ),
            learnHours: v.pipe(
              v.optional(wholeNumber(1, 168), 48),
              v.description('Hours of history that it takes before the ceiling counts.'),
            ),
          }),
          {},
        ),
        v.description('A ceiling per country that follows what was usual there.'),
      ),
      spend: v.pipe(
        v.optional(
          section({
            hourlyUsd: usd('US dollars in an hour, by `prices`.'),
            dailyUsd: usd('US dollars in a day, by `prices`.'),
            action: v.pipe(
              v.optional(oneOf(['alarm', 'block', 'countries-only']), 'alarm'),
              v.description(
                'Above the ceiling: tell and go on, send nothing, or send to `spend.countries` alone.',
              ),
            ),
            countries: v.pipe(
              v.optional(distinctList(countrySchema, 0, 'country codes such as "DE"'), []),
              v.description('Countries that are still sent to with `countries-only`.'),
            ),
          }),
        ),
        v.metadata({ whenAbsent: 'no ceiling' }),
        v.description('Money that may be spent.'),
      ),
      prices: v.pipe(
        v.optional(v.record(priceKeySchema, priceSchema, 'an object in { }, by country'), {}),
        v.description(
          'US dollars for one part of a text by country, `*` for every other; a call counts as three. Where there is none, a rough estimate of public list prices stands in.',
        ),
      ),
      duplicates: v.pipe(
        v.optional(
          section({
            mode: v.pipe(
              v.optional(oneOf(['enforce', 'shadow', 'off']), 'enforce'),
              v.description(
                'Whether a repeat is answered and not sent again. `shadow` records that it is one, and sends it.',
              ),
            ),
            seconds: v.pipe(
              v.optional(wholeNumber(1, 600), 10),
              v.description('The same text to the same number within so many seconds is a repeat.'),
            ),
            correlatedSeconds: v.pipe(
              v.optional(wholeNumber(1, 3600), 900),
              v.description(
                "The same for a message that carries Auth0's correlation id, as those of our Action do.",
              ),
            ),
          }),
          {},
        ),
        v.description('Repeats of one message.'),
      ),
    }),
    {},
  ),
  v.description(
    'Limits against SMS pumping. They apply with these defaults when the section is absent.',
  ),
);

/** The section with every default filled in. */
export type SendLimitsSection = v.InferOutput<typeof sendLimitsSchema>;
