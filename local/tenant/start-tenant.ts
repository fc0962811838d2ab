import { serve, type RunningServer, type ServeOptions } from '../http/serve';
import { createTenant, type Tenant, type TenantOptions } from './tenant';

export interface RunningTenant extends Tenant, RunningServer {}

/**
 * Starts a tenant on a port of its own, for tests:
 *
 *     const tenant = await startTenant({ applications: [...], allowLoopbackGateway: true });
 *     ... `${tenant.url}/passwordless/start` ...
 *     await tenant.close();
 */
export const startTenant = async ({
  port,
  ...options
}: ServeOptions & Omit<TenantOptions, 'baseUrl'> = {}): Promise<RunningTenant> => {
  let tenant: Tenant | undefined;
  const server = await serve((request) => tenant?.handle(request) ?? { misbehaves: 'resets' }, {
    port,
  });
  tenant = createTenant({ ...options, baseUrl: server.url });
  const { stopActions } = tenant;
  return {
    ...server,
    ...tenant,
    close: async () => {
      await stopActions();
      await server.close();
    },
  };
};
