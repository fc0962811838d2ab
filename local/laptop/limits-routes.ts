import { jsonField, jsonResponse, type LocalResponse } from '../http/message';
import type { Route } from '../http/router';
import { LIMIT_MODES } from './limits-state';
import type { World } from './world';

const PATH = '/laptop/limits';

/** The switch of the send limits and their counters, for the page and for tests. */
export const limitsRoutes = (world: () => World): readonly Route[] => {
  const state = (): LocalResponse => jsonResponse(200, world().limits.state());
  return [
    { method: 'GET', path: PATH, handle: state },
    {
      method: 'PUT',
      path: PATH,
      handle: (request) => {
        const asked = jsonField(request, 'mode');
        const mode = LIMIT_MODES.find((offer) => offer === asked);
        if (mode === undefined)
          return jsonResponse(400, {
            error: 'invalid_request',
            detail: `mode: expected ${LIMIT_MODES.map((offer) => `"${offer}"`).join(' or ')}`,
          });
        world().limits.setMode(mode);
        return state();
      },
    },
    {
      method: 'DELETE',
      path: `${PATH}/counters`,
      handle: () => {
        world().limits.clear();
        return { status: 204 };
      },
    },
  ];
};
