import type { AttemptOutcome, Message } from './attempt';

const WITHHELD = 'withheld';
const CODE_SHAPE = /^[A-Za-z0-9_.-]{1,40}$/;
const MESSAGE_ID_SHAPE = /^[\w.:-]{1,128}$/;

/**
 * Providers repeat what they were given in the oddest fields. What an attempt reports goes into
 * answers and logs, so it may not hold any part of the message: no piece of the text that looks
 * like a code, and not the number.
 */
export const scrubOutcome = (outcome: AttemptOutcome, message: Message): AttemptOutcome => {
  const reveals = revealing(message);
  if (outcome.class === 'accepted') {
    const { messageId } = outcome;
    const keep = messageId !== undefined && MESSAGE_ID_SHAPE.test(messageId) && !reveals(messageId);
    return keep ? { class: 'accepted', messageId } : { class: 'accepted' };
  }
  return CODE_SHAPE.test(outcome.code) && !reveals(outcome.code)
    ? outcome
    : { ...outcome, code: WITHHELD };
};

/** Whether a text that is about to be shown holds something of the message that nobody may see. */
export const revealing = ({
  to,
  text,
  code,
}: {
  readonly to: string;
  readonly text: string;
  readonly code?: string | undefined;
}): ((candidate: string) => boolean) => {
  const subscriber = to.replaceAll(/\D/g, '').slice(-7);
  // One-time codes: Auth0 makes them of digits, but its templates may put letters around them. One
  // that is known may be of letters alone, which no look at the text can tell from a word.
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => /\d/.test(word));
  // Templates may spell it apart: "123 456", "1-2-3-4".
  const spelledApart = text.match(/\d(?:[ \u00A0,.·-]{0,2}\d){3,}/g) ?? [];
  const secrets = [...words, ...spelledApart.map(compact), compact(code ?? '')]
    .filter((secret) => secret.length >= 4)
    .map((secret) => secret.toLowerCase());
  return (candidate) => {
    const digits = candidate.replaceAll(/\D/g, '');
    // Spelled apart it is still the code.
    const forms = [candidate, compact(candidate)].map((form) => form.toLowerCase());
    return (
      (subscriber.length > 2 && digits.includes(subscriber)) ||
      secrets.some((secret) => forms.some((form) => form.includes(secret)))
    );
  };
};

const compact = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, '');
