import {
  type Auth0PhoneProviderProperties,
  type Auth0SmsConnectionProperties,
  registrationOwner,
} from '../../../../lambda/contract';
import { CANARIES } from '../../auth0-connection/support/canaries';
import {
  actionCode,
  type PhoneTestWorld,
  startPhoneWorld,
} from '../../auth0-phone-provider/support/world';
import { runCheck } from './run-check';

export const REDEPLOY = 'raise auth0.revision by one and deploy';
export const OTHER_OWNER = registrationOwner('222222222222', 'eu-west-1', 'staging');

/** A tenant that the real registrations have registered everything with. */
export interface Registered {
  readonly world: PhoneTestWorld;
  readonly check: () => ReturnType<typeof runCheck>;
  /** What "raise auth0.revision and deploy" does. */
  readonly redeploy: () => Promise<void>;
}

export const register = async (
  changes: Partial<Auth0PhoneProviderProperties> = {},
): Promise<Registered> => {
  const world = await startPhoneWorld({
    connections: [{ name: 'sms', options: { provider: 'sms_gateway', gateway_url: 'https://x' } }],
  });
  const { integration = 'phone-provider' } = changes;
  const connection = world.connectionProperties({ integration });
  const phone = world.properties({ mfaMethods: ['sms'], ...changes });
  const tenantId = await world.create(phone);
  const connectionId = await world.create(connection, 'connection');
  return {
    world,
    check: () => checkIn(world, connection, phone),
    redeploy: async () => {
      await world.update(tenantId, phone, phone);
      await world.update(connectionId, connection, connection, 'connection');
    },
  };
};

export const checkIn = (
  world: PhoneTestWorld,
  connection: Auth0SmsConnectionProperties,
  phone: Auth0PhoneProviderProperties,
) =>
  runCheck(
    world.secrets,
    { connection, phone },
    {
      now: world.now,
      sleep: (ms) => Promise.resolve(world.pass(ms)),
      readCode: (trigger) => actionCode(trigger, 'test'),
    },
  );

/** Somebody's code, with what nobody else should see of it. */
export const FOREIGN = `exports.onExecuteCustomPhoneProvider = async () => '${CANARIES.twilioToken}';`;
export const EDITED = `${actionCode('custom-phone-provider', 'test')}\n// ${CANARIES.twilioToken}`;

/** Other names for the same values. */
export const renamed = (secrets: readonly { name: string; value: string }[], part: RegExp) =>
  secrets.map(({ name, value }) => ({ name: name.replace(part, 'F'.repeat(16)), value }));
