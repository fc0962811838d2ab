import type { ProviderName } from './names';
import type { ProviderState, RecipientRefusal } from './state';

/** How a provider takes a message to one number. */
export type MagicFault =
  Exclude<ProviderState, { readonly state: 'healthy' }> | { readonly state: RecipientRefusal };

export interface MagicNumber {
  /** E.164. */
  readonly number: string;
  readonly fault: MagicFault;
  /** Who behaves so; the others take the message. @default all providers */
  readonly providers?: readonly ProviderName[];
  /** For people, on the page and in docs/laptop-tenant.md. */
  readonly does: string;
}

/**
 * Numbers that bring one given fault about, whatever the providers' states: Twilio has such numbers for
 * its test credentials, and this does the same for all. The United States keep them for fiction, so
 * nobody is ever texted.
 */
export const MAGIC_NUMBERS: readonly MagicNumber[] = [
  {
    number: '+12025550189',
    fault: { state: 'throttled' },
    providers: ['twilio'],
    does: 'is throttled by Twilio and taken by the next provider',
  },
  { number: '+12025550190', fault: { state: 'rejecting' }, does: 'is no valid number' },
  { number: '+12025550191', fault: { state: 'unsubscribed' }, does: 'has answered STOP' },
  { number: '+12025550192', fault: { state: 'landline' }, does: 'is a landline' },
  { number: '+12025550193', fault: { state: 'throttled' }, does: 'meets too many requests' },
  { number: '+12025550194', fault: { state: 'out-of-credit' }, does: 'meets an empty account' },
  { number: '+12025550195', fault: { state: 'hanging' }, does: 'never gets an answer' },
  { number: '+12025550196', fault: { state: 'resetting' }, does: 'has its connection dropped' },
  {
    number: '+12025550197',
    fault: { state: 'slow', milliseconds: 2000 },
    does: 'is taken 2 seconds late',
  },
  {
    number: '+12025550198',
    fault: { state: 'carrier-refused' },
    does: 'is refused by its carrier',
  },
  { number: '+12025550199', fault: { state: 'failing' }, does: 'meets an internal error' },
];

/** What a provider does with a message to the number, when the number is a magic one. */
export const magicFault = (provider: string, to: string): MagicFault | undefined =>
  MAGIC_NUMBERS.find(
    ({ number, providers }) =>
      number === to && (providers?.some((name) => name === provider) ?? true),
  )?.fault;
