import * as v from 'valibot';
import { type Finding, type Path, didYouMean } from './faults';
import { namesSecret } from './secrets';
import { isObject, show } from './values';

/**
 * Checks a value against a schema and finds every fault. Valibot alone would stop at the first
 * unknown key of an object, would not look into an option of a union, and would quote the value.
 */
export const shapeFindings = (
  schema: v.GenericSchema,
  value: unknown,
  path: Path = [],
  context: ShapeContext = {},
): readonly Finding[] => {
  const node = nodeOf(schema);
  // To valibot a list is an object too, and one without required keys a good one.
  if ((node.entries ?? node.key) !== undefined && !isObject(value)) {
    return [{ path, problem: `is ${show(value)}`, allowed: allowedBy(schema) }];
  }
  const inner = partFindings(node, value, path, context);
  // A rule about the whole, such as "either this or that", means little while its parts are wrong.
  return inner.length > 0 ? inner : ownFindings(schema, value, path);
};

export interface ShapeContext {
  /** Keys of the object that another schema takes care of. */
  readonly keysElsewhere?: readonly string[];
  /** Where a secret found at this path belongs. */
  readonly secretPlace?: (path: Path) => string;
}

/** What the walk, and the docs, need to know of a schema of any kind. */
export interface SchemaNode {
  readonly type: string;
  readonly expects: string | null;
  readonly message?: unknown;
  /** Of a rule: of a regex, its pattern. */
  readonly requirement?: unknown;
  readonly default?: unknown;
  /** Of an optional. */
  readonly wrapped?: v.GenericSchema;
  /** Of an object. */
  readonly entries?: Readonly<Record<string, v.GenericSchema>>;
  /** Of an array. */
  readonly item?: v.GenericSchema;
  /** Of a record. */
  readonly key?: v.GenericSchema;
  readonly value?: v.GenericSchema;
  /** Of a literal. */
  readonly literal?: unknown;
  /** Of a union (schemas) or a picklist (values). */
  readonly options?: readonly unknown[];
  readonly pipe?: readonly SchemaNode[];
}

export const nodeOf = (schema: v.GenericSchema): SchemaNode => schema;

/** The schema inside an optional; any other schema as it is. */
export const required = (schema: v.GenericSchema): v.GenericSchema => {
  const { wrapped } = nodeOf(schema);
  return wrapped === undefined ? schema : required(wrapped);
};

export const isOptional = (schema: v.GenericSchema): boolean =>
  nodeOf(schema).wrapped !== undefined;

/** The schema and its checks, one after another, however their pipes are nested. */
export const stepsOf = (node: SchemaNode): readonly SchemaNode[] =>
  node.pipe === undefined ? [node] : node.pipe.flatMap(stepsOf);

/**
 * Whether a schema asks for identifiers by a pattern, and the text is one. A pattern that lets any
 * character follow, as of a text or an address, knows no identifiers.
 */
export const isIdentifierOf = (schema: v.GenericSchema, text: string): boolean =>
  v.is(schema, text) &&
  /^[\w-]+$/.test(text) &&
  stepsOf(nodeOf(required(schema))).some(
    ({ requirement }) => requirement instanceof RegExp && !requirement.test(`${text.slice(1)}~`),
  );

/** The sentence "allowed: …" of a schema: its own messages, or the best that can be told without. */
export const allowedBy = (schema: v.GenericSchema): string => {
  const node = nodeOf(required(schema));
  const messages = stepsOf(node).flatMap(({ message }) =>
    typeof message === 'string' ? [afterAllowed(message)] : [],
  );
  if (messages.length > 0) return [...new Set(messages)].join('; ');
  return node.entries === undefined ? (node.expects ?? 'any value') : 'an object in { }';
};

/** Providers word their messages as "must be …". */
const afterAllowed = (message: string): string => message.replace(/^must be /, '');

const partFindings = (
  node: SchemaNode,
  value: unknown,
  path: Path,
  context: ShapeContext,
): readonly Finding[] => {
  if (node.wrapped !== undefined) return shapeFindings(node.wrapped, value, path, context);
  if (node.entries !== undefined && isObject(value)) {
    return entryFindings(node, node.entries, value, path, context);
  }
  const { item, key: keySchema, value: valueSchema } = node;
  if (item !== undefined && Array.isArray(value)) {
    return value.flatMap((element, index) =>
      shapeFindings(item, element, [...path, index], context),
    );
  }
  if (keySchema !== undefined && valueSchema !== undefined && isObject(value)) {
    return Object.entries(value).flatMap(([key, entry]) => [
      ...nameFindings(keySchema, key, [...path, key]),
      ...shapeFindings(valueSchema, entry, [...path, key], context),
    ]);
  }
  if (node.type === 'union') {
    const option = optionFor(node, value);
    return option === undefined ? [] : shapeFindings(option, value, path, context);
  }
  return [];
};

