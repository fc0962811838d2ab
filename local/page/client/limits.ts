import type { LimitMode } from '../../../lambda/contract';
import type { LimitName } from '../../../lambda/gateway/core/limits/plan';
import type { LimitsState } from '../../laptop/limits-state';
import { announce } from './announce';
import { byId, element } from './dom';
import { ask } from './http';
import { mostOf } from './limit-words';

/** The switch of the send limits, and what they count up to. */
const PATH = '/laptop/limits';

const MODES: Readonly<Record<LimitMode, { readonly label: string; readonly effect: string }>> = {
  enforce: { label: 'Enforce', effect: 'What is over a limit is refused.' },
  shadow: { label: 'Shadow', effect: 'It is noted, and sent all the same.' },
  off: { label: 'Off', effect: 'Nothing is counted.' },
};

const fieldset = byId('limit-modes', HTMLFieldSetElement);
const ceilingList = byId('ceilings', HTMLElement);

/** Kept from one showing to the next, so that focus stays where it is. */
const radios = new Map<LimitMode, HTMLInputElement>();

export const runLimits = (): void =>
  byId('clear-counters', HTMLButtonElement).addEventListener('click', () => {
    void ask('DELETE', `${PATH}/counters`).then((answer) =>
      announce(
        answer?.status === 204 ? 'The counters begin anew.' : 'The counters were not cleared.',
      ),
    );
  });

export const showLimits = ({ mode: current, offers, ceilings }: LimitsState): void => {
  for (const mode of offers) {
    const radio = radios.get(mode) ?? addRadio(mode);
    radio.checked = mode === current;
  }
  const counted = Object.entries(ceilings) as readonly (readonly [LimitName, number])[];
  ceilingList.replaceChildren(
    ...counted.map(([limit, ceiling]) => element('li', {}, mostOf(limit, ceiling))),
  );
};

const addRadio = (mode: LimitMode): HTMLInputElement => {
  const { label, effect } = MODES[mode];
  const radio = element('input', { type: 'radio', name: 'limit-mode', value: mode });
  radio.addEventListener('change', () => {
    void ask('PUT', PATH, { mode }).then((changed) =>
      announce(
        changed?.status === 200 ? `Send limits: ${label}.` : 'The limits could not be switched.',
      ),
    );
  });
  fieldset.append(
    element(
      'label',
      {},
      radio,
      element(
        'span',
        {},
        element('span', { class: 'mode' }, label),
        ' ',
        element('span', { class: 'hint' }, effect),
      ),
    ),
  );
  radios.set(mode, radio);
  return radio;
};
