import type { SendLimitsConfig } from '../../lambda/contract';
import { createInMemoryLimits } from '../../lambda/gateway/adapters/in-memory-limits';
import { createKeyedHash } from '../../lambda/gateway/adapters/keyed-hash';
import type { Hash } from '../../lambda/gateway/core/limits/keys';
import { priceMicrosUsd } from '../../lambda/gateway/core/limits/price';
import { createSendLimits } from '../../lambda/gateway/core/limits/send-limits';
import { ok } from '../../lambda/shared/result';
import { recipientOf, type Message } from './message';

/** What became of one message. */
export interface Played {
  readonly message: Message;
  /** Which limit stopped it; `undefined` when it went out. */
  readonly stoppedBy?: string;
  /** What it costs, or would have. */
  readonly microsUsd: number;
}

/** The gateway's own hash, which takes most of the time: of texts that come again in every run. */
const rememberedHash = async (): Promise<Hash> => {
  const key = () => Promise.resolve(ok('of no environment'));
  const hash = await createKeyedHash('key', { get: key, refresh: key })();
  const known = new Map<string, string>();
  return (text) => {
    const hashed = known.get(text) ?? hash?.(text) ?? '';
    known.set(text, hashed);
    return hashed;
  };
};
const hash = rememberedHash();

/**
 * Messages in the order of time through the real send limits, with the in-memory store and a clock that
 * stands at each message's moment. A text of its own each: nobody asks twice for one code.
 */
export const play = async (
  messages: readonly Message[],
  config: SendLimitsConfig,
): Promise<readonly Played[]> => {
  let nowMs = 0;
  const now = () => nowMs;
  const limits = createSendLimits({
    config,
    store: createInMemoryLimits(now),
    hash: () => hash,
    now,
    onUnavailable: () => {
      throw new Error('the counters of this process cannot be away');
    },
  });
  const played: Played[] = [];
  for (const [n, message] of messages.entries()) {
    nowMs = message.atMs;
    const { country, ip } = message;
    const recipient = recipientOf(message);
    const microsUsd = priceMicrosUsd(country, 'text', 1, config.prices);
    const standing = limits.standing({ recipient, ip });
    if (standing.kind === 'blocked') {
      played.push({ message, microsUsd, stoppedBy: standing.reason });
      continue;
    }
    const request = { recipient, ip, method: 'text', text: `code ${n}`, segments: 1 } as const;
    const admission = await limits.admit(request);
    const stoppedBy = admission.kind === 'limited' ? admission.limit : admission.kind;
    played.push({ message, microsUsd, ...(stoppedBy !== 'admitted' && { stoppedBy }) });
  }
  return played;
};
