import { jsonResponse, parseJson } from '../../http/message';
import { deployedVersion } from '../actions/build';
import type { Action, ActionVersion } from '../actions/model';
import { managementError, payloadError } from '../errors';
import { findPayloadFault } from '../payload';
import { type RollbackPayload, rollbackRule } from './action-payload';
import { viewDeployment, viewVersion } from './action-view';
import { noSuchAction, type ActionsWorld } from './actions';
import type { ManagementRoute } from './api';
import { actionsPage } from './paging';

/** `/api/v2/actions/actions/{id}/versions`, newest first. */
export const actionVersionRoutes = ({ actions, now }: ActionsWorld): readonly ManagementRoute[] => {
  const view = (action: Action, version: ActionVersion) =>
    viewVersion(action, version, deployedVersion(action, now())?.id === version.id);
  return [
    {
      method: 'GET',
      path: '/api/v2/actions/actions/:id/versions',
      scope: 'read:actions',
      handle: ({ query }, { id = '' }) => {
        const action = actions.byId(id);
        if (!action) return noSuchAction();
        const newestFirst = action.versions.toReversed().map((version) => view(action, version));
        return actionsPage('versions', newestFirst, query);
      },
    },
    {
      method: 'GET',
      path: '/api/v2/actions/actions/:id/versions/:version',
      scope: 'read:actions',
      handle: (_request, { id = '', version: versionId = '' }) => {
        const action = actions.byId(id);
        const version = action?.versions.find((known) => known.id === versionId);
        if (!action || !version) return noSuchVersion();
        return jsonResponse(200, view(action, version));
      },
    },
    {
      // Source: Auth0 Management API, "Roll back to a previous action version".
      method: 'POST',
      path: '/api/v2/actions/actions/:id/versions/:version/deploy',
      scope: 'create:actions',
      handle: ({ body }, { id = '', version: versionId = '' }) => {
        const payload = body === '' ? null : (parseJson(body) as RollbackPayload | null);
        const fault = findPayloadFault(rollbackRule, payload);
        if (fault !== undefined) return payloadError(fault);
        const action = actions.byId(id);
        const from = action?.versions.find((known) => known.id === versionId);
        if (!action || !from) return noSuchVersion();
        const version = actions.rollBack(action, from, payload?.update_draft ?? false);
        // No recording; like the deployment of a draft, which is 202 by the document and 200 in truth.
        return jsonResponse(200, viewDeployment(action, version));
      },
    },
  ];
};

/** Words unverified. */
const noSuchVersion = () => managementError(404, 'That action version does not exist.');
