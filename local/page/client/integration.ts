import { announce } from './announce';
import { byId, element } from './dom';
import { ask, textAt } from './http';

/** By which of its ways the tenant sends. The switch is there only where the server offers two. */
const WAYS = {
  'sms-gateway': 'Custom SMS gateway',
  'phone-provider': 'Custom phone provider',
} as const;

const PATH = '/laptop/integration';
const fieldset = byId('integration', HTMLFieldSetElement);

export const showIntegration = async (): Promise<void> => {
  const answer = await ask('GET', PATH);
  const offers = offersIn(answer?.body);
  if (offers.length < 2) return;
  const current = textAt(answer?.body, 'integration');
  fieldset.append(
    ...offers.map((way) => {
      const label = WAYS[way];
      const radio = element('input', {
        type: 'radio',
        name: 'integration',
        value: way,
        checked: way === current,
      });
      radio.addEventListener('change', () => {
        void ask('PUT', PATH, { integration: way }).then((changed) =>
          announce(changed?.status === 200 ? `${label}.` : 'The tenant did not take that.'),
        );
      });
      return element('label', {}, radio, label);
    }),
  );
  fieldset.hidden = false;
};

const offersIn = (body: unknown): readonly (keyof typeof WAYS)[] => {
  const { offers = [] } = (body ?? {}) as { readonly offers?: readonly string[] };
  return (Object.keys(WAYS) as (keyof typeof WAYS)[]).filter((way) => offers.includes(way));
};
