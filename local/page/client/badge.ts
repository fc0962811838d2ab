import { element, icon } from './dom';
import type { Verdict } from './words';

export const badge = ({ label, tone, icon: name }: Verdict): HTMLElement =>
  element('span', { class: 'badge', 'data-tone': tone }, icon(name), label);
