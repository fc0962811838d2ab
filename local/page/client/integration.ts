import type { Integration } from '../../../lambda/contract';
import type { IntegrationState } from '../../laptop/integration-state';
import { announce } from './announce';
import { byId, element } from './dom';
import { ask } from './http';

/** By which of its ways the tenant sends. */
const WAYS: Readonly<Record<Integration, string>> = {
  'sms-gateway': 'Custom SMS gateway',
  'phone-provider': 'Custom phone provider',
};

const fieldset = byId('integration', HTMLFieldSetElement);

/** Kept from one showing to the next, so that focus stays where it is. */
const radios = new Map<Integration, HTMLInputElement>();

export const showIntegration = ({ integration, offers }: IntegrationState): void => {
  for (const way of offers) {
    const radio = radios.get(way) ?? addRadio(way);
    radio.checked = way === integration;
  }
};

const addRadio = (way: Integration): HTMLInputElement => {
  const label = WAYS[way];
  const radio = element('input', { type: 'radio', name: 'integration', value: way });
  radio.addEventListener('change', () => {
    void ask('PUT', '/laptop/integration', { integration: way }).then((changed) =>
      announce(changed?.status === 200 ? `${label}.` : 'The tenant did not take that.'),
    );
  });
  fieldset.append(element('label', {}, radio, label));
  radios.set(way, radio);
  return radio;
};
