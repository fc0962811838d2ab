import type { Decisions } from '../decisions';
import { decisionsRoutes } from '../decisions-routes';
import type { EventStream, LocalHandler } from '../http/message';
import { below, createRouter, type Route } from '../http/router';
import type { Inbox } from '../inbox';
import { inboxRoutes } from '../inbox-routes';
import { wantsHtml, type Page } from '../page/page';
import { integrationRoutes } from './integration-routes';
import { limitsRoutes } from './limits-routes';
import type { World } from './world';

export interface Site {
  readonly world: () => World;
  readonly inbox: Inbox;
  readonly decisions: Decisions;
  /** What happens, as it happens. */
  readonly events: EventStream;
  /** For browsers; without it everyone gets the text at `/`. */
  readonly page: Page | undefined;
  readonly text: () => string;
  readonly reset: () => Promise<void>;
}

/** Who answers what. The tenant has the root, as a tenant's domain is nothing but Auth0's. */
export const createSite = ({
  world,
  inbox,
  decisions,
  events,
  page,
  text,
  reset,
}: Site): LocalHandler => {
  const front: Route = {
    method: 'GET',
    path: '/',
    handle: (request) =>
      page && wantsHtml(request)
        ? page.document()
        : {
            status: 200,
            headers: { 'content-type': 'text/plain; charset=utf-8', vary: 'accept' },
            body: text(),
          },
  };
  const own = createRouter(
    [
      front,
      ...(page?.assets ?? []),
      ...inboxRoutes(inbox),
      ...decisionsRoutes(decisions),
      { method: 'GET', path: '/events', handle: () => ({ streams: events }) },
      ...integrationRoutes(world),
      ...limitsRoutes(world),
      {
        method: 'POST',
        path: '/reset',
        handle: async () => {
          await reset();
          return { status: 204 };
        },
      },
    ],
    (request) => world().tenant.handle(request),
  );
  return (request) => {
    const toGateway = below('/gateway', request);
    if (toGateway) return world().gatewayApi(toGateway);
    const toProviders = below('/providers', request);
    return toProviders ? world().providersApi(toProviders) : own(request);
  };
};
