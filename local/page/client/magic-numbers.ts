import { MAGIC_NUMBERS } from '../../providers/magic-numbers';
import { byId, element } from './dom';
import { pretty } from './phone-number';
import { proposeNumber } from './sign-in';

/** The numbers that bring one fault about, each a button that puts it into the form. */
export const listMagicNumbers = (): void =>
  byId('magic-numbers', HTMLElement).replaceChildren(
    ...MAGIC_NUMBERS.map(({ number, does }) => {
      const use = element('button', { type: 'button', class: 'quiet' }, pretty(number));
      use.addEventListener('click', () => proposeNumber(number));
      return element('li', {}, use, element('span', {}, does));
    }),
  );
