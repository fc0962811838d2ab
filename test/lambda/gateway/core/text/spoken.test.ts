import * as fc from 'fast-check';
import { spokenText } from '../../../../../lambda/gateway/core/text/spoken';

const SPELLED = '4, 9, 3, 8, 2, 1';

test.each([
  [
    'the sentence, then the code again',
    'Your Acme code is 493821',
    `Your Acme code is ${SPELLED}. ${SPELLED}.`,
  ],
  ['a sentence that is closed', '493821 is your code!', `${SPELLED} is your code! ${SPELLED}.`],
  ['two sentences', 'Code 493821. Valid 3 min', `Code ${SPELLED}. Valid 3 min. ${SPELLED}.`],
  ['twice already', 'Code 493821. Again: 493821', `Code ${SPELLED}. Again: ${SPELLED}.`],
  ['spelled apart already', 'Code 4 9 3 8 2 1', `Code ${SPELLED}. ${SPELLED}.`],
  ['spelled and closed', 'Code 4, 9, 3, 8, 2, 1.', `Code ${SPELLED}. ${SPELLED}.`],
  ['lines', 'Your code:\n493821\n\nValid 3 min', `Your code: ${SPELLED}. Valid 3 min. ${SPELLED}.`],
  ['an autofill line', 'Code 493821\n\n@acme.example #493821', `Code ${SPELLED}. ${SPELLED}.`],
  ['an autofill line only', '@acme.example #493821', `${SPELLED}. ${SPELLED}.`],
  ['a link', 'Code 493821, or https://acme.example/?c=493821.', `Code ${SPELLED}, or. ${SPELLED}.`],
  ['a link only', 'Sign in: https://acme.example/493821', `Sign in:. ${SPELLED}. ${SPELLED}.`],
  ['the code alone', '493821', `${SPELLED}. ${SPELLED}.`],
  ['Chinese', '您的验证码是493821。', `您的验证码是${SPELLED}。 ${SPELLED}.`],
  [
    'a longer number is not the code',
    'Ref 14938210: 493821',
    `Ref 14938210: ${SPELLED}. ${SPELLED}.`,
  ],
  [
    'no XML of ours, and none taken away',
    '<b>493821</b> & more',
    `<b>${SPELLED}</b> & more. ${SPELLED}.`,
  ],
])('%s', (_, text, spoken) => {
  expect(spokenText(text, '493821')).toBe(spoken);
});

test('Letters of a code are spoken apart as well', () => {
  expect(spokenText('Use K7PX', 'K7PX')).toBe('Use K, 7, P, X. K, 7, P, X.');
});

test('Without a known code all of it is said twice', () => {
  expect(spokenText('Your account is blocked', undefined)).toBe(
    'Your account is blocked. Your account is blocked.',
  );
  expect(spokenText('See acme.example/help!', undefined)).toBe(
    'See acme.example/help! See acme.example/help!',
  );
});

test('A code is never spoken as one number, and always at least twice', () => {
  const words = fc.array(
    fc.oneof(
      fc.constantFrom('Acme', 'код', '验证码', '\n', '. ', 'https://a.example/x', '!'),
      fc.lorem(),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(words, words, fc.stringMatching(/^\d{4,10}$/), (before, after, code) => {
      const spoken = spokenText(`${before.join(' ')} ${code} ${after.join(' ')}`, code);
      expect(spoken).not.toContain(code);
      expect(spoken.split(Array.from(code).join(', ')).length).toBeGreaterThanOrEqual(3);
    }),
  );
});
