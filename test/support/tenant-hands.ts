import type { Trigger } from '../../lambda/auth0-phone-provider/core/desired';
import type { Manage } from './operator';

export interface HandsWorld {
  readonly manage: Manage;
  /** Lets virtual milliseconds go by, in which the tenant builds and deploys. */
  readonly pass: (ms: number) => void;
}

export type Hands = ReturnType<typeof handsOn>;

const PHONE: Trigger = 'custom-phone-provider';

/** Milliseconds that any build takes at most, and a deployment after it. */
const BUILD_MS = 10_000;
const DEPLOY_MS = 1_000;

/** What a person, or another tool, does in the tenant. */
export const handsOn = ({ manage: call, pass }: HandsWorld) => {
  const manage: Manage = async (method, path, body) => {
    const answer = await call(method, path, body);
    if (isRefusal(answer)) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const actionsOf = async (trigger: Trigger) =>
    (
      (await manage('GET', `/actions/actions?triggerId=${trigger}`)) as {
        actions: { id: string; secrets: { name: string }[] }[];
      }
    ).actions;
  const idOf = async (trigger: Trigger) => (await actionsOf(trigger))[0]?.id ?? '';
  const provider = async () =>
    ((await manage('GET', '/branding/phone/providers')) as { providers: { id: string }[] })
      .providers[0]?.id ?? '';
  const edit = async (change: object, trigger: Trigger = PHONE) => {
    await manage('PATCH', `/actions/actions/${await idOf(trigger)}`, change);
    pass(BUILD_MS);
  };
  const deploy = async (trigger: Trigger = PHONE) => {
    await manage('POST', `/actions/actions/${await idOf(trigger)}/deploy`);
    pass(DEPLOY_MS);
  };
  return {
    edit,
    deploy,
    editAndDeploy: async (change: object, trigger: Trigger = PHONE) => {
      await edit(change, trigger);
      await deploy(trigger);
    },
    secretNames: async () =>
      ((await actionsOf(PHONE))[0]?.secrets ?? []).map(({ name }) => ({ name, value: 'theirs' })),
    removeAction: async (trigger: Trigger = PHONE) =>
      manage('DELETE', `/actions/actions/${await idOf(trigger)}?force=true`),
    addAction: async (code: string, trigger: Trigger = PHONE) => {
      const { id } = (await manage('POST', '/actions/actions', {
        name: 'Theirs',
        supported_triggers: [{ id: trigger, version: trigger === PHONE ? 'v1' : 'v2' }],
        code,
        runtime: 'node22',
        dependencies: [],
        secrets: [],
      })) as { id: string };
      pass(BUILD_MS);
      await manage('POST', `/actions/actions/${id}/deploy`);
      pass(DEPLOY_MS);
      return id;
    },
    bind: (ids: readonly string[], trigger: Trigger = PHONE) =>
      manage('PATCH', `/actions/triggers/${trigger}/bindings`, {
        bindings: ids.map((value) => ({ ref: { type: 'action_id', value } })),
      }),
    changeProvider: async (change: object) =>
      manage('PATCH', `/branding/phone/providers/${await provider()}`, change),
    removeProvider: async () => manage('DELETE', `/branding/phone/providers/${await provider()}`),
    unify: (flag: boolean) =>
      manage('PATCH', '/tenants/settings', { phone_consolidated_experience: flag }),
    factor: (enabled: boolean) => manage('PUT', '/guardian/factors/sms', { enabled }),
    messageTypes: (types: readonly string[]) =>
      manage('PUT', '/guardian/factors/phone/message-types', { message_types: types }),
    mfaProvider: (name: string) =>
      manage('PUT', '/guardian/factors/phone/selected-provider', { provider: name }),
    connection: async (change: (options: Record<string, unknown>) => object) => {
      const [found] = (await manage('GET', '/connections?name=sms')) as {
        id: string;
        options: Record<string, unknown>;
      }[];
      await manage('PATCH', `/connections/${found?.id ?? ''}`, {
        options: change(found?.options ?? {}),
      });
    },
    disableClient: async (clientId: string) => {
      const [found] = (await manage('GET', '/connections?name=sms')) as { id: string }[];
      await manage('PATCH', `/connections/${found?.id ?? ''}/clients`, [
        { client_id: clientId, status: false },
      ]);
    },
  };
};

const isRefusal = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'statusCode' in answer;
