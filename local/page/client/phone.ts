import type { MessageWithCode } from '../../inbox';
import { announce } from './announce';
import { byId, element, timeOf } from './dom';
import { ask } from './http';
import { pretty } from './phone-number';
import { useCode } from './sign-in';

/** The phone: every SMS that arrived, newest at the bottom. */
const thread = byId('thread', HTMLElement);
const list = byId('messages', HTMLElement);
const empty = byId('no-messages', HTMLElement);
const clear = byId('clear-messages', HTMLButtonElement);
const clock = byId('clock', HTMLElement);

/** More would only make the page slow; `/inbox` has the rest. */
const MOST = 50;

export const runPhone = (): void => {
  clear.addEventListener('click', () => {
    void ask('DELETE', '/inbox');
    thread.focus();
  });
  const tick = () => {
    clock.textContent = new Date().toLocaleTimeString([], { timeStyle: 'short', hourCycle: 'h23' });
  };
  tick();
  setInterval(tick, 10_000);
};

export const showMessages = (messages: readonly MessageWithCode[]): void => {
  list.replaceChildren(...messages.map((message) => bubble(message)));
  settle();
};

export const addMessage = (message: MessageWithCode): void => {
  const made = bubble(message);
  made.classList.add('arriving');
  list.append(made);
  while (list.childElementCount > MOST) list.firstElementChild?.remove();
  settle();
  announce(`New message to ${pretty(message.to)}: ${message.text}`);
};

const settle = (): void => {
  const none = list.childElementCount === 0;
  empty.hidden = !none;
  clear.hidden = none;
  thread.scrollTop = thread.scrollHeight;
};

const bubble = (message: MessageWithCode): HTMLLIElement =>
  element(
    'li',
    { 'data-sequence': message.sequence },
    element(
      'p',
      { class: 'meta' },
      `To ${pretty(message.to)}`,
      element('span', {}, 'via ', message.provider, ' · ', timeOf(message.at)),
    ),
    element('p', { class: 'bubble' }, ...withCodeMarked(message)),
    message.code === undefined ? undefined : codeActions(message.to, message.code),
  );

const withCodeMarked = ({ text, code }: MessageWithCode): (Node | string)[] => {
  if (code === undefined) return [text];
  const at = text.indexOf(code);
  return [
    text.slice(0, at),
    element('strong', { class: 'code' }, code),
    text.slice(at + code.length),
  ];
};

const codeActions = (to: string, code: string): HTMLElement => {
  const use = element('button', { type: 'button', class: 'chip' }, 'Use this code');
  const copy = element('button', { type: 'button', class: 'chip' }, 'Copy');
  use.addEventListener('click', () => {
    if (!useCode(to, code)) announce('The form waits for no code, or for one to another number.');
  });
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(code).then(
      () => told(copy, 'Copied'),
      () => told(copy, 'Select it by hand'),
    );
  });
  return element('p', { class: 'actions' }, use, copy);
};

const told = (button: HTMLButtonElement, word: string): void => {
  button.textContent = word;
  announce(word);
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2000);
};
