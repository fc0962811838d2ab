import { jsonResponse, type LocalResponse } from '../../http/message';
import type { Actions } from '../actions/actions';
import { deployedVersion } from '../actions/build';
import type { Action } from '../actions/model';
import { TRIGGERS } from '../actions/triggers';
import { managementError, payloadError } from '../errors';
import { createActionRule, updateActionRule } from './action-payload';
import { contentOf, readPayload, refuseAnother, refuseMove, refuseRuntime } from './action-rules';
import { viewAction, viewDeployment } from './action-view';
import type { ManagementRoute } from './api';
import { actionsPage, refuseParameters } from './paging';

export interface ActionsWorld {
  readonly actions: Actions;
  readonly now: () => number;
}

/** Recorded; without an errorCode. */
export const noSuchAction = (): LocalResponse =>
  managementError(404, 'That action does not exist.');

/** `/api/v2/actions/actions`. Sources: Auth0 Management API, and the recordings in action-view.ts. */
export const actionRoutes = ({ actions, now }: ActionsWorld): readonly ManagementRoute[] => {
  const view = (action: Action) => {
    const built = { status: actions.statusOf(action), buildError: actions.buildErrorOf(action) };
    return viewAction(action, built, now());
  };
  return [
    {
      method: 'GET',
      path: '/api/v2/actions/actions',
      scope: 'read:actions',
      handle: ({ query }) => {
        // `include_totals`, which other lists take, is refused (auth0-deploy-cli, handlers/actions).
        const refusal = refuseParameters(query, LIST_PARAMETERS);
        if (refusal) return refusal;
        const trigger = query.get('triggerId');
        const name = query.get('actionName');
        const deployed = query.get('deployed');
        const found = actions
          .all()
          .filter((action) => trigger === null || action.trigger.id === trigger)
          .filter((action) => name === null || action.name === name)
          .filter(
            (action) =>
              deployed === null ||
              (deployed === 'true') === (deployedVersion(action, now()) !== undefined),
          );
        return actionsPage('actions', found.map(view), query);
      },
    },
    {
      method: 'POST',
      path: '/api/v2/actions/actions',
      scope: 'create:actions',
      handle: ({ body }) => {
        const read = readPayload(createActionRule, body);
        if ('status' in read) return read;
        const [{ id, version } = { id: '' }] = read.supported_triggers ?? [];
        const known = TRIGGERS.find(
          (trigger) => trigger.id === id && (version ?? trigger.version) === trigger.version,
        );
        if (!known)
          return payloadError(`'No enum match for: ${id}' on property supported_triggers.0.id`);
        const runtime = read.runtime ?? known.default_runtime;
        const refusal = refuseRuntime(runtime, known.runtimes) ?? refuseAnother(actions, id);
        if (refusal) return refusal;
        const action = actions.create(
          read.name ?? '',
          { id, version: known.version },
          { code: '', dependencies: [], secrets: [], ...contentOf(read, now()), runtime },
        );
        return jsonResponse(201, view(action));
      },
    },
    {
      method: 'GET',
      path: '/api/v2/actions/actions/:id',
      scope: 'read:actions',
      handle: (_request, { id = '' }) => {
        const action = actions.byId(id);
        return action ? jsonResponse(200, view(action)) : noSuchAction();
      },
    },
    {
      method: 'PATCH',
      path: '/api/v2/actions/actions/:id',
      scope: 'update:actions',
      handle: ({ body }, { id = '' }) => {
        const action = actions.byId(id);
        if (!action) return noSuchAction();
        const read = readPayload(updateActionRule, body);
        if ('status' in read) return read;
        const runtimes = TRIGGERS.find(({ id: known }) => known === action.trigger.id)?.runtimes;
        const refusal =
          refuseRuntime(read.runtime ?? action.runtime, runtimes ?? []) ??
          refuseMove(read, action.trigger.id);
        if (refusal) return refusal;
        const change = {
          ...contentOf(read, now()),
          ...(read.name === undefined ? {} : { name: read.name }),
        };
        return jsonResponse(200, view(actions.update(action, change)));
      },
    },
    {
      method: 'DELETE',
      path: '/api/v2/actions/actions/:id',
      scope: 'delete:actions',
      handle: ({ query }, { id = '' }) => {
        if (!actions.byId(id)) return noSuchAction();
        // That it is refused is documented; status and words are unverified.
        if (actions.isBound(id) && query.get('force') !== 'true')
          return managementError(
            400,
            'This action is bound to a trigger and cannot be deleted without force.',
          );
        actions.remove(id);
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/api/v2/actions/actions/:id/deploy',
      scope: 'create:actions',
      handle: (_request, { id = '' }) => {
        const action = actions.byId(id);
        if (!action) return noSuchAction();
        // The sentence is quoted by several public clients that wait for it to go away.
        if (actions.statusOf(action) !== 'built')
          return managementError(
            400,
            "A draft must be in the 'built' state before it can be deployed.",
          );
        // 202 by the OpenAPI document, 200 in every recording.
        return jsonResponse(200, viewDeployment(action, actions.deploy(action)));
      },
    },
  ];
};

const LIST_PARAMETERS = ['triggerId', 'actionName', 'deployed', 'page', 'per_page', 'installed'];
