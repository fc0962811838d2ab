import { jsonResponse, parseJson, type LocalResponse } from '../../http/message';
import type { RandomInt } from '../../random';
import type { Actions } from '../actions/actions';
import { deployedVersion } from '../actions/build';
import type { Action, Binding } from '../actions/model';
import { isSingle, TRIGGERS } from '../actions/triggers';
import { managementError, payloadError } from '../errors';
import { uuid } from '../ids';
import { findPayloadFault } from '../payload';
import { bindingsRule, type BindingsPayload } from './action-payload';
import { viewBinding } from './action-view';
import type { ActionsWorld } from './actions';
import type { ManagementRoute } from './api';
import { actionsPage } from './paging';

export interface TriggersWorld extends ActionsWorld {
  readonly random: RandomInt;
}

/** `/api/v2/actions/triggers` and the bindings below. */
export const triggerRoutes = ({
  actions,
  random,
  now,
}: TriggersWorld): readonly ManagementRoute[] => {
  const view = (triggerId: string) =>
    actions.bindingsOf(triggerId).flatMap((binding) => {
      const action = actions.byId(binding.actionId);
      return action ? [viewBinding(binding, action, now())] : [];
    });
  const newBinding = (action: Action, displayName = action.name): Binding => ({
    id: uuid(random),
    triggerId: action.trigger.id,
    actionId: action.id,
    displayName,
    createdAt: now(),
  });
  return [
    {
      method: 'GET',
      path: '/api/v2/actions/triggers',
      scope: 'read:actions',
      handle: () => jsonResponse(200, { triggers: TRIGGERS }),
    },
    {
      method: 'GET',
      path: '/api/v2/actions/triggers/:trigger/bindings',
      scope: 'read:actions',
      handle: ({ query }, { trigger = '' }) =>
        isKnown(trigger) ? actionsPage('bindings', view(trigger), query) : noSuchTrigger(),
    },
    {
      // Recorded: the list replaces what was bound, and comes back without numbers of pages.
      method: 'PATCH',
      path: '/api/v2/actions/triggers/:trigger/bindings',
      scope: 'update:actions',
      handle: ({ body }, { trigger = '' }) => {
        if (!isKnown(trigger)) return noSuchTrigger();
        const payload = parseJson(body) as BindingsPayload;
        const fault = findPayloadFault(bindingsRule, payload);
        if (fault !== undefined) return payloadError(fault);
        const bound: Binding[] = [];
        for (const { ref, display_name: displayName } of payload.bindings) {
          const action = resolve(actions, trigger, ref);
          const refusal = refuseBinding(action, trigger, now());
          if (refusal) return refusal;
          if (action) bound.push(newBinding(action, displayName));
        }
        if (isSingle(trigger) && bound.length > 1)
          return managementError(400, `The trigger ${trigger} takes one action.`);
        actions.bind(trigger, bound);
        return jsonResponse(200, { bindings: view(trigger) });
      },
    },
  ];
};

const isKnown = (id: string): boolean => TRIGGERS.some((trigger) => trigger.id === id);

/** Words unverified, as are those below. */
const noSuchTrigger = () => managementError(404, 'That trigger does not exist.');

const resolve = (
  actions: Actions,
  triggerId: string,
  { type, value }: { readonly type: string; readonly value: string },
): Action | undefined => {
  if (type === 'action_name') return actions.all().find(({ name }) => name === value);
  if (type === 'action_id') return actions.byId(value);
  const binding = actions.bindingsOf(triggerId).find(({ id }) => id === value);
  return binding && actions.byId(binding.actionId);
};

/** An Action has to be deployed before it can be bound (Terraform provider, `auth0_trigger_actions`). */
const refuseBinding = (
  action: Action | undefined,
  triggerId: string,
  now: number,
): LocalResponse | undefined => {
  if (!action) return managementError(400, 'The action to bind does not exist.');
  if (action.trigger.id !== triggerId)
    return managementError(400, `The action does not support the trigger ${triggerId}.`);
  return deployedVersion(action, now)
    ? undefined
    : managementError(400, 'The action must be deployed before it can be bound.');
};
