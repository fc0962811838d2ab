import * as v from 'valibot';
import {
  isGone,
  type ManagementCall,
  type ManagementCaller,
} from '../../auth0-management/adapters/management-caller';
import type { Trigger } from '../core/desired';
import type { Action, ActionsApi, BuildStatus } from '../core/ports';

const contentEntries = {
  code: v.fallback(v.string(), ''),
  runtime: v.fallback(v.optional(v.string()), undefined),
  dependencies: v.fallback(
    v.array(
      v.object({
        name: v.string(),
        version: v.string(),
        registry_url: v.optional(v.pipe(v.string(), v.nonEmpty())),
      }),
    ),
    [],
  ),
  secrets: v.fallback(
    v.array(
      v.pipe(
        v.object({ name: v.string(), updated_at: v.optional(v.string()) }),
        v.transform(({ name, updated_at: updatedAt }) => ({ name, updatedAt })),
      ),
    ),
    [],
  ),
};

const errorsSchema = v.fallback(v.array(v.object({ msg: v.string() })), []);

const STATUSES: readonly BuildStatus[] = [
  'pending',
  'building',
  'retrying',
  'built',
  'failed',
  'packaged',
];

const actionSchema = v.object({
  ...contentEntries,
  id: v.pipe(v.string(), v.nonEmpty()),
  name: v.string(),
  status: v.fallback(v.optional(v.picklist(STATUSES)), undefined),
  errors: errorsSchema,
  all_changes_deployed: v.fallback(v.boolean(), false),
  current_version: v.fallback(v.optional(v.object({ errors: errorsSchema })), undefined),
  deployed_version: v.fallback(
    v.optional(
      v.object({
        ...contentEntries,
        id: v.fallback(v.optional(v.pipe(v.string(), v.nonEmpty())), undefined),
        number: v.fallback(v.optional(v.number()), undefined),
        deployed: v.fallback(v.boolean(), false),
      }),
    ),
    undefined,
  ),
});

const listSchema = v.object({ actions: v.array(actionSchema) });
const createdSchema = v.object({ id: v.pipe(v.string(), v.nonEmpty()) });

const bindingsSchema = v.object({
  bindings: v.array(
    v.object({
      action: v.object({ id: v.string() }),
      display_name: v.fallback(v.string(), ''),
    }),
  ),
});

const refusalSchema = v.object({ message: v.string() });

/** Most that one page holds; a trigger takes 20 Actions at most. */
const PER_PAGE = '100';

/** `deploy` says so of a draft whose build is not through (auth0/auth0-deploy-cli, handlers/actions). */
const NOT_BUILT = /must be in the 'built' state/;

/**
 * The calls about Actions.
 * Source: auth0.com/docs/api/management/v2/actions; docs/registration.md has the table.
 */
export const createActionsApi = ({
  send,
  ask,
  expectDone,
  refused,
}: ManagementCaller): ActionsApi => ({
  list: async (trigger) => {
    const call: ManagementCall = {
      method: 'GET',
      path: '/actions/actions',
      // `include_totals`, which other lists take, is refused here.
      query: { triggerId: trigger, per_page: PER_PAGE },
      scopes: ['read:actions'],
    };
    const answer = await ask(call);
    const parsed = v.safeParse(listSchema, answer.json);
    if (answer.status !== 200 || !parsed.success) throw refused(answer, call);
    return parsed.output.actions.map(toAction);
  },

  read: async (id) => {
    const call: ManagementCall = {
      method: 'GET',
      path: '/actions/actions/{id}',
      id,
      scopes: ['read:actions'],
    };
    const answer = await ask(call);
    if (isGone(answer)) return undefined;
    const parsed = v.safeParse(actionSchema, answer.json);
    if (answer.status !== 200 || !parsed.success) throw refused(answer, call);
    return toAction(parsed.output);
  },

  create: async (name, trigger, content) => {
    const call: ManagementCall = {
      method: 'POST',
      path: '/actions/actions',
      body: {
        name,
        supported_triggers: [{ id: trigger, version: TRIGGER_VERSIONS[trigger] }],
        ...content,
      },
      scopes: ['create:actions'],
      repeatable: false,
    };
    const answer = await send(call);
    if (answer === 'unknown' || answer.status === 409) return { kind: 'unclear' };
    if (answer.status >= 300) throw refused(answer, call);
    const parsed = v.safeParse(createdSchema, answer.json);
    return parsed.success ? { kind: 'created', id: parsed.output.id } : { kind: 'unclear' };
  },

  change: (id, content) =>
    expectDone({
      method: 'PATCH',
      path: '/actions/actions/{id}',
      id,
      body: content,
      scopes: ['update:actions'],
    }),

  deploy: async (id) => {
    const call: ManagementCall = {
      method: 'POST',
      path: '/actions/actions/{id}/deploy',
      id,
      scopes: ['create:actions'],
    };
    const answer = await ask(call);
    if (answer.status < 300) return 'deployed';
    const said = v.safeParse(refusalSchema, answer.json);
    if (said.success && NOT_BUILT.test(said.output.message)) return 'not-built';
    throw refused(answer, call);
  },

  rollBack: async (id, versionId) => {
    const call: ManagementCall = {
      method: 'POST',
      path: '/actions/actions/{id}/versions/{versionId}/deploy',
      id,
      versionId,
      body: { update_draft: true },
      scopes: ['create:actions'],
    };
    const answer = await ask(call);
    if (answer.status < 300) return 'deployed';
    if (isGone(answer)) return 'gone';
    if (answer.status === 400) return 'refused';
    throw refused(answer, call);
  },

  remove: async (id) => {
    const call: ManagementCall = {
      method: 'DELETE',
      path: '/actions/actions/{id}',
      id,
      query: { force: 'true' },
      scopes: ['delete:actions'],
    };
    const answer = await ask(call);
    if (answer.status >= 300 && !isGone(answer)) throw refused(answer, call);
  },

  listBindings: async (trigger) => {
    const call: ManagementCall = {
      method: 'GET',
      path: '/actions/triggers/{id}/bindings',
      id: trigger,
      query: { per_page: PER_PAGE },
      scopes: ['read:actions'],
    };
    const answer = await ask(call);
    const parsed = v.safeParse(bindingsSchema, answer.json);
    if (answer.status !== 200 || !parsed.success) throw refused(answer, call);
    return parsed.output.bindings.map(({ action, display_name: displayName }) => ({
      actionId: action.id,
      displayName,
    }));
  },

  bind: (trigger, bindings) =>
    expectDone({
      method: 'PATCH',
      path: '/actions/triggers/{id}/bindings',
      id: trigger,
      body: {
        bindings: bindings.map(({ actionId, displayName }) => ({
          ref: { type: 'action_id', value: actionId },
          ...(displayName !== '' && { display_name: displayName }),
        })),
      },
      scopes: ['update:actions'],
    }),
});

/** Source: recorded `GET /actions/triggers` of auth0/auth0-deploy-cli; v1 of the other is deprecated. */
const TRIGGER_VERSIONS: Readonly<Record<Trigger, string>> = {
  'custom-phone-provider': 'v1',
  'send-phone-message': 'v2',
};

const toAction = ({
  errors,
  current_version: current,
  deployed_version: running,
  all_changes_deployed: isDeployed,
  ...action
}: v.InferOutput<typeof actionSchema>): Action => {
  const [buildError] = [...errors, ...(current?.errors ?? [])].map(({ msg }) => msg);
  return {
    ...action,
    buildError,
    isDeployed,
    deployed: running?.deployed === true ? running : undefined,
  };
};
