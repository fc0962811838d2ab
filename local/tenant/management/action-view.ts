import { deployedVersion, isDeployed } from '../actions/build';
import type { Action, ActionContent, ActionVersion, Binding } from '../actions/model';

/** ISO 8601, as every date in an answer is. */
export const date = (ms: number): string => new Date(ms).toISOString();

/**
 * Actions as the Management API shows them, field by field after the recordings of
 * auth0/terraform-provider-auth0: TestAccActionDeleteWithUnbind (2026-05-29), TestAccAction.
 */
export const viewAction = (
  action: Action,
  { status, buildError }: { readonly status: string; readonly buildError?: string },
  now: number,
) => ({
  id: action.id,
  name: action.name,
  supported_triggers: [action.trigger],
  created_at: date(action.createdAt),
  updated_at: date(action.updatedAt),
  code: action.code,
  dependencies: action.dependencies,
  runtime: action.runtime,
  status,
  // Shape of the OpenAPI document's `ActionError`; no recorded failure had any.
  ...(buildError === undefined ? {} : { errors: [{ id: 'build_failed', msg: buildError }] }),
  secrets: viewSecrets(action),
  ...viewVersions(action, now),
  all_changes_deployed: isDeployed(action, now),
});

/** The answer to a call to deploy: the version is not the one that runs yet. */
export const viewDeployment = (action: Action, version: ActionVersion) => ({
  ...viewVersion(action, version, false),
  action: {
    id: action.id,
    name: action.name,
    supported_triggers: [action.trigger],
    created_at: date(action.createdAt),
    updated_at: date(action.createdAt),
    all_changes_deployed: false,
  },
});

export const viewVersion = (action: Action, version: ActionVersion, deployed: boolean) => ({
  code: version.code,
  dependencies: version.dependencies,
  id: version.id,
  deployed,
  number: version.number,
  ...(deployed ? { built_at: date(version.deployedAt) } : {}),
  secrets: viewSecrets(version),
  status: 'built',
  created_at: date(version.createdAt),
  updated_at: date(deployed ? version.deployedAt : version.createdAt),
  runtime: version.runtime,
  supported_triggers: [action.trigger],
});

/** Inside a binding `all_changes_deployed` is false, whatever is true (recorded). */
export const viewBinding = (binding: Binding, action: Action, now: number) => ({
  id: binding.id,
  trigger_id: binding.triggerId,
  action: {
    id: action.id,
    name: action.name,
    supported_triggers: [action.trigger],
    created_at: date(action.createdAt),
    updated_at: date(action.createdAt),
    ...viewVersions(action, now),
    all_changes_deployed: false,
  },
  created_at: date(binding.createdAt),
  updated_at: date(binding.createdAt),
  display_name: binding.displayName,
});

/** Upper-case status in one, lower-case in the other (recorded). Absent before a deployment. */
const viewVersions = (action: Action, now: number) => {
  const deployed = deployedVersion(action, now);
  const current = action.versions.at(-1);
  return {
    ...(current
      ? {
          current_version: {
            id: current.id,
            code: current.code,
            runtime: current.runtime,
            status: 'BUILT',
            number: current.number,
            build_time: date(current.createdAt),
            created_at: date(current.createdAt),
            updated_at: date(current.createdAt),
          },
        }
      : {}),
    ...(deployed ? { deployed_version: viewVersion(action, deployed, true) } : {}),
  };
};

/** The value is never shown again. */
const viewSecrets = ({ secrets }: ActionContent) =>
  secrets.map(({ name, updatedAt }) => ({ name, updated_at: date(updatedAt) }));
