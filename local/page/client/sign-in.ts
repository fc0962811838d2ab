import { exchangeCode, startSignIn, type Problem } from './auth0';
import { showClaims } from './claims';
import { byId, element } from './dom';
import { verifyIdToken } from './id-token';
import { plain, pretty } from './phone-number';

/** The imaginary app: phone number, code, signed in. Focus goes where the next step is. */
const title = byId('app-title', HTMLElement);
const problem = byId('problem', HTMLElement);
const numberForm = byId('number-form', HTMLFormElement);
const numberField = byId('number', HTMLInputElement);
const codeForm = byId('code-form', HTMLFormElement);
const codeField = byId('code', HTMLInputElement);
const codeNote = byId('code-note', HTMLElement);
const result = byId('result', HTMLElement);

let number = '';

export const runSignIn = (): void => {
  onSubmit(numberForm, async () => {
    number = plain(numberField.value);
    await requestCode();
  });
  onSubmit(codeForm, signIn);
  onClick('resend', requestCode);
  onClick('change-number', () => toNumber());
  onClick('sign-out', () => toNumber());
  for (const example of numberForm.querySelectorAll<HTMLButtonElement>('[data-number]'))
    example.addEventListener('click', () => proposeNumber(example.dataset['number'] ?? ''));
};

/** Puts a number into the form, wherever the sign-in stands. */
export const proposeNumber = (proposed: string): void => {
  numberField.value = pretty(proposed);
  toNumber();
};

/** Types the code into the form, as phones do; `false` when the form waits for another number's. */
export const useCode = (to: string, code: string): boolean => {
  if (codeForm.hidden || to !== number) return false;
  codeField.value = code;
  codeField.focus();
  return true;
};

const requestCode = async (): Promise<void> => {
  const sent = await startSignIn(number);
  if (!sent.ok) {
    showProblem(sent.problem, codeForm.hidden ? numberField : codeField);
    return;
  }
  show(codeForm, 'Enter your code');
  codeNote.textContent = `Sent to ${pretty(number)}. It works for three minutes.`;
  codeField.value = '';
  codeField.focus();
};

const signIn = async (): Promise<void> => {
  const exchanged = await exchangeCode(number, codeField.value.trim());
  if (!exchanged.ok) {
    showProblem(exchanged.problem, codeField);
    codeField.select();
    return;
  }
  try {
    showClaims(await verifyIdToken(exchanged.value));
  } catch (error) {
    showProblem({ plain: `The token is no good: ${(error as Error).message}.` }, codeField);
    return;
  }
  show(result, 'You are signed in');
  title.focus();
};

const toNumber = (): void => {
  show(numberForm, 'Sign in to Acme');
  numberField.focus();
};

const show = (step: HTMLElement, heading: string): void => {
  for (const each of [numberForm, codeForm, result]) each.hidden = each !== step;
  title.textContent = heading;
  showProblem(undefined);
};

const showProblem = (found: Problem | undefined, field?: HTMLInputElement): void => {
  problem.hidden = !found;
  problem.replaceChildren(
    ...(found ? [found.plain] : []),
    ...(found?.auth0 === undefined ? [] : [element('code', {}, found.auth0)]),
  );
  for (const each of [numberField, codeField]) each.toggleAttribute('aria-invalid', false);
  field?.setAttribute('aria-invalid', 'true');
  field?.focus();
};

const onSubmit = (form: HTMLFormElement, submitted: () => Promise<void>): void =>
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void busy(form, submitted);
  });

const onClick = (id: string, clicked: () => Promise<void> | void): void =>
  byId(id, HTMLButtonElement).addEventListener('click', () => {
    void busy(codeForm, clicked);
  });

/** One step at a time: a second press while the first is under way does nothing. */
const busy = async (form: HTMLElement, step: () => Promise<void> | void): Promise<void> => {
  if (form.getAttribute('aria-busy') === 'true') return;
  form.setAttribute('aria-busy', 'true');
  try {
    await step();
  } finally {
    form.removeAttribute('aria-busy');
  }
};
