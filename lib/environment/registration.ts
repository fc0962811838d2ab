import type { ProviderSettings } from '../../lambda/contract';
import type { Environment, Route } from '../environment';
import { isObject, valueAt } from './values';

interface Requirement {
  /** What must be registered, to be read after "in US ". */
  readonly demand: string;
  /** Whether networks there show no sender ID of letters, whoever registers it. */
  readonly noSenderIds?: true;
}

/**
 * Countries that are known to want senders registered before the first message: not all there are.
 * Sources, with their dates, are in docs/routing.md; a country is listed with its source or not at all.
 */
const REQUIREMENTS: Readonly<Record<string, Requirement>> = {
  AU: { demand: 'sender IDs must be in the SMS Sender ID Register' },
  CA: { demand: 'toll-free numbers and short codes must be registered', noSenderIds: true },
  CN: { demand: 'text templates must be registered', noSenderIds: true },
  IE: { demand: 'sender IDs must be in the SMS Sender ID Registry' },
  IN: { demand: 'entity, sender ID and text template must be registered (DLT)' },
  JO: { demand: 'sender IDs must be registered' },
  PH: { demand: 'sender IDs must be registered' },
  QA: { demand: 'sender IDs must be registered' },
  SG: { demand: 'sender IDs must be in the SMS Sender ID Registry (SSIR)' },
  US: {
    demand: 'numbers must be registered (10DLC, toll-free or short code)',
    noSenderIds: true,
  },
};

export const registrationCountries: readonly string[] = Object.keys(REQUIREMENTS);

/** Countries whose networks show no sender IDs. */
export const countriesWithoutSenderIds: readonly string[] = Object.entries(REQUIREMENTS)
  .filter(([, { noSenderIds }]) => noSenderIds)
  .map(([country]) => country);

/** Settings by which providers are told whom a message comes from, whatever they call it. */
const SENDER_SETTINGS = [
  'from',
  'messagingServiceSid',
  'originationIdentity',
  'originationNumber',
  'originator',
  'powerpackUuid',
  'sender',
  'senderId',
  'sourceNumber',
  'src',
];

/** A name in place of a number. Ids of numbers, pools and services are longer. */
const SENDER_ID = /^(?=.*[A-Za-z]).{1,11}$/;

/** Whether a provider would send to a country from a sender ID and nothing else. */
export const usesSenderId = (
  provider: Readonly<Record<string, unknown>>,
  country: string,
): boolean => {
  const overrides = valueAt(provider, 'perCountry', country);
  const settings = { ...provider, ...(isObject(overrides) && overrides) };
  const senders = SENDER_SETTINGS.map((key) => valueAt(settings, key)).filter(
    (sender) => typeof sender === 'string',
  );
  return senders.length > 0 && senders.every((sender) => SENDER_ID.test(sender));
};

/**
 * What an operator should look at before the first message, in whole sentences. None of it is a
 * fault: whether a sender is registered is known to providers and not to us.
 */
export const registrationWarnings = ({ name, routes, providers }: Environment): readonly string[] =>
  routes
    .flatMap((route, index) =>
      textCountriesOf(route).flatMap((country) => [
        ...registrationWarning(route, country, `routes[${index}].registered`),
        ...senderWarnings(route, country, providers),
      ]),
    )
    .map((sentence) => `warning: ${name}: ${sentence} (docs/routing.md)`);

const textCountriesOf = ({ countries, methods = ['text'] }: Route): readonly string[] =>
  countries === '*' || !methods.includes('text') ? [] : countries;

const registrationWarning = (
  { registered = [] }: Route,
  country: string,
  place: string,
): readonly string[] => {
  const requirement = REQUIREMENTS[country];
  return requirement === undefined || registered.includes(country)
    ? []
    : [`in ${country} ${requirement.demand}; once that is done, add "${country}" to ${place}`];
};

const senderWarnings = (
  route: Route,
  country: string,
  providers: Readonly<Record<string, ProviderSettings>>,
): readonly string[] =>
  countriesWithoutSenderIds.includes(country)
    ? route.providers
        .map((provider) => (typeof provider === 'string' ? provider : provider.name))
        .filter((provider) => usesSenderId(providers[provider] ?? {}, country))
        .map(
          (provider) =>
            `networks in ${country} carry no sender IDs; give ${provider} a number in providers.${provider}.perCountry.${country}`,
        )
    : [];
