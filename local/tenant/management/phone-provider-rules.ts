import { jsonResponse, type LocalResponse } from '../../http/message';
import type { RandomInt } from '../../random';
import { PHONE_TRIGGER } from '../actions/triggers';
import { managementError } from '../errors';
import {
  deliveryMethods,
  type PhoneProvider,
  type PhoneProviderStore,
} from '../phone/provider-store';
import type { TestMessage } from '../phone/test-message';
import { date } from './action-view';
import type { ActionsWorld } from './actions';
import type { TryPayload } from './phone-payload';

export interface PhoneWorld extends ActionsWorld {
  readonly phoneProvider: PhoneProviderStore;
  readonly tenantName: string;
  readonly random: RandomInt;
  /** Sends a message of Auth0's own to see whether it works. */
  readonly sendTest: (message: TestMessage) => void;
}

/** 202 with `code` and `message`, by the OpenAPI document; what they hold is unverified. */
export const tryProvider = (
  { actions, sendTest }: PhoneWorld,
  provider: PhoneProvider | undefined,
  {
    to,
    delivery_method: deliveryMethod = 'text',
    type,
    text,
  }: TryPayload & Omit<TestMessage, 'to' | 'deliveryMethod'>,
): LocalResponse => {
  if (!provider) return noSuchProvider();
  const ready =
    provider.name === 'custom' &&
    !provider.disabled &&
    deliveryMethods(provider).includes(deliveryMethod) &&
    actions.runningAt(PHONE_TRIGGER);
  if (!ready) return conflict();
  sendTest({ to, deliveryMethod, type, text });
  return jsonResponse(202, { code: 202, message: 'Test phone notification sent' });
};

/** The status is documented, the words are the OpenAPI document's description; no body was seen. */
export const conflict = () => managementError(409, 'Custom phone provider conflict');

/** Words unverified. */
export const noSuchProvider = () => managementError(404, 'The phone provider does not exist');

export const refuseProvider = (
  provider: PhoneProvider,
  { actions }: PhoneWorld,
): LocalResponse | undefined => {
  const { default_from: from, mssid } = provider.configuration;
  // Recorded, and without an errorCode.
  if (provider.name === 'twilio' && !from && !mssid)
    return managementError(400, 'Bad Operation on Notification Resource');
  // Auth0's phone page prints the e-mail provider's code: what is sure is its ending. Whether PATCH
  // checks it as POST does is unverified; the stricter answer finds the wrong order of calls.
  if (provider.name === 'custom' && !actions.runningAt(PHONE_TRIGGER))
    return managementError(
      400,
      'A deployed action for the custom phone provider was not found',
      'custom_phone_provider_deployed_action_not_found',
    );
  return undefined;
};

/** Credentials go in and never come out (recorded: `null` on every read). */
export const viewProvider = (provider: PhoneProvider, tenant: string) => ({
  id: provider.id,
  tenant,
  name: provider.name,
  channel: 'phone',
  disabled: provider.disabled,
  configuration: provider.configuration,
  credentials: null,
  created_at: date(provider.createdAt),
  updated_at: date(provider.updatedAt),
});
