import * as v from 'valibot';
import type { Answer } from '../../auth0-management/adapters/persistent-sender';
import type {
  ManagementCall,
  ManagementCaller,
} from '../../auth0-management/adapters/management-caller';
import type { GuardianApi } from '../core/ports';

/** How Auth0 calls the factor "phone" in its list. */
const PHONE_FACTOR = 'sms';

const factorsSchema = v.array(v.object({ name: v.string(), enabled: v.boolean() }));
const messageTypesSchema = v.object({ message_types: v.array(v.picklist(['sms', 'voice'])) });
const providerSchema = v.object({
  provider: v.picklist(['auth0', 'twilio', 'phone-message-hook']),
});
const refusalSchema = v.object({
  message: v.fallback(v.string(), ''),
  errorCode: v.fallback(v.string(), ''),
});

const READ = ['read:guardian_factors'];
const UPDATE = ['update:guardian_factors'];

/**
 * The calls about phones as a second factor.
 * Source: auth0.com/docs/api/management/v2/guardian; docs/registration.md has the table.
 */
export const createGuardianApi = ({ ask, expectDone, refused }: ManagementCaller): GuardianApi => {
  const read = async <Schema extends v.GenericSchema>(
    path: `/${string}`,
    schema: Schema,
  ): Promise<v.InferOutput<Schema>> => {
    const call: ManagementCall = { method: 'GET', path, scopes: READ };
    const answer = await ask(call);
    const parsed = v.safeParse(schema, answer.json);
    if (answer.status !== 200 || !parsed.success) throw refused(answer, call);
    return parsed.output;
  };
  const write = (path: `/${string}`, body: object) =>
    expectDone({ method: 'PUT', path, body, scopes: UPDATE });

  return {
    readFactor: async () => {
      const factors = await read('/guardian/factors', factorsSchema);
      return factors.some(({ name, enabled }) => name === PHONE_FACTOR && enabled);
    },
    writeFactor: (enabled) => write(`/guardian/factors/${PHONE_FACTOR}`, { enabled }),

    readMessageTypes: async () =>
      (await read('/guardian/factors/phone/message-types', messageTypesSchema)).message_types,
    writeMessageTypes: (types) =>
      write('/guardian/factors/phone/message-types', { message_types: types }),

    readProvider: async () => {
      const call: ManagementCall = { method: 'GET', path: SELECTED_PROVIDER, scopes: READ };
      const answer = await ask(call);
      if (isDeprecated(answer)) return undefined;
      const parsed = v.safeParse(providerSchema, answer.json);
      if (answer.status !== 200 || !parsed.success) throw refused(answer, call);
      return parsed.output.provider;
    },
    writeProvider: (provider) => write(SELECTED_PROVIDER, { provider }),
  };
};

const SELECTED_PROVIDER = '/guardian/factors/phone/selected-provider';

/**
 * How a tenant with a phone provider for everything answers for what its second factor had of its own.
 * Source: auth0/terraform-provider-auth0 #1204, #1580, #1603.
 */
const isDeprecated = ({ status, json }: Answer): boolean => {
  const said = v.safeParse(refusalSchema, json);
  return (
    status === 403 &&
    said.success &&
    (said.output.errorCode === 'legacy_mfa_phone_provider_not_allowed' ||
      /deprecated feature/i.test(said.output.message))
  );
};
