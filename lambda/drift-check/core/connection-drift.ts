import { without } from '../../auth0-connection/core/clients';
import { markedMetadata, ownerOfConnection } from '../../auth0-connection/core/mark';
import { decidedOptions, targetOptions } from '../../auth0-connection/core/options';
import type { Connection } from '../../auth0-connection/core/ports';
import type { Auth0SmsConnectionProperties } from '../../contract';
import { differencesBetween, type Difference, settleWith } from './differences';

/** The connection as it stands, with the applications that may use it. */
export interface FoundConnection {
  readonly connection: Connection;
  readonly clients: readonly string[];
}

/**
 * Where the connection is not what the deployment registered. Options and applications that the
 * registration does not decide on are nobody's drift.
 *
 * @param found `undefined`: there is no such connection
 * @param key the HMAC key of the gateway's token
 */
export const connectionDrift = (
  properties: Auth0SmsConnectionProperties,
  key: string,
  found: FoundConnection | undefined,
): readonly Difference[] => {
  const { integration, connection } = properties;
  const { name, enabledClients } = connection;
  if (found === undefined) return [{ path: 'connection', registered: name }];
  const { options } = found.connection;
  return [
    ...ownerDrift(properties, found),
    ...(options === undefined
      ? [{ path: 'connection.options', registered: 'options that can be read' }]
      : differencesBetween(
          decidedOptions(targetOptions(options, properties, key).switched, integration),
          decidedOptions(options, integration),
          'connection.options',
        )),
    ...without(enabledClients, found.clients).map((clientId) => ({
      path: 'connection.clients',
      registered: clientId,
    })),
  ];
};

/** A mark that a deployment would write, and has not where there was no room for it. */
const ownerDrift = (
  { owner }: Auth0SmsConnectionProperties,
  { connection }: FoundConnection,
): readonly Difference[] => {
  if (markedMetadata(connection.metadata, owner) === undefined) return [];
  const other = ownerOfConnection(connection);
  return [
    {
      path: 'connection.owner',
      registered: owner,
      ...(other !== undefined && { now: other, fix: settleWith(other) }),
    },
  ];
};
