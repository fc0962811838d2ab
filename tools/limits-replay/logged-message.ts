import * as v from 'valibot';
import type { Exemption, RuleName } from '../../lambda/gateway/core/limits/destination';
import type { LogLine } from './log-lines';

/** One message as the log tells of it. */
export interface LoggedMessage {
  /** When Auth0 asked, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly country: string;
  readonly method: 'text' | 'voice';
  readonly segments: number;
  /** Who: pseudonyms, which only the environment's own key makes. Absent when nobody was counted. */
  readonly keys?: { readonly recipient: string; readonly range: string; readonly ip?: string };
  /** Named by `alwaysAllow` at the time. */
  readonly exempt?: Exemption;
  /** A repeat that shadow mode let through. */
  readonly isRepeat: boolean;
  readonly fate: Fate;
}

/** What became of it. */
export type Fate =
  /** It was handed to providers. `sent`: whether it went out; what did not is taken back. */
  | { readonly kind: 'handed-on'; readonly sent: 'yes' | 'maybe' | 'no' }
  /** A limit or a rule stopped it. */
  | { readonly kind: 'stopped'; readonly by: string }
  | { readonly kind: 'duplicate' }
  /** It went no further for a reason that no limit changes. */
  | { readonly kind: 'elsewhere' };

const lineSchema = v.object({
  time: v.pipe(v.string(), v.isoTimestamp()),
  outcome: v.string(),
  detail: v.optional(v.string()),
  country: v.optional(v.string()),
  method: v.optional(v.picklist(['text', 'voice'])),
  segments: v.optional(v.pipe(v.number(), v.minValue(0)), 1),
  durationMs: v.optional(v.number(), 0),
  keys: v.optional(
    v.object({ recipient: v.string(), range: v.string(), ip: v.optional(v.string()) }),
  ),
  exempt: v.optional(v.picklist(['number', 'address'])),
  limits: v.optional(v.array(v.unknown())),
  attempts: v.optional(v.array(v.object({ class: v.string() })), []),
});

const repeatSchema = v.object({ limit: v.literal('duplicate') });

type Line = v.InferOutput<typeof lineSchema>;

/** What a line says, or what is wrong with it: a sentence without its full stop. */
export const readMessage = ({
  where,
  value,
}: LogLine): { readonly message: LoggedMessage } | { readonly fault: string } | undefined => {
  const parsed = v.safeParse(lineSchema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const field = issue.path?.map(({ key }) => String(key)).join('.') ?? '';
    return { fault: `${where}: ${field} is ${issue.received}, and not ${issue.expected}` };
  }
  const { country, method = 'text', segments, keys, time, durationMs, exempt } = parsed.output;
  const { limits = [] } = parsed.output;
  // Refused before its number was read: no limit has a say.
  if (country === undefined) return undefined;
  return {
    message: {
      atMs: Date.parse(time) - durationMs,
      country,
      method,
      segments: Math.max(1, segments),
      ...(exempt && { exempt }),
      isRepeat: limits.some((limit) => v.is(repeatSchema, limit)),
      fate: fateOf(parsed.output),
      ...(keys && {
        keys: { recipient: keys.recipient, range: keys.range, ...(keys.ip && { ip: keys.ip }) },
      }),
    },
  };
};

/** Reasons of a block that are the limits' own, and the rule that each is the reason of. */
const RULES: ReadonlyMap<string, RuleName> = new Map([
  ['country_not_allowed', 'countries'],
  ['number_blocked', 'always-block'],
  ['number_type_not_allowed', 'premium-numbers'],
]);

const fateOf = ({ outcome, detail = '', attempts, limits }: Line): Fate => {
  if (outcome === 'duplicate') return { kind: 'duplicate' };
  if (outcome === 'rate_limited') return { kind: 'stopped', by: detail };
  const rule = RULES.get(detail);
  // Routes refuse countries for the same reason, without a word of a limit.
  if (outcome === 'blocked' && rule && limits) return { kind: 'stopped', by: rule };
  if (outcome === 'accepted') return { kind: 'handed-on', sent: 'yes' };
  if (attempts.length === 0) return { kind: 'elsewhere' };
  const unclear = attempts.some((attempt) => attempt.class === 'unknown');
  return { kind: 'handed-on', sent: unclear ? 'maybe' : 'no' };
};
