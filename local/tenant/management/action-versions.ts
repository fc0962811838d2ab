import { jsonResponse } from '../../http/message';
import { deployedVersion } from '../actions/build';
import type { Action, ActionVersion } from '../actions/model';
import { managementError } from '../errors';
import { viewVersion } from './action-view';
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
        // Words unverified.
        if (!action || !version) return managementError(404, 'That action version does not exist.');
        return jsonResponse(200, view(action, version));
      },
    },
  ];
};
