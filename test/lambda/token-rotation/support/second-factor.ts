import type { HttpClient } from '../../../../lambda/shared/http';
import type { ActionVersion } from '../../../../local/tenant/actions/model';
import { createSandbox } from '../../../../local/tenant/actions/sandbox/sandbox';
import { sendPhoneMessageEvent } from '../../../support/action-events';

/** Codes of a second factor, which the stand-in tenant does not send: what runs at the trigger is run. */
export const createSecondFactor = (
  running: () => ActionVersion | undefined,
  request: HttpClient['request'],
  now: () => number,
) => {
  const sandbox = createSandbox({ timeoutMs: 20_000, http: { request }, now });
  return {
    /** Resolves to what went wrong, if it did. */
    send: async (): Promise<string | undefined> => {
      const version = running();
      if (version === undefined) return 'no Action runs';
      const secrets = Object.fromEntries(version.secrets.map(({ name, value }) => [name, value]));
      const outcome = await sandbox.run(version, 'onExecuteSendPhoneMessage', {
        ...sendPhoneMessageEvent({}),
        secrets,
      });
      return outcome.result === 'done' ? undefined : `second factor: ${JSON.stringify(outcome)}`;
    },
    stop: sandbox.stop,
  };
};
