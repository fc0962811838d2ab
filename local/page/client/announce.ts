import { byId } from './dom';

const announcer = byId('announcer', HTMLElement);
let last = '';

/** Tells a screen reader, when it has finished what it is saying. */
export const announce = (text: string): void => {
  // The same words twice are no change, and would not be read again.
  last = text === last ? `${text}\u00A0` : text;
  announcer.textContent = last;
};
