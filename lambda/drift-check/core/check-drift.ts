import { keyToRegister, type GatewayKeys } from '../../auth0-connection/core/key';
import type { ConnectionsApi } from '../../auth0-connection/core/ports';
import type { Registered } from '../../contract';
import { connectionDrift, type FoundConnection } from './connection-drift';
import type { Difference } from './differences';
import { phoneDrift, type PhoneDriftWorld } from './phone-drift';

/** What the check reads, and it only reads. */
export interface DriftWorld extends PhoneDriftWorld {
  readonly api: Pick<ConnectionsApi, 'findByName' | 'listClients'>;
  readonly readGatewayKeys: () => Promise<GatewayKeys>;
}

/** Compares what the deployment registered with what stands in the tenant now. */
export const checkDrift = async (
  world: DriftWorld,
  { connection, phone }: Registered,
): Promise<readonly Difference[]> => {
  const keys = await world.readGatewayKeys();
  const found = await find(world.api, connection.connection.name);
  // A key that a rotation has just given to Auth0 is no drift.
  const key = keyToRegister(keys, found?.connection.options);
  return [
    ...connectionDrift(connection, key, found),
    ...(phone === undefined ? [] : await phoneDrift(world, phone, keys)),
  ];
};

const find = async (api: DriftWorld['api'], name: string): Promise<FoundConnection | undefined> => {
  const connection = await api.findByName(name);
  return connection && { connection, clients: await api.listClients(connection.id) };
};
