import * as v from 'valibot';
import type { MfaMethod } from '../../lambda/contract';
import { driftCheckSchema } from './drift-check-schema';
import { rotationSchema } from './rotation-schema';
import { distinctList, flag, matching, oneOf, section, text, wholeNumber } from './wording';

/** Keys of the section `auth0`: the tenant, and how the gateway is registered with it. */

export const LOOPBACK = String.raw`http://(?:127\.0\.0\.1|localhost):\d{1,5}`;

const domainSchema = v.pipe(
  matching(
    new RegExp(
      String.raw`^(?:(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]|${LOOPBACK})$`,
    ),
    'a lower-case host name without scheme, port or path, such as "acme.eu.auth0.com" (in tests, "http://127.0.0.1:<port>")',
  ),
  v.description(
    "The tenant's own domain, not a custom one: the Management API answers only there.",
  ),
);

export const idSchema = (what: string) => matching(/^\S{1,256}$/, `${what} without spaces`);

/** Defaults and limits that a rule between two keys needs as well. */
export const DEFAULT_TEMPLATE = 'Your verification code is {{ code }}';
export const DEFAULT_SYNTAX = 'liquid';
export const DEFAULT_CONNECTION_NAME = 'sms';
export const DEFAULT_INTEGRATION = 'sms-gateway';

const connectionSchema = section({
  name: v.pipe(
    v.optional(
      matching(
        /^(?=.{1,128}$)[a-zA-Z0-9](?:-[a-zA-Z0-9]|[a-zA-Z0-9])*$/,
        '1 to 128 letters, digits and single "-" between them',
      ),
      DEFAULT_CONNECTION_NAME,
    ),
    v.description(
      'Name of the connection of strategy `sms`. An existing one is adopted, else it is created.',
    ),
  ),
  sender: v.pipe(
    v.optional(text(1, 128)),
    v.metadata({ whenAbsent: 'none' }),
    v.description('What Auth0 passes on as `sender`: a phone number or an alphanumeric sender.'),
  ),
  template: v.pipe(
    v.optional(
      matching(
        /^(?=[\s\S]{1,5120}$)[\s\S]*(?:\{\{-?\s*(?:code|password)\b[^{}]*\}\}|@@password@@)/,
        'text of 1 to 5120 characters that holds {{ code }} or {{ password }}, or @@password@@ with the syntax "md_with_macros"',
      ),
      DEFAULT_TEMPLATE,
    ),
    v.description('Text of the message.'),
  ),
  syntax: v.pipe(
    v.optional(oneOf(['liquid', 'md_with_macros']), DEFAULT_SYNTAX),
    v.description('How Auth0 reads the template.'),
  ),
  codeLength: v.pipe(
    v.optional(wholeNumber(4, 40), 6),
    v.description('Digits of the one-time code. Fewer than 6 are easier to guess.'),
  ),
  codeLifetimeSeconds: v.pipe(
    v.optional(wholeNumber(60), 180),
    v.description('How long the code can be used, in seconds.'),
  ),
  disableSignup: v.pipe(
    v.optional(flag(), false),
    v.description(
      'Only people who have an account can sign in. A stranger can then tell who has one.',
    ),
  ),
  bruteForceProtection: v.pipe(
    v.optional(flag(), true),
    v.description("Auth0's own block after repeated wrong codes."),
  ),
  forwardRequestInfo: v.pipe(
    v.optional(flag(), true),
    v.description("Auth0 adds the requester's IP address and user agent to what it posts."),
  ),
  enabledClients: v.pipe(
    v.optional(distinctList(idSchema('a client id'), 0, 'client ids of Auth0 applications'), []),
    v.description(
      'Applications that may use the connection. Added to those it has; none is removed.',
    ),
  ),
});

const phoneProviderSchema = v.pipe(
  v.optional(
    section({
      replaceExisting: v.pipe(
        v.optional(flag(), false),
        v.description(
          'Goes ahead where the tenant has a phone Action with secrets, or Twilio as its phone provider. Auth0 shows neither: the secrets come back by a rollback to the version that runs now, for as long as Auth0 keeps it (50 versions); the credentials of Twilio do not come back.',
        ),
      ),
    }),
    {},
  ),
  v.description('The phone provider of the tenant; with `"integration": "phone-provider"` only.'),
);

const MFA_METHODS: readonly MfaMethod[] = ['sms', 'voice'];

const mfaSchema = v.pipe(
  v.optional(
    section({
      methods: v.pipe(
        v.optional(
          distinctList(v.picklist(MFA_METHODS, '"sms" or "voice"'), 1, '"sms" and "voice"'),
        ),
        v.metadata({ whenAbsent: 'the second factor is left as it is' }),
        v.description(
          'Makes phones a second factor of the tenant, through the same gateway; when it is asked for is up to the policies of the tenant. Calls need a route whose `methods` hold "voice".',
        ),
      ),
    }),
    {},
  ),
  v.description('Phones as a second factor.'),
);

export const auth0Schema = v.pipe(
  section({
    domain: domainSchema,
    integration: v.pipe(
      v.optional(oneOf(['sms-gateway', 'phone-provider']), DEFAULT_INTEGRATION),
      v.description(
        'How Auth0 calls the gateway: as the custom SMS gateway of an `sms` connection, or as the phone provider of the tenant, the only way of tenants made since March 2025 (docs/migrate.md).',
      ),
    ),
    phoneProvider: phoneProviderSchema,
    connection: v.pipe(
      v.optional(connectionSchema, {}),
      v.description('The connection that people sign in through.'),
    ),
    mfa: mfaSchema,
    onDelete: v.pipe(
      v.optional(oneOf(['restore', 'retain', 'delete']), 'restore'),
      v.description(
        'What becomes of the connection when the stack goes: put back what stood there before, leave it as it is, or delete it if the gateway made it. A phone provider is put back, or left.',
      ),
    ),
    driftCheck: driftCheckSchema,
    rotation: rotationSchema,
    revision: v.pipe(
      v.optional(wholeNumber(1), 1),
      v.description(
        'Raise it by one to have the next deployment write the registration anew: after the gateway token got a new value, or after somebody changed the connection in Auth0.',
      ),
    ),
  }),
  v.description('The Auth0 tenant, and how the gateway is registered with it.'),
);
