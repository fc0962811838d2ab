import type { DeliveryMethod, SendLimitsConfig } from '../../../contract';
import type { PhoneNumberDetails } from '../../../shared/phone-number';
import { decide, type Asked, type Decision } from './decisions';
import { standingOf, type BrokenRule, type Exemption, type Standing } from './destination';
import { createPastHours } from './hours';
import { isKnown } from './known';
import { keysOf, messageKeyOf, type Hash, type LimitKeys } from './keys';
import { planTakes, type LimitName, type PlannedTake } from './plan';
import { priceMicrosUsd } from './price';
import type { LimitStore, Taken } from './store';
import { windowsAt } from './windows';

export interface LimitRequest {
  readonly recipient: PhoneNumberDetails;
  readonly method: DeliveryMethod;
  readonly text: string;
  /** Parts of the text, each of which is paid for; 1 for a call. */
  readonly segments: number;
  /** Of the person who asks for the code, as Auth0 passes it on. */
  readonly ip?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** The same without anything that names a person: what a log line has, and a replay starts from. */
export interface KeyedRequest {
  readonly keys: LimitKeys;
  /** Says which message it is. @default - every message is its own */
  readonly message?: string;
  readonly isRepeatable?: boolean;
  readonly country: string;
  readonly method: DeliveryMethod;
  readonly segments: number;
  readonly exempt?: Exemption | undefined;
}

export type Admission =
  | Admitted
  /** The same message is on its way already. */
  | { readonly kind: 'duplicate'; readonly record: LimitRecord }
  | {
      readonly kind: 'limited';
      readonly limit: LimitName;
      readonly retryAfterSeconds: number;
      readonly record: LimitRecord;
    }
  /** The counters are away, and the environment wants nothing sent then. */
  | { readonly kind: 'unavailable'; readonly record: LimitRecord };

export interface Admitted {
  readonly kind: 'admitted';
  readonly record: LimitRecord;
  /** What was counted, to take it back by. */
  readonly planned: readonly PlannedTake[];
  /** What may have been counted, since the store did not answer. */
  readonly unanswered: readonly PlannedTake[];
}

/** For the log: pseudonyms, what was decided, what it costs. */
export interface LimitRecord {
  readonly keys?: LimitKeys;
  /** The operator has named the recipient or the requester. @default - neither */
  readonly exempt?: Exemption;
  readonly decisions: readonly Decision[];
  /** Rules without a counter that shadow mode let it break. @default - none */
  readonly broken?: readonly BrokenRule[];
  readonly costMicrosUsd: number;
  /** The counters could not be asked. */
  readonly storeAway?: boolean;
}

export interface SendLimits {
  /** Looks whether others have counted more, without making anybody wait. */
  readonly catchUp: () => void;
  /** What is known without counting. */
  readonly standing: (request: Pick<LimitRequest, 'recipient' | 'ip'>) => Standing;
  /** What the log may know of a message that is not even counted. Never rejects. */
  readonly recordOf: (request: Pick<LimitRequest, 'recipient' | 'ip'>) => Promise<LimitRecord>;
  /** Counts the message, or refuses it: one round trip to the store. Never rejects. */
  readonly admit: (request: LimitRequest) => Promise<Admission>;
  readonly admitKeyed: (request: KeyedRequest) => Promise<Admission>;
  /**
   * After a delivery that failed: the message may be sent again; where nothing can have gone out,
   * it does not count either. Never rejects.
   */
  readonly release: (admission: Admitted, sent: 'no' | 'maybe') => Promise<void>;
}

export interface SendLimitsOptions {
  readonly config: SendLimitsConfig;
  readonly store: LimitStore;
  /** `undefined` while the key of the hash cannot be read. */
  readonly hash: () => Promise<Hash | undefined>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Something other than a message's own counting failed: the background read, taking back. */
  readonly onUnavailable: () => void;
}

/** Who may be sent a message, and how often. The rules are in `plan.ts`. */
export const createSendLimits = ({
  config,
  store,
  hash,
  now,
  onUnavailable,
}: SendLimitsOptions): SendLimits => {
  const past = createPastHours({ store, now, onUnavailable });
  const { duplicates, onError, prices } = config;

  const giveBack = async (planned: readonly PlannedTake[]) => {
    await Promise.all(planned.map(({ take }) => store.giveBack(take))).catch(onUnavailable);
  };
  const endClaims = async (planned: readonly PlannedTake[]) => {
    const claims = planned.filter(({ take }) => take.claim !== undefined);
    await Promise.all(claims.map(({ take }) => store.endClaim(take))).catch(onUnavailable);
  };

  const away = async (
    record: LimitRecord,
    planned: readonly PlannedTake[],
    unanswered: readonly PlannedTake[],
  ): Promise<Admission> => {
    const told = { ...record, storeAway: true };
    if (onError === 'allow') return { kind: 'admitted', record: told, planned, unanswered };
    // Whoever does not answer is told, and not waited for once more.
    void endClaims(unanswered);
    await giveBack(planned);
    return { kind: 'unavailable', record: told };
  };

  const planOf = (request: KeyedRequest) => {
    const { keys, country, method, segments, exempt, message, isRepeatable = false } = request;
    const nowMs = now();
    const windows = windowsAt(nowMs);
    past.catchUp(windows.hour);
    const costMicrosUsd = priceMicrosUsd(country, method, segments, prices);
    const seconds = isRepeatable ? duplicates.correlatedSeconds : duplicates.seconds;
    const planned = planTakes({
      config,
      keys,
      country,
      costMicrosUsd,
      exempt,
      windows,
      past,
      ...(message !== undefined &&
        duplicates.mode !== 'off' && {
          claim: { message, nowMs, untilMs: nowMs + seconds * 1000 },
        }),
    });
    return { planned, windows, costMicrosUsd };
  };

  const admitKeyed = async (request: KeyedRequest): Promise<Admission> => {
    const { keys, exempt } = request;
    const { planned, windows, costMicrosUsd } = planOf(request);
    const asked = await Promise.all(
      planned.map(async (one) => ({
        ...one,
        result: await store.take(one.take).catch(() => undefined),
      })),
    );
    const answered = asked.filter(hasAnswered);
    const counted = answered.filter(({ result }) => result.taken);
    const refused = answered.filter(({ result }) => !result.taken);
    const record: LimitRecord = {
      keys,
      ...(exempt && { exempt }),
      decisions: decide(asked),
      costMicrosUsd,
    };

    const unanswered = asked.filter(({ result }) => result === undefined);
    if (refused.length === 0) {
      // Counted beyond a ceiling: into the room of people who are known.
      const isBeyond = record.decisions.some(stops);
      const known = isBeyond && (await isKnown(answered, windows, store, onUnavailable));
      if (!isBeyond || known) {
        const told = known ? { ...record, decisions: decide(asked, known) } : record;
        return unanswered.length > 0
          ? away(told, counted, unanswered)
          : { kind: 'admitted', record: told, planned: counted, unanswered };
      }
    }
    // What has answered refuses for certain, whatever the rest would have said.
    await giveBack(counted);
    if (refused.some(({ result }) => result.claimed)) {
      if (duplicates.mode !== 'shadow') return { kind: 'duplicate', record };
      // Counted like any other, and without a claim: the first one still has it.
      const { message: _, ...other } = request;
      return withBroken(await admitKeyed(other), [{ rule: 'duplicate', mode: 'shadow' }]);
    }
    const reached = decide(refused.length > 0 ? refused : answered).filter(stops);
    const [first] = reached;
    if (first === undefined) throw new Error('a take was refused that nothing stands against');
    // Sooner, another of them would still refuse it.
    const retryAfterSeconds = Math.max(...reached.map((it) => it.retryAfterSeconds));
    return { kind: 'limited', limit: first.limit, retryAfterSeconds, record };
  };

  return {
    catchUp: () => past.catchUp(windowsAt(now()).hour),

    standing: (request) => standingOf(request, config),

    recordOf: async ({ recipient, ip }) => {
      const hashed = await hash();
      const { broken } = standingOf({ recipient, ip }, config);
      const keys = hashed && keysOf(recipient, ip, hashed);
      return { ...(keys && { keys }), decisions: [], broken, costMicrosUsd: 0 };
    },

    admitKeyed,

    admit: async ({ recipient, method, text, segments, ip, correlationId }) => {
      const hashed = await hash();
      const standing = standingOf({ recipient, ip }, config);
      const { broken } = standing;
      const keyedBy = (by: Hash): KeyedRequest => ({
        keys: keysOf(recipient, ip, by),
        message: messageKeyOf({ text, method, correlationId }, by),
        isRepeatable: correlationId !== undefined,
        country: recipient.country,
        method,
        segments,
        exempt: standing.kind === 'exempt' ? standing.by : undefined,
      });
      if (hashed) return withBroken(await admitKeyed(keyedBy(hashed)), broken);
      // Nobody can be told from anybody else, so none of these can be asked.
      const { planned, costMicrosUsd } = planOf(keyedBy(() => ''));
      const decisions = decide(planned.map((one) => ({ ...one, result: undefined })));
      return withBroken(await away({ decisions, costMicrosUsd }, [], []), broken);
    },

    release: async ({ planned, unanswered }, sent) => {
      await (sent === 'no'
        ? Promise.all([giveBack(planned), endClaims(unanswered)])
        : endClaims([...planned, ...unanswered]));
    },
  };
};

const withBroken = (admission: Admission, more: readonly BrokenRule[]): Admission => {
  const { record } = admission;
  const broken = [...more, ...(record.broken ?? [])];
  return broken.length === 0 ? admission : { ...admission, record: { ...record, broken } };
};

const stops = ({ mode, verdict }: Decision): boolean =>
  mode === 'enforce' && verdict === 'exceeded';

const hasAnswered = (asked: Asked): asked is Asked & { readonly result: Taken } =>
  asked.result !== undefined;
