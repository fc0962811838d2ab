import type { ProviderStates } from '../../laptop/events';
import type { ProviderState } from '../../providers/state';
import { announce } from './announce';
import { byId, element } from './dom';
import { ask } from './http';
import { ofState, STATE_NAMES } from './words';

/** One switch per provider, in the order the server lists them. */
const list = byId('providers', HTMLElement);
const heal = byId('heal', HTMLButtonElement);

const DEFAULT_SLOWNESS_MS = 800;

interface Row {
  readonly item: HTMLLIElement;
  readonly show: (state: ProviderState) => void;
}

/** Kept from one showing to the next, so that focus stays where it is. */
const rows = new Map<string, Row>();

export const runSwitches = (): void =>
  heal.addEventListener('click', () => {
    void Promise.all([...rows.keys()].map((name) => put(name, { state: 'healthy' }))).then(() => {
      announce('All providers are healthy.');
      list.querySelector('select')?.focus();
    });
  });

export const showProviders = (states: ProviderStates): void => {
  for (const [name, state] of Object.entries(states)) {
    const row = rows.get(name) ?? addRow(name);
    row.show(state);
  }
  heal.hidden = Object.values(states).every(({ state }) => state === 'healthy');
};

const put = (name: string, state: ProviderState): Promise<unknown> =>
  ask('PUT', `/providers/${name}`, state);

const addRow = (name: string): Row => {
  const select = element(
    'select',
    { id: `state-of-${name}` },
    ...STATE_NAMES.map((state) => element('option', { value: state }, ofState(state).label)),
  );
  const slowness = element('input', {
    type: 'number',
    min: 0,
    max: 60_000,
    step: 100,
    value: DEFAULT_SLOWNESS_MS,
    inputmode: 'numeric',
    'aria-label': `Milliseconds by which ${name} is slow`,
  });
  const slow = element('span', { class: 'slowness', hidden: true }, slowness, 'ms');
  const send = () =>
    void put(
      name,
      select.value === 'slow'
        ? { state: 'slow', milliseconds: slowness.valueAsNumber || 0 }
        : ({ state: select.value } as ProviderState),
    ).then(() => announce(`${name}: ${ofState(select.value).label}.`));
  select.addEventListener('change', send);
  slowness.addEventListener('change', send);

  const effect = element('p', { class: 'hint', id: `effect-of-${name}` });
  select.setAttribute('aria-describedby', effect.id);
  const label = element('label', { for: select.id }, name);
  const item = element('li', {}, label, select, slow, effect);
  list.append(item);
  const row: Row = {
    item,
    show: (state) => {
      select.value = state.state;
      item.dataset['healthy'] = String(state.state === 'healthy');
      effect.textContent = ofState(state.state).effect ?? '';
      slow.hidden = state.state !== 'slow';
      if (state.state === 'slow' && document.activeElement !== slowness)
        slowness.value = String(state.milliseconds);
    },
  };
  rows.set(name, row);
  return row;
};
