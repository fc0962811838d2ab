import { createManagementApi } from '../../auth0-connection/adapters/management-api';
import type { Options } from '../../auth0-connection/core/options';
import type { ManagementCaller } from '../../auth0-management/adapters/management-caller';
import type { Patience } from '../../auth0-management/core/patience';
import { RegistrationError } from '../../auth0-management/core/registration-error';
import type { HeldKey, KeyHolder, Signing } from '../core/ports';

/** A write that Auth0 confirmed and does not show afterwards is repeated this often. */
const MAX_WRITES = 3;

export interface ConnectionKeyOptions {
  /** `con_…` */
  readonly connectionId: string;
  /** As it was registered. */
  readonly signing: Signing;
  /** Waits out what passes. */
  readonly reader: ManagementCaller;
  /**
   * Tries once: what it writes was read a moment ago. Repeated later, it would undo what a deployment
   * wrote in between.
   */
  readonly writer: ManagementCaller;
  readonly patience: Patience;
  /** What an operator does when the cause of a failure is gone. */
  readonly retry: string;
}

/** The key in the options of the `sms` connection. */
export const createConnectionKey = ({
  connectionId,
  signing,
  reader,
  writer,
  patience,
  retry,
}: ConnectionKeyOptions): KeyHolder => {
  const { read } = createManagementApi(reader);
  const { write } = createManagementApi(writer);

  /** The connection with its options, once it is clear that it is ours to write to. */
  const readOurs = async () => {
    const found = await read(connectionId);
    if (found === undefined) {
      throw new RegistrationError(
        `The connection ${connectionId} is no longer in Auth0: raise auth0.revision and deploy, which registers it anew, then ${retry}`,
      );
    }
    if (found.options === undefined) {
      throw new RegistrationError(
        `Auth0 shows the connection ${connectionId} without its options, so writing to it would wipe them: grant the machine-to-machine application the scope read:connections_options, then ${retry}`,
      );
    }
    const { options } = found;
    if (options['provider'] !== 'sms_gateway' || options['gateway_url'] !== signing.url) {
      throw new RegistrationError(
        `The connection ${connectionId} does not call this gateway, so its key was left alone: raise auth0.revision and deploy, which registers it anew, then ${retry}`,
      );
    }
    return { ...found, options };
  };

  return {
    place: 'connection',

    look: async () => heldBy((await readOurs()).options, signing),

    give: async (key) => {
      let writes = 0;
      for (let attempt = 0; ; attempt += 1) {
        const { options, displayName } = await readOurs();
        if (heldBy(options, signing).is(key)) return;
        if (writes >= MAX_WRITES) throw notKept(connectionId, retry);
        try {
          await write(connectionId, { options: withKey(options, signing, key), displayName });
          writes += 1;
        } catch (error) {
          const passes = error instanceof RegistrationError && error.mayPass;
          if (!passes || !(await patience.wait(attempt))) throw error;
        }
      }
    },
  };
};

/** What the key is made of, in Auth0's words. */
const authentication = ({ audience, subject }: Signing, key: string) => ({
  method: 'bearer',
  audience,
  subject,
  secret: key,
  secret_base64_encoded: false,
});

const authenticationOf = (options: Options): Readonly<Record<string, unknown>> => {
  const found = options['gateway_authentication'];
  return typeof found === 'object' && found !== null ? { ...found } : {};
};

/** PATCH replaces the options whole, so all that is not the key is sent back as it was read. */
const withKey = (options: Options, signing: Signing, key: string): Options => ({
  ...options,
  gateway_authentication: { ...authenticationOf(options), ...authentication(signing, key) },
});

/** A key under other claims is as good as none: the gateway refuses it. */
const heldBy = (options: Options, signing: Signing): HeldKey => {
  const found = authenticationOf(options);
  return {
    is: (key) =>
      Object.entries(authentication(signing, key)).every(
        ([name, value]) => (found[name] ?? false) === value,
      ),
    signing,
  };
};

const notKept = (connectionId: string, retry: string): RegistrationError =>
  new RegistrationError(
    `Auth0 confirms the key of the connection ${connectionId} and then shows another, so somebody else is writing to it: let a deployment that is under way end, then ${retry}`,
  );
