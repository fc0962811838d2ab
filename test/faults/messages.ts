import { draw } from './plan';

export interface SentMessage {
  readonly to: string;
  readonly text: string;
}

/** Numbers that the United States and Great Britain keep for fiction. */
const PLACES = [
  { prefix: '+120255501', digits: 2 },
  { prefix: '+141555501', digits: 2 },
  { prefix: '+131255501', digits: 2 },
  { prefix: '+447700900', digits: 3 },
] as const;

/** Characters that forms, JSON and SMS each treat in their own way. */
const TEMPLATES = [
  (code: string) => `Your Acme code is ${code}`,
  (code: string) => `Ihr Code: ${code} – gültig 3 Minuten`,
  (code: string) => `验证码 ${code}`,
  (code: string) => `"Acme" & Co. + 100%: ${code}\nDo not share it.`,
] as const;

/** The `index`-th message: no two of a run have the same text. */
export const messageAt = (seed: string, index: number): SentMessage => {
  const drawn = (what: string) => draw(seed, what, String(index));
  const { prefix, digits } = PLACES[Math.floor(drawn('place') * PLACES.length)] ?? PLACES[0];
  const rest = Math.floor(drawn('rest') * 10 ** digits);
  // A prime step visits every six digits before it comes back to one.
  const code = String(100_000 + ((index * 7_919 + 271_828) % 900_000));
  return {
    to: prefix + String(rest).padStart(digits, '0'),
    text: (TEMPLATES[Math.floor(drawn('text') * TEMPLATES.length)] ?? TEMPLATES[0])(code),
  };
};

/** What tells a message from all others of its run. */
export const keyOf = ({ to, text }: SentMessage): string => `${to} ${text}`;