/** The one option of a union that a container was meant for, so that its parts can be named. */
const optionFor = (node: SchemaNode, value: unknown): v.GenericSchema | undefined =>
  (node.options as readonly v.GenericSchema[]).find((option) => {
    const { item, entries } = nodeOf(option);
    return Array.isArray(value) ? item !== undefined : isObject(value) && entries !== undefined;
  });

const entryFindings = (
  node: SchemaNode,
  entries: Readonly<Record<string, v.GenericSchema>>,
  value: Readonly<Record<string, unknown>>,
  path: Path,
  context: ShapeContext,
): readonly Finding[] => {
  const known = [...(context.keysElsewhere ?? []), ...Object.keys(entries)];
  const present = Object.keys(value);
  const isLoose = node.type === 'loose_object';
  const here: ShapeContext = { ...context, keysElsewhere: [] };
  return [
    ...present
      .filter((key) => !isLoose && !known.includes(key))
      .map((key) => unknownKeyFinding(key, known, [...path, key], context)),
    ...Object.entries(entries).flatMap(([key, schema]) => {
      const at = [...path, key];
      if (Object.hasOwn(value, key)) return shapeFindings(schema, value[key], at, here);
      return isOptional(schema)
        ? []
        : [{ path: at, problem: 'is missing', allowed: allowedBy(schema) }];
    }),
  ];
};

const unknownKeyFinding = (
  key: string,
  known: readonly string[],
  path: Path,
  { secretPlace }: ShapeContext,
): Finding =>
  namesSecret(key) && secretPlace !== undefined
    ? secretFinding(path, secretPlace(path))
    : {
        path,
        problem: `is not a known key${didYouMean(key, known)}`,
        allowed: known.join(', '),
      };

export const secretFinding = (path: Path, place: string): Finding => ({
  path,
  problem: 'looks like a secret, and this file is public',
  allowed: `public values; put it in ${place}`,
});

const nameFindings = (schema: v.GenericSchema, name: string, path: Path): readonly Finding[] =>
  v.is(schema, name)
    ? []
    : [{ path, problem: 'is not a name that can be used', allowed: allowedBy(schema) }];

/** What the schema itself has to say once the parts of the value are right. */
const ownFindings = (schema: v.GenericSchema, value: unknown, path: Path): readonly Finding[] => {
  const { issues } = v.safeParse(schema, value, { abortPipeEarly: true });
  if (issues === undefined) return [];
  const [{ message, path: deeper = [] }] = issues;
  // Valibot's own messages quote the value.
  const allowed = message.startsWith('Invalid ') ? allowedBy(schema) : afterAllowed(message);
  const last = deeper.at(-1);
  if (last !== undefined) {
    // A rule about the whole that says which part to mend.
    const at = [...path, ...deeper.map(({ key }) => (typeof key === 'number' ? key : String(key)))];
    return [{ path: at, problem: `is ${show(last.value)}`, allowed }];
  }
  if (isObject(value) && Object.keys(value).length > 0 && isObjectSchema(schema)) {
    return [{ path, problem: 'has settings that do not go together', allowed }];
  }
  if (Array.isArray(value)) {
    const repeated = value.findIndex((element, index) => value.indexOf(element) < index);
    if (repeated !== -1) {
      return [{ path: [...path, repeated], problem: 'is in the list twice', allowed }];
    }
  }
  return [{ path, problem: `is ${show(value)}${suggestion(schema, value)}`, allowed }];
};

const isObjectSchema = (schema: v.GenericSchema): boolean =>
  nodeOf(required(schema)).entries !== undefined;

const suggestion = (schema: v.GenericSchema, value: unknown): string => {
  const { type, options } = nodeOf(required(schema));
  if (type !== 'picklist' || typeof value !== 'string') return '';
  const words = (options ?? []).filter((option) => typeof option === 'string');
  // Two letters are never a slip away from just one country; only their case can be wrong.
  const candidates =
    value.length > 2 ? words : words.filter((word) => word === value.toUpperCase());
  return didYouMean(value, candidates);
};
