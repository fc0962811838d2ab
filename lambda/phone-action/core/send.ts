import type { Result } from '../../shared/result';
import type { GatewayMessage } from './message';
import type { ActionSettings } from './settings';
import { maskRecipient } from './recipient';
import { verdictOf, type GatewayAnswer, type Verdict } from './verdict';

/** When a message was tried first, from one run of the Action to the next. */
export interface FirstTries {
  /** Milliseconds since the epoch. */
  readonly at: (message: GatewayMessage) => number | undefined;
  readonly remember: (message: GatewayMessage, atMs: number, forMs: number) => void;
  readonly forget: (message: GatewayMessage) => void;
}

export interface SendDependencies {
  readonly post: (message: GatewayMessage, settings: ActionSettings) => Promise<GatewayAnswer>;
  readonly firstTries: FirstTries;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Messages that hold no code, and are worth reading whenever they come. */
const LASTING = new Set(['blocked_account', 'password_breach']);

/**
 * Auth0 runs an Action again "up to 5 times over the next minutes". What is longer ago was another
 * message in the same words.
 * Source: auth0.com/docs, "Custom Phone Provider: API Object".
 */
const REPEATS_END_AFTER_MS = 10 * 60_000;

/** Takes a message to the gateway, while its code is good for something. */
export const sendMessage = async (
  message: GatewayMessage,
  settings: ActionSettings,
  { post, firstTries, now }: SendDependencies,
): Promise<Verdict> => {
  const { codeLifetimeMs } = settings;
  const lasts = message.code === undefined && LASTING.has(message.messageType ?? '');
  const rememberedMs = codeLifetimeMs + REPEATS_END_AFTER_MS;
  const startedMs = now();
  const known = firstTries.at(message) ?? -Infinity;
  const firstAtMs = startedMs - known < rememberedMs ? known : startedMs;
  const livesForMs = () => (lasts ? REPEATS_END_AFTER_MS : firstAtMs + codeLifetimeMs - now());

  if (livesForMs() <= 0) {
    firstTries.forget(message);
    return {
      kind: 'drop',
      reason: `SMS gateway, to ${maskRecipient(message.recipient)}: not sent again, the code has expired`,
    };
  }
  const verdict = verdictOf(await post(message, settings), message, livesForMs());
  if (verdict.kind !== 'retry') firstTries.forget(message);
  else if (!lasts) firstTries.remember(message, firstAtMs, rememberedMs);
  return verdict;
};

/** A message that could not even be read is for nobody to repeat. */
export const dropped = (error: string): Verdict => ({
  kind: 'drop',
  reason: `SMS gateway: ${error}`,
});

/** Reads the Action's secrets and its event, and sends. */
export const handle = async (
  settings: Result<ActionSettings, string>,
  message: Result<GatewayMessage, string>,
  dependenciesFor: (settings: ActionSettings) => SendDependencies,
): Promise<Verdict> => {
  if (!settings.ok) return dropped(settings.error);
  if (!message.ok) return dropped(message.error);
  return sendMessage(message.value, settings.value, dependenciesFor(settings.value));
};
