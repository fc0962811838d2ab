import * as v from 'valibot';

/**
 * Building blocks of the environment file's schema. One convention holds everywhere: a schema's
 * message says what is allowed, as the end of the sentence "allowed: …". The loader prints it beside
 * a fault, and docs/environment.md prints it in its table, so the two cannot drift apart. What was
 * found instead is the loader's to say, because it knows which values must not be repeated.
 */

/** Text that matches the pattern; the pattern also reaches the JSON Schema. */
export const matching = (pattern: RegExp, allowed: string) =>
  v.pipe(v.string(allowed), v.regex(pattern, allowed));

/** Text of a bounded length. */
export const text = (min: number, max: number) => {
  const allowed = `text of ${min} to ${max} characters`;
  return v.pipe(v.string(allowed), v.minLength(min, allowed), v.maxLength(max, allowed));
};

/** A whole number within bounds; without an upper bound, any from `min` up. */
export const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) => {
  const allowed =
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number, ${min} or more`
      : `a whole number from ${min} to ${max}`;
  const atLeast = v.pipe(v.number(allowed), v.integer(allowed), v.minValue(min, allowed));
  return max === Number.MAX_SAFE_INTEGER ? atLeast : v.pipe(atLeast, v.maxValue(max, allowed));
};

/** One of a few texts. */
export const oneOf = <const Options extends readonly string[]>(options: Options) =>
  v.picklist(
    options,
    new Intl.ListFormat('en', { type: 'disjunction' }).format(
      options.map((option) => `"${option}"`),
    ),
  );

export const flag = () => v.boolean('true or false');

/** An object whose unknown keys are refused. */
export const section = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, 'an object in { }');

/** A list whose items differ from one another. */
export const distinctList = <Item extends v.GenericSchema<string>>(
  item: Item,
  minimum: 0 | 1,
  what: string,
) => {
  const allowed = `a list of ${what}${minimum === 1 ? ', at least one' : ''}, each once`;
  return v.pipe(
    v.array(item, allowed),
    v.minLength(minimum, allowed),
    v.check((items) => new Set<unknown>(items).size === items.length, allowed),
    // Only the JSON Schema reads it: `check` is a function, and a schema file holds no functions.
    v.metadata({ uniqueItems: true }),
  );
};
