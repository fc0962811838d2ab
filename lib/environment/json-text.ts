import { formatPath, type Path } from './faults';

/** What is wrong with a file before its meaning is looked at. */
export interface JsonFault {
  readonly path: string;
  readonly problem: string;
  readonly allowed: string;
}

type Expected =
  'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or ]' | 'comma or }' | 'end';

/** What JSON allows next, for the person who reads the fault. */
const WANTED: Readonly<Record<Expected, string>> = {
  value: 'a value; text stands in double quotes, and no comma before a closing bracket',
  'value or ]': 'a value or "]"; text stands in double quotes',
  key: 'a key in double quotes, and no comma before a closing bracket',
  'key or }': 'a key in double quotes or "}"; JSON has no comments',
  colon: '":"',
  'comma or ]': '"," or "]"',
  'comma or }': '"," or "}"',
  end: 'nothing more',
};

/** A text, a number, a word or a sign; never longer than one line. */
const TOKEN =
  /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/uy;
const SPACE = /[ \t\r\n]*/y;

interface Container {
  readonly keys?: Set<string>;
  /** The key, or the index, of the value being read. */
  step: string | number;
}

/**
 * Finds the first place where a text stops being JSON, and every key that an object has twice.
 * `JSON.parse` names no line on every Node.js, quotes what it read, and keeps silent about the
 * second `"sns"` that replaces the first.
 */
export const findJsonFaults = (text: string): readonly JsonFault[] => {
  const repeated: JsonFault[] = [];
  const containers: Container[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    offset = endOf(SPACE, text, offset);
    if (offset === text.length && expected === 'end') return repeated;
    const end = endOf(TOKEN, text, offset);
    const token = text.slice(offset, end);
    const next: Expected | undefined =
      token === '' ? undefined : advance(expected, token, containers, repeated);
    if (next === undefined) {
      const problem = offset === text.length ? 'is where the file ends too soon' : 'is not JSON';
      return [{ path: lineAndColumn(text, offset), problem, allowed: WANTED[expected] }];
    }
    expected = next;
    offset = end;
  }
};

/** What may follow the token, or `undefined` when the token may not stand here. */
const advance = (
  expected: Expected,
  token: string,
  containers: Container[],
  repeated: JsonFault[],
): Expected | undefined => {
  const container = containers.at(-1);
  if (expected.endsWith(token) && (token === ']' || token === '}')) {
    containers.pop();
    return afterValue(containers);
  }
  switch (expected) {
    case 'value':
    case 'value or ]':
      if (token === '{') {
        containers.push({ keys: new Set(), step: '' });
        return 'key or }';
      }
      if (token === '[') {
        containers.push({ step: 0 });
        return 'value or ]';
      }
      return /^[\]},:]/.test(token) ? undefined : afterValue(containers);
    case 'key':
    case 'key or }': {
      if (container?.keys === undefined || !token.startsWith('"')) return undefined;
      const key = JSON.parse(token) as string;
      container.step = key;
      if (container.keys.has(key)) repeated.push(repetition(containers));
      container.keys.add(key);
      return 'colon';
    }
    case 'colon':
      return token === ':' ? 'value' : undefined;
    case 'comma or ]':
      if (token !== ',' || typeof container?.step !== 'number') return undefined;
      container.step += 1;
      return 'value';
    case 'comma or }':
      return token === ',' ? 'key' : undefined;
    case 'end':
      return undefined;
  }
};

const afterValue = (containers: readonly Container[]): Expected => {
  const container = containers.at(-1);
  if (container === undefined) return 'end';
  return container.keys === undefined ? 'comma or ]' : 'comma or }';
};

const repetition = (containers: readonly Container[]): JsonFault => {
  const path: Path = containers.map(({ step }) => step);
  return {
    path: formatPath(path),
    problem: 'is there twice, and only the last would count',
    allowed: 'each key once',
  };
};

const endOf = (pattern: RegExp, text: string, offset: number): number => {
  pattern.lastIndex = offset;
  return offset + (pattern.exec(text)?.[0].length ?? 0);
};

const lineAndColumn = (text: string, offset: number): string => {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
};
