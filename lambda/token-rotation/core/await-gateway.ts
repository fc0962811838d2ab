import { RegistrationError } from '../../auth0-management/core/registration-error';
import { GATEWAY_TOKEN_REREAD_MS } from '../../contract';
import type { KeyVersion, RotationWorld } from './ports';

/** For clocks that differ a little, and a read of Secrets Manager that was under way. */
const MARGIN_MS = 5_000;
/** Asking for so long is enough: by its age alone the gateway should have accepted it before. */
const ASK_FOR_MS = 60_000;
const ASK_EVERY_MS = 2_000;

/**
 * Waits until every instance of the gateway accepts a new key. One answer tells of one instance; that
 * no other has read the secret's versions too recently to do so again, only the version's age tells.
 */
export const awaitGateway = async (
  { askGateway, now, sleep }: RotationWorld,
  { key, createdMs }: KeyVersion,
): Promise<void> => {
  const oldEnoughInMs = createdMs + GATEWAY_TOKEN_REREAD_MS + MARGIN_MS - now();
  // Never longer than for a version of this moment, whatever the clocks say.
  if (oldEnoughInMs > 0) await sleep(Math.min(oldEnoughInMs, GATEWAY_TOKEN_REREAD_MS + MARGIN_MS));

  const giveUpAtMs = now() + ASK_FOR_MS;
  for (;;) {
    const verdict = await askGateway(key);
    if (verdict === 'accepted') return;
    if (now() + ASK_EVERY_MS > giveUpAtMs) {
      throw new RegistrationError(
        `The gateway still does not accept the new key (${verdict.refusal}), so Auth0 keeps the old one: look at the gateway's log, and at whether its role may read the secret, then start the rotation again`,
      );
    }
    await sleep(ASK_EVERY_MS);
  }
};
