import type { ConnectionsApi } from '../../auth0-connection/core/ports';
import type { Auth0SmsConnectionProperties } from '../../contract';
import { connectionDrift, type FoundConnection } from './connection-drift';
import type { Difference } from './differences';

/** What the check reads, and it only reads. */
export interface DriftWorld {
  readonly api: Pick<ConnectionsApi, 'findByName' | 'listClients'>;
  readonly readGatewayKey: () => Promise<string>;
}

/** Compares what the deployment registered with what stands in the tenant now. */
export const checkDrift = async (
  { api, readGatewayKey }: DriftWorld,
  properties: Auth0SmsConnectionProperties,
): Promise<readonly Difference[]> => {
  const key = await readGatewayKey();
  return connectionDrift(properties, key, await find(api, properties.connection.name));
};

const find = async (api: DriftWorld['api'], name: string): Promise<FoundConnection | undefined> => {
  const connection = await api.findByName(name);
  return connection && { connection, clients: await api.listClients(connection.id) };
};
