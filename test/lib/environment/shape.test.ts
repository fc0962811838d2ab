import * as v from 'valibot';
import { formatPath } from '../../../lib/environment/faults';
import { shapeFindings } from '../../../lib/environment/shape';

const findings = (schema: v.GenericSchema, value: unknown) =>
  shapeFindings(schema, value).map(({ path, problem, allowed }) => [
    formatPath(path),
    problem,
    allowed,
  ]);

// The providers' schemas are theirs to write: whatever they refuse must become a fault.
describe('shapeFindings', () => {
  it('reports a rule that points at one of its parts', () => {
    const schema = v.pipe(
      v.strictObject({ from: v.number(), to: v.number() }),
      v.forward(
        v.partialCheck([['from'], ['to']], ({ from, to }) => from < to, 'must be after "from"'),
        ['to'],
      ),
    );
    expect(findings(schema, { from: 2, to: 1 })).toEqual([['to', 'is 1', 'after "from"']]);
  });

  it("never shows valibot's own message, which quotes the value", () => {
    const schema = v.strictObject({ pin: v.pipe(v.string(), v.regex(/^\d$/)) });
    expect(findings(schema, { pin: 'hunter2hunter2' })).toEqual([
      ['pin', 'is text of 14 characters', 'string'],
    ]);
  });

  it('reports all unknown keys of an object, not only the first', () => {
    expect(findings(v.strictObject({}), { one: 1, 'two three': 2 }).map(([path]) => path)).toEqual([
      'one',
      '["two three"]',
    ]);
  });

  it('names the wrong part of a union of lists and texts', () => {
    const schema = v.union([v.literal('all'), v.array(v.picklist(['a', 'b'], 'a or b'))]);
    expect(findings(schema, ['a', 'c'])).toEqual([['[1]', 'is "c"', 'a or b']]);
  });
});
