import { without } from '../../auth0-connection/core/clients';
import { decidedOptions, targetOptions } from '../../auth0-connection/core/options';
import type { Connection } from '../../auth0-connection/core/ports';
import type { Auth0SmsConnectionProperties } from '../../contract';
import { differencesBetween, type Difference } from './differences';

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
