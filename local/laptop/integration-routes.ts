import { jsonField, jsonResponse, type LocalResponse } from '../http/message';
import type { Route } from '../http/router';
import { INTEGRATIONS } from './integration-state';
import type { World } from './world';

/** `GET` and `PUT /laptop/integration`, for the page's switch and for tests. */
export const integrationRoutes = (world: () => World): readonly Route[] => {
  const state = (): LocalResponse => jsonResponse(200, world().integrationState());
  return [
    { method: 'GET', path: '/laptop/integration', handle: state },
    {
      method: 'PUT',
      path: '/laptop/integration',
      handle: (request) => {
        const asked = jsonField(request, 'integration');
        const integration = INTEGRATIONS.find((offer) => offer === asked);
        if (integration === undefined)
          return jsonResponse(400, {
            error: 'invalid_request',
            detail: `integration: expected ${INTEGRATIONS.map((offer) => `"${offer}"`).join(' or ')}`,
          });
        world().integrate(integration);
        return state();
      },
    },
  ];
};
