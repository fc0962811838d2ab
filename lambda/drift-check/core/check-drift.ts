import { keyToRegister, type GatewayKeys } from '../../auth0-connection/core/key';
import type { ConnectionsApi } from '../../auth0-connection/core/ports';
import type { Auth0SmsConnectionProperties } from '../../contract';
import { connectionDrift, type FoundConnection } from './connection-drift';
import type { Difference } from './differences';

/** What the check reads, and it only reads. */
export interface DriftWorld {
  readonly api: Pick<ConnectionsApi, 'findByName' | 'listClients'>;
  readonly readGatewayKeys: () => Promise<GatewayKeys>;
}

/** Compares what the deployment registered with what stands in the tenant now. */
export const checkDrift = async (
  { api, readGatewayKeys }: DriftWorld,
  properties: Auth0SmsConnectionProperties,
): Promise<readonly Difference[]> => {
  const keys = await readGatewayKeys();
  const found = await find(api, properties.connection.name);
  // A key that a rotation has just given to Auth0 is no drift.
  return connectionDrift(properties, keyToRegister(keys, found?.connection.options), found);
};

const find = async (api: DriftWorld['api'], name: string): Promise<FoundConnection | undefined> => {
  const connection = await api.findByName(name);
  return connection && { connection, clients: await api.listClients(connection.id) };
};
