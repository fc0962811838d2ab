import type { PayloadRule } from '../payload';

/** Source: Auth0, "Actions Limitations": 100 kB of source without npm modules. */
export const MAX_CODE_BYTES = 100_000;

const content: Readonly<Record<string, PayloadRule>> = {
  code: { type: 'string', maxLength: MAX_CODE_BYTES },
  runtime: { type: 'string' },
  // Source: Auth0, "Actions Limitations": 10 dependencies, each with its version.
  dependencies: {
    type: 'array',
    maxItems: 10,
    items: {
      type: 'object',
      closed: true,
      required: ['name', 'version'],
      properties: {
        name: { type: 'string', minLength: 1 },
        version: { type: 'string', minLength: 1 },
        registry_url: { type: 'string' },
      },
    },
  },
  // Source: Auth0, "Actions Limitations": 30 secrets, names up to 128, values up to 4,096 characters.
  secrets: {
    type: 'array',
    maxItems: 30,
    items: {
      type: 'object',
      closed: true,
      required: ['name', 'value'],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 128 },
        value: { type: 'string', maxLength: 4096 },
      },
    },
  },
};

const name: PayloadRule = { type: 'string', minLength: 1, maxLength: 255 };

const supportedTriggers: PayloadRule = {
  type: 'array',
  minItems: 1,
  maxItems: 1,
  items: {
    type: 'object',
    closed: true,
    required: ['id'],
    properties: { id: { type: 'string' }, version: { type: 'string' } },
  },
};

/** `deploy` on create is in the published schema and was seen in no recording: refused (unverified). */
export const createActionRule: PayloadRule = {
  type: 'object',
  closed: true,
  required: ['name', 'supported_triggers'],
  properties: { name, supported_triggers: supportedTriggers, ...content },
};

export const updateActionRule: PayloadRule = {
  type: 'object',
  closed: true,
  properties: { name, supported_triggers: supportedTriggers, ...content },
};

/** The body of a rollback, which may be absent or null (Auth0, `DeployActionVersionRequestContent`). */
export const rollbackRule: PayloadRule = {
  type: 'object',
  closed: true,
  nullable: true,
  properties: { update_draft: { type: 'boolean' } },
};

export const bindingsRule: PayloadRule = {
  type: 'object',
  closed: true,
  required: ['bindings'],
  properties: {
    bindings: {
      type: 'array',
      items: {
        type: 'object',
        closed: true,
        required: ['ref'],
        properties: {
          ref: {
            type: 'object',
            closed: true,
            required: ['type', 'value'],
            properties: {
              type: { type: 'string', oneOf: ['binding_id', 'action_id', 'action_name'] },
              value: { type: 'string', minLength: 1 },
            },
          },
          display_name: { type: 'string', minLength: 1 },
          secrets: { type: 'array', items: { type: 'any' } },
        },
      },
    },
  },
};

/** A payload that its rule has passed. */
export interface ActionPayload {
  readonly name?: string;
  readonly supported_triggers?: readonly { readonly id: string; readonly version?: string }[];
  readonly code?: string;
  readonly runtime?: string;
  readonly dependencies?: readonly { readonly name: string; readonly version: string }[];
  readonly secrets?: readonly { readonly name: string; readonly value: string }[];
}

export interface BindingsPayload {
  readonly bindings: readonly {
    readonly ref: { readonly type: string; readonly value: string };
    readonly display_name?: string;
  }[];
}

export interface RollbackPayload {
  readonly update_draft?: boolean;
}
