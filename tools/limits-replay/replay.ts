import type { SendLimitsConfig } from '../../lambda/contract';
import { createInMemoryLimits } from '../../lambda/gateway/adapters/in-memory-limits';
import { createSendLimits } from '../../lambda/gateway/core/limits/send-limits';
import type { LoggedMessage } from './logged-message';

/** One message, and what the limits that are tried say of it. */
export interface Replayed {
  readonly message: LoggedMessage;
  /** `unknown`: the log has no pseudonyms of it, so it cannot be counted. */
  readonly verdict: 'let-through' | 'stopped' | 'duplicate' | 'elsewhere' | 'unknown';
  /** Limit or rule, where it is stopped. */
  readonly by?: string;
  /** Limits in shadow mode that would have stopped it, had they been enforced. */
  readonly shadow: readonly string[];
}

/** Passes messages by the limits in the order of time, each at its moment. */
export const replay = async (
  messages: readonly LoggedMessage[],
  config: SendLimitsConfig,
): Promise<readonly Replayed[]> => {
  let nowMs = 0;
  const limits = createSendLimits({
    config,
    store: createInMemoryLimits(() => nowMs),
    // Nothing is hashed: the log has pseudonyms.
    hash: () => Promise.resolve(undefined),
    now: () => nowMs,
    onUnavailable: () => {
      throw new Error('the counters of this process cannot be away');
    },
  });

  const judge = async (message: LoggedMessage): Promise<Omit<Replayed, 'message'>> => {
    const { fate, country, method, segments, keys, exempt, isRepeat } = message;
    if (fate.kind === 'elsewhere' || fate.kind === 'duplicate')
      return { verdict: fate.kind, shadow: [] };
    if (isRepeat && config.duplicates.mode === 'enforce')
      return { verdict: 'duplicate', shadow: [] };
    const abroad = exempt !== 'number' && config.countries?.includes(country) === false;
    if (abroad && config.mode === 'enforce')
      return { verdict: 'stopped', by: 'countries', shadow: [] };
    // The lists name numbers and addresses, which the log does not hold: what was blocked by one still is.
    if (fate.kind === 'stopped' && BY_NUMBER.includes(fate.by))
      return { verdict: 'stopped', by: fate.by, shadow: [] };
    if (keys === undefined) return { verdict: 'unknown', shadow: [] };

    const admission = await limits.admitKeyed({ keys, country, method, segments, exempt });
    const shadow = [
      ...(abroad ? ['countries'] : []),
      ...(isRepeat && config.duplicates.mode === 'shadow' ? ['duplicate'] : []),
      ...admission.record.decisions
        .filter(({ mode, verdict }) => mode === 'shadow' && verdict === 'exceeded')
        .map(({ limit }) => limit),
    ];
    if (admission.kind === 'limited') return { verdict: 'stopped', by: admission.limit, shadow };
    if (admission.kind === 'admitted' && fate.kind === 'handed-on' && fate.sent !== 'yes')
      await limits.release(admission, fate.sent);
    return { verdict: 'let-through', shadow };
  };

  const replayed: Replayed[] = [];
  for (const message of messages.toSorted((a, b) => a.atMs - b.atMs)) {
    nowMs = message.atMs;
    replayed.push({ message, ...(await judge(message)) });
  }
  return replayed;
};

const BY_NUMBER: readonly string[] = ['always-block', 'premium-numbers'];

/** The same limits, with none of them in shadow mode. */
export const enforced = (config: SendLimitsConfig): SendLimitsConfig => ({
  ...(Object.fromEntries(
    Object.entries(config).map(([name, limit]: [string, unknown]) => [
      name,
      hasMode(limit) && limit.mode === 'shadow' ? { ...limit, mode: 'enforce' } : limit,
    ]),
  ) as unknown as SendLimitsConfig),
  mode: 'enforce',
});

const hasMode = (limit: unknown): limit is { readonly mode: string } =>
  typeof limit === 'object' && limit !== null && 'mode' in limit;
