import { type Message } from '../../core/attempt';
import { digitsOf } from '../../../shared/phone-number';

/**
 * Texts with placeholders, and nothing more: no conditions, no expressions, no code. What a
 * placeholder stands for is put in once and never read again, so a message that holds `{{text}}`
 * itself stays as it is.
 */

/** What a message may be asked for; `credentials.NAME` is a key of the provider's secret. */
const PLACEHOLDER = /\{\{\s*(to|toDigits|text|code|credentials\.[A-Za-z]\w{0,63})\s*\}\}/g;

/** For the person who reads a fault. */
export const PLACEHOLDERS = '{{to}}, {{toDigits}}, {{text}}, {{code}} and {{credentials.NAME}}';

/** Whether every double brace belongs to a placeholder that we know. */
export const isTemplate = (text: string): boolean =>
  !/\{\{|\}\}/.test(text.replaceAll(PLACEHOLDER, ' '));

/** Names of the placeholders in a text, such as `credentials.apiKey`. */
export const placeholdersIn = (text: string): readonly string[] =>
  [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);

/** What placeholders stand for, by name. A map, so that no name can mean something inherited. */
export type Values = ReadonlyMap<string, string>;

export const valuesOf = (
  { to, text, code }: Message,
  credentials: Readonly<Record<string, string>>,
): Values =>
  new Map([
    ['to', to],
    ['toDigits', digitsOf(to)],
    ['text', text],
    ...(code === undefined ? [] : [['code', code] as const]),
    ...Object.entries(credentials).map(([name, value]) => [`credentials.${name}`, value] as const),
  ]);

/** Puts the values in, each through `encode`. The caller has made sure that there is one for every name. */
export const render = (
  template: string,
  values: Values,
  encode: (value: string) => string = (value) => value,
): string => template.replaceAll(PLACEHOLDER, (_, name: string) => encode(values.get(name) ?? ''));

/** For a path or a query. Half a character, which `encodeURIComponent` throws at, becomes U+FFFD. */
export const urlEncode = (value: string): string =>
  encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8'));

/** JSON with texts that may be templates. */
export type JsonTemplate =
  | string
  | number
  | boolean
  | null
  | readonly JsonTemplate[]
  | { readonly [key: string]: JsonTemplate };

/** The values go into finished texts, which are written as JSON only then: nothing breaks out of its quotes. */
export const renderJson = (template: JsonTemplate, values: Values): JsonTemplate => {
  if (typeof template === 'string') return render(template, values);
  if (isList(template)) return template.map((item) => renderJson(item, values));
  if (typeof template !== 'object' || template === null) return template;
  // `fromEntries` defines keys and never sets them, so `__proto__` is a key like any other.
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [key, renderJson(value, values)]),
  );
};

/** A text inside a JSON template, or a key of it, with the way to it. */
export interface JsonText {
  readonly path: readonly (number | string)[];
  readonly text: string;
  readonly isKey: boolean;
}

/** Every text of a JSON template, its keys included. */
export const textsOf = (
  json: unknown,
  path: readonly (number | string)[] = [],
): readonly JsonText[] => {
  if (typeof json === 'string') return [{ path, text: json, isKey: false }];
  if (Array.isArray(json)) return json.flatMap((item, index) => textsOf(item, [...path, index]));
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => [
    { path: [...path, key], text: key, isKey: true },
    ...textsOf(value, [...path, key]),
  ]);
};

/** `Array.isArray` does not know readonly lists. */
const isList = (json: JsonTemplate): json is readonly JsonTemplate[] => Array.isArray(json);
