import { jsonField, jsonResponse, type LocalResponse } from '../http/message';
import type { Route } from '../http/router';
import type { World } from './world';

/** By which of its two ways the tenant sends codes, and the other one. */
const OFFERS = ['sms-gateway', 'phone-provider'] as const;

/** `GET` and `PUT /laptop/integration`, for the page's switch and for tests. */
export const integrationRoutes = (world: () => World): readonly Route[] => {
  const state = (): LocalResponse =>
    jsonResponse(200, { integration: world().tenant.integration(), offers: OFFERS });
  return [
    { method: 'GET', path: '/laptop/integration', handle: state },
    {
      method: 'PUT',
      path: '/laptop/integration',
      handle: (request) => {
        const asked = jsonField(request, 'integration');
        const integration = OFFERS.find((offer) => offer === asked);
        if (integration === undefined)
          return jsonResponse(400, {
            error: 'invalid_request',
            detail: `integration: expected ${OFFERS.map((offer) => `"${offer}"`).join(' or ')}`,
          });
        world().integrate(integration);
        return state();
      },
    },
  ];
};
