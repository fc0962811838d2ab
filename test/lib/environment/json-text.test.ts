import { array, assert, constantFrom, jsonValue, property } from 'fast-check';
import { findJsonFaults } from '../../../lib/environment/json-text';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('findJsonFaults', () => {
  it('finds nothing in what JSON.parse reads', () => {
    assert(
      property(jsonValue(), constantFrom(0, 2, '\t'), (value, indent) => {
        expect(findJsonFaults(JSON.stringify(value, undefined, indent))).toEqual([]);
      }),
    );
  });

  it('finds something in what JSON.parse refuses, and only there', () => {
    const pieces = '{ } [ ] , : "a" "b" "" '.concat(
      `'c' " \\ 0 01 - -1 1. 1e5 .5 true nul null // "\\u12"`,
    );
    const piece = constantFrom(...pieces.split(' '), ' ', '\n', '\u007f', '"\t"');
    assert(
      property(array(piece, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const faults = findJsonFaults(text).filter(({ problem }) => !problem.includes('twice'));
        expect(faults.length === 0).toBe(isJson(text));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['', 'line 1, column 1', 'is where the file ends too soon'],
    ['{\n  // why\n}', 'line 2, column 3', 'is not JSON'],
    ['{"a": [1, 2,]}', 'line 1, column 13', 'is not JSON'],
    ["{\r\n  'a': 1 }", 'line 2, column 3', 'is not JSON'],
    ['{"a": 1} x', 'line 1, column 10', 'is not JSON'],
    ['{"a": "two\nlines"}', 'line 1, column 7', 'is not JSON'],
    ['{"a": 1 "b": 2}', 'line 1, column 9', 'is not JSON'],
  ])('says where %j goes wrong', (text, path, problem) => {
    expect(findJsonFaults(text)).toEqual([expect.objectContaining({ path, problem })]);
  });

  it('names every key that an object has twice', () => {
    const text = '{"a": 1, "b": [{"c": 1}, {"c": 2, "c": 3}], "\\u0061": 2}';
    expect(findJsonFaults(text).map(({ path }) => path)).toEqual(['b[1].c', 'a']);
  });
});
