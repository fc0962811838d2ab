import * as fc from 'fast-check';
import {
  codeOfAutofillLine,
  withAutofillLine,
} from '../../../../../lambda/gateway/core/text/autofill';
import { anyText } from '../../../../support/any-text';

test.each([
  [
    'a line of its own, last',
    'Your code is 493821',
    'Your code is 493821\n\n@acme.example #493821',
  ],
  [
    'white space at the end makes no more lines',
    'Code 493821 \n\n',
    'Code 493821\n\n@acme.example #493821',
  ],
  ['nothing before it', '', '@acme.example #493821'],
  [
    'an address within a sentence is no such line',
    'Code for @acme.example #493821',
    'Code for @acme.example #493821\n\n@acme.example #493821',
  ],
  [
    'a line that is not the last one is not read by browsers',
    '@acme.example #493821\nBye',
    '@acme.example #493821\nBye\n\n@acme.example #493821',
  ],
])('The line is added: %s', (_, text, expected) => {
  expect(withAutofillLine(text, '493821', 'acme.example')).toBe(expected);
});

test.each([
  ['there already', 'Code 493821\n\n@acme.example #493821'],
  ['of another domain', 'Code 493821\n@login.acme.example #493821'],
  ['with an embedded domain', 'Code\r\n@acme.example #493821 @shop.example'],
])('A line stays the only one when it is %s', (_, text) => {
  expect(withAutofillLine(text, '493821', 'acme.example')).toBe(text);
  expect(withAutofillLine(`${text}\n`, '493821', 'acme.example')).toBe(text);
});

test.each([undefined, '', '49 38', '#493821'])('No line is made for the code %p', (code) => {
  expect(withAutofillLine('Hello ', code, 'acme.example')).toBe('Hello ');
});

/** The parsing algorithm of wicg.github.io/sms-one-time-codes, step by step. */
const parse = (message: string): { host: string; code: string } | undefined => {
  const line = message.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n').at(-1) ?? '';
  const [host = '', code = ''] = line.split(' ');
  const isToken = (token: string, marker: string) =>
    token.startsWith(marker) && /^.[^\t\n\f\r ]+$/su.test(token);
  return isToken(host, '@') && isToken(code, '#')
    ? { host: host.slice(1), code: code.slice(1) }
    : undefined;
};

test('A browser that follows the specification reads the code and the domain', () => {
  fc.assert(
    fc.property(anyText(), fc.stringMatching(/^\d{4,10}$/), (text, code) => {
      const result = withAutofillLine(text, code, 'acme.example');
      expect(parse(result)).toEqual({ host: 'acme.example', code });
      expect(codeOfAutofillLine(result)).toBe(code);
      expect(withAutofillLine(result, code, 'acme.example')).toBe(result);
    }),
  );
});
