import type { RandomInt } from '../../random';
import { PHONE_TRIGGER } from '../actions/triggers';
import { prefixedId, uuid } from '../ids';
import type { PhoneSystem } from './phone-system';

/** An Action that stands in the tenant without anyone having called the Management API. */
export interface PhoneActionSeed {
  readonly code: string;
  readonly secrets?: Readonly<Record<string, string>>;
  /** @default SMS gateway */
  readonly name?: string;
}

/** Creates or replaces the phone Action, deployed and bound, and the provider `custom` over it. */
export const installPhoneAction = (
  { actions, phoneProvider }: PhoneSystem,
  { code, secrets = {}, name = 'SMS gateway' }: PhoneActionSeed,
  random: RandomInt,
  now: () => number,
): void => {
  const at = now();
  const content = {
    code,
    runtime: 'node22',
    dependencies: [],
    secrets: Object.entries(secrets).map(([secret, value]) => ({
      name: secret,
      value,
      updatedAt: at,
    })),
  };
  const standing = actions.all().find(({ trigger }) => trigger.id === PHONE_TRIGGER);
  const action = standing
    ? actions.update(standing, { name, ...content })
    : actions.create(name, { id: PHONE_TRIGGER, version: 'v1' }, content);
  actions.deploy(action, at);
  actions.bind(PHONE_TRIGGER, [
    {
      id: uuid(random),
      triggerId: PHONE_TRIGGER,
      actionId: action.id,
      displayName: name,
      createdAt: at,
    },
  ]);
  const provider = phoneProvider.get();
  phoneProvider.set({
    id: provider?.id ?? prefixedId(random, 'pro'),
    name: 'custom',
    disabled: false,
    configuration: { delivery_methods: ['text'] },
    credentials: {},
    createdAt: provider?.createdAt ?? at,
    updatedAt: at,
  });
};
