import type { LocalHandler } from '../http/message';
import { below, createRouter } from '../http/router';
import type { Inbox } from '../inbox';
import { inboxRoutes } from '../inbox-routes';

export interface Site {
  readonly gateway: LocalHandler;
  readonly providers: LocalHandler;
  readonly inbox: Inbox;
  readonly tenant: LocalHandler;
  /** Shown at `/`. */
  readonly text: string;
}

/** Who answers what. The tenant has the root, as a tenant's domain is nothing but Auth0's. */
export const createSite = ({ gateway, providers, inbox, tenant, text }: Site): LocalHandler => {
  const own = createRouter(
    [
      {
        method: 'GET',
        path: '/',
        handle: () => ({
          status: 200,
          headers: { 'content-type': 'text/plain; charset=utf-8' },
          body: text,
        }),
      },
      ...inboxRoutes(inbox),
    ],
    tenant,
  );
  return (request) => {
    const toGateway = below('/gateway', request);
    if (toGateway) return gateway(toGateway);
    const toProviders = below('/providers', request);
    return toProviders ? providers(toProviders) : own(request);
  };
};
