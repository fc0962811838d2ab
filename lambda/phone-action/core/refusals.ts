import type { BlockReason } from '../../gateway/core/outcome';

/** Complete: a reason that the gateway may give has its sentence here. */
const BLOCKS: Readonly<Record<BlockReason, string>> = {
  country_not_allowed: 'the routes or sendLimits do not allow the country of this number',
  delivery_method_not_allowed: 'no route leads to this number by this delivery method',
  number_blocked: 'the number is in sendLimits.alwaysBlock',
  number_type_not_allowed: 'sendLimits does not allow premium-rate numbers',
  recipient_not_allowed: 'the number is not in delivery.onlyTo',
  recipient_unsubscribed: 'the recipient told the provider to stop',
  refused_by_provider: 'the provider takes the message for fraud',
};

/** What the gateway's words mean, for whoever reads the tenant's log (docs/phone-action.md). */
const MEANINGS: Readonly<Record<string, string>> = {
  invalid_request: 'it does not understand this Action; deploy the environment again',
  unauthorized: 'it does not accept the token; deploy the environment again',
  not_found: 'GATEWAY_URL leads to no gateway; deploy the environment again',
  too_large: 'the message is too long; shorten the phone template',
  invalid_recipient: 'no message can be sent to this number',
  rate_limited: 'a send limit is reached',
  blocked: 'it does not send to this recipient',
  ...BLOCKS,
  address_not_allowed: "Auth0's address is not in network.allowedCidrs",
  firewall: 'a firewall in front of it refuses Auth0',
  delivery_failed: 'every provider on the route failed',
  unavailable: 'its credentials, or AWS, are unavailable',
  timeout: 'it ran out of time',
};

const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  404: 'not_found',
  413: 'too_large',
  429: 'rate_limited',
};

/** What of an answer's body may be shown, and what it means. */
export interface Refusal {
  /** The gateway's own words that can be looked up, e.g. `blocked, country_not_allowed`. */
  readonly words: readonly string[];
  readonly meaning: string | undefined;
}

/**
 * The gateway's words for a refusal. What stands at the other end may be something else, so a word
 * that is not known is shown only if it has the shape of one and is no part of the message.
 */
export const readRefusal = (
  status: number,
  body: Readonly<Record<string, unknown>>,
  message: string,
): Refusal => {
  const written = lettersOf(message);
  const isShowable = (word: unknown): word is string =>
    typeof word === 'string' &&
    (Object.hasOwn(MEANINGS, word) ||
      (/^[a-z]+(_[a-z]+){0,5}$/.test(word) &&
        word.length <= 40 &&
        !written.includes(lettersOf(word))));
  const words = [body['error'], body['reason'], body['limit']].filter(isShowable);
  const telling = words.toReversed().find((word) => Object.hasOwn(MEANINGS, word));
  return { words, meaning: MEANINGS[telling ?? BY_STATUS[status] ?? ''] };
};

/** Spelled apart, a code is still the code. */
const lettersOf = (text: string): string => text.toLowerCase().replaceAll(/[^a-z\d]/g, '');
