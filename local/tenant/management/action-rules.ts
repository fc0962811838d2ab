import { parseJson, type LocalResponse } from '../../http/message';
import type { Actions } from '../actions/actions';
import type { ActionContent } from '../actions/model';
import { isSingle } from '../actions/triggers';
import { managementError, payloadError } from '../errors';
import { findPayloadFault, type PayloadRule } from '../payload';
import { MAX_CODE_BYTES, type ActionPayload } from './action-payload';

/** Source: Auth0, "Actions Entity Limit Policy". */
const MAX_ACTIONS = 100;

export const readPayload = (rule: PayloadRule, body: string): ActionPayload | LocalResponse => {
  const payload = parseJson(body) as ActionPayload;
  const fault = findPayloadFault(rule, payload);
  if (fault !== undefined) return payloadError(fault);
  if (Buffer.byteLength(payload.code ?? '') > MAX_CODE_BYTES)
    return payloadError(`'String is too long' on property code`);
  return payload;
};

/**
 * A list of secrets replaces the list before it (recorded: TestAccAction). A key that is absent
 * leaves what was there (unverified).
 */
export const contentOf = (payload: ActionPayload, at: number): Partial<ActionContent> => ({
  ...(payload.code === undefined ? {} : { code: payload.code }),
  ...(payload.runtime === undefined ? {} : { runtime: payload.runtime }),
  ...(payload.dependencies ? { dependencies: payload.dependencies } : {}),
  ...(payload.secrets
    ? { secrets: payload.secrets.map((secret) => ({ ...secret, updatedAt: at })) }
    : {}),
});

export const refuseRuntime = (
  runtime: string,
  runtimes: readonly string[],
): LocalResponse | undefined =>
  runtimes.includes(runtime)
    ? undefined
    : payloadError(`'No enum match for: ${runtime}' on property runtime`);

/** That an Action keeps its trigger is likely; the words are unverified. */
export const refuseMove = (payload: ActionPayload, triggerId: string): LocalResponse | undefined =>
  payload.supported_triggers?.some(({ id }) => id !== triggerId)
    ? managementError(400, 'The triggers of an action cannot be changed.')
    : undefined;

/** Both limits are documented (Auth0, "Deprecations and Migrations", "Actions Entity Limit Policy"); status and words are unverified. */
export const refuseAnother = (actions: Actions, triggerId: string): LocalResponse | undefined => {
  if (isSingle(triggerId) && actions.all().some(({ trigger }) => trigger.id === triggerId))
    return managementError(400, `The trigger ${triggerId} takes one action per tenant.`);
  return actions.all().length >= MAX_ACTIONS
    ? managementError(400, `A tenant has at most ${MAX_ACTIONS} actions.`)
    : undefined;
};
