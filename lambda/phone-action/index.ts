import type { ActionCache } from './adapters/first-tries';
import { createAction } from './action';
import { readPhoneProviderEvent } from './core/phone-provider-event';

/** `api` of the trigger, as far as it is used. Source: auth0.com/docs, "Custom Phone Provider: API Object". */
export interface PhoneProviderApi {
  readonly notification: {
    readonly drop: (reason: string) => void;
    readonly retry: (reason: string) => void;
  };
  readonly cache: ActionCache;
}

const send = createAction(readPhoneProviderEvent);

/** The tenant's phone provider. That nothing is called on `api` tells Auth0 that the message was sent. */
export const onExecuteCustomPhoneProvider = async (
  event: unknown,
  api: PhoneProviderApi,
): Promise<void> => {
  const verdict = await send(event, api.cache);
  if (verdict.kind !== 'sent') api.notification[verdict.kind](verdict.reason);
};
