/**
 * Checks a request body the way the Management API does, and complains in its words. The wording
 * is that of the JSON Schema validator z-schema: "Additional properties not allowed: enabled_clients"
 * (docs/sources.md §4.4) is one of its messages; the others are taken from the same set.
 */
export type PayloadRule =
  | { readonly type: 'any' }
  | { readonly type: 'boolean'; readonly nullable?: boolean }
  | {
      readonly type: 'integer';
      readonly minimum?: number;
      readonly maximum?: number;
      readonly nullable?: boolean;
    }
  | {
      readonly type: 'string';
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: RegExp;
      readonly oneOf?: readonly string[];
      readonly nullable?: boolean;
    }
  | {
      readonly type: 'array';
      readonly minItems?: number;
      readonly maxItems?: number;
      readonly items: PayloadRule;
      readonly nullable?: boolean;
    }
  | {
      readonly type: 'object';
      readonly properties: Readonly<Record<string, PayloadRule>>;
      readonly required?: readonly string[];
      /** Unknown keys are refused. */
      readonly closed?: boolean;
      readonly nullable?: boolean;
    };

/** The first fault as `'…' on property x`, or `undefined` when there is none. */
export const findPayloadFault = (
  rule: PayloadRule,
  value: unknown,
  property = '',
): string | undefined => {
  const fault = (what: string) =>
    property === '' ? `'${what}'` : `'${what}' on property ${property}`;
  if (rule.type === 'any') return undefined;
  if (value === null && rule.nullable) return undefined;
  const found = typeOf(value);
  if (found !== rule.type) return fault(`Expected type ${rule.type} but found type ${found}`);

  switch (rule.type) {
    case 'boolean':
      return undefined;
    case 'integer':
      return findNumberFault(rule, Number(value), fault);
    case 'string':
      return findTextFault(rule, String(value), fault);
    case 'array':
      return findArrayFault(rule, value as readonly unknown[], property, fault);
    case 'object':
      return findObjectFault(rule, value as Record<string, unknown>, property, fault);
  }
};

type Rule<Type extends PayloadRule['type']> = Extract<PayloadRule, { type: Type }>;
type Fault = (what: string) => string;

const findNumberFault = (rule: Rule<'integer'>, value: number, fault: Fault) => {
  if (rule.minimum !== undefined && value < rule.minimum)
    return fault(`Value ${value} is less than minimum ${rule.minimum}`);
  if (rule.maximum !== undefined && value > rule.maximum)
    return fault(`Value ${value} is greater than maximum ${rule.maximum}`);
  return undefined;
};

const findTextFault = (rule: Rule<'string'>, value: string, fault: Fault) => {
  if (rule.oneOf && !rule.oneOf.includes(value)) return fault(`No enum match for: ${value}`);
  if (rule.minLength !== undefined && value.length < rule.minLength)
    return fault(`String is too short (${value.length} chars), minimum ${rule.minLength}`);
  if (rule.maxLength !== undefined && value.length > rule.maxLength)
    return fault(`String is too long (${value.length} chars), maximum ${rule.maxLength}`);
  if (rule.pattern && !rule.pattern.test(value))
    return fault(`String does not match pattern ${rule.pattern.source}: ${value}`);
  return undefined;
};

const findArrayFault = (
  rule: Rule<'array'>,
  value: readonly unknown[],
  property: string,
  fault: Fault,
) => {
  if (rule.minItems !== undefined && value.length < rule.minItems)
    return fault(`Array is too short (${value.length}), minimum ${rule.minItems}`);
  if (rule.maxItems !== undefined && value.length > rule.maxItems)
    return fault(`Array is too long (${value.length}), maximum ${rule.maxItems}`);
  return firstOf(value.entries(), ([index, item]) =>
    findPayloadFault(rule.items, item, join(property, String(index))),
  );
};

const findObjectFault = (
  rule: Rule<'object'>,
  value: Record<string, unknown>,
  property: string,
  fault: Fault,
) => {
  const unknown = Object.keys(value).filter((key) => !(key in rule.properties));
  if (rule.closed && unknown.length > 0)
    return fault(`Additional properties not allowed: ${unknown.join(',')}`);
  const missing = rule.required?.find((key) => value[key] === undefined);
  if (missing !== undefined) return fault(`Missing required property: ${missing}`);
  return firstOf(Object.entries(rule.properties), ([key, inner]) =>
    value[key] === undefined ? undefined : findPayloadFault(inner, value[key], join(property, key)),
  );
};

const firstOf = <T>(
  items: Iterable<T>,
  find: (item: T) => string | undefined,
): string | undefined => {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
};

const join = (parent: string, key: string) => (parent === '' ? key : `${parent}.${key}`);

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
};
