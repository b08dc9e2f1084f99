/**
 * What in a value breaks a JSON Schema (draft 7, as far as netspec's schemas use it). The errors are ajv's, as a test
 * confirms; but ajv compiles a schema to code that grows by ten kilobytes an op, and this does not grow.
 */

/** A JSON Schema, or a part of one. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  /** `#/definitions/NAME`; other keywords beside it are ignored. */
  readonly $ref?: string;
  readonly type?: TypeName | readonly TypeName[];
  readonly const?: Plain;
  readonly enum?: readonly Plain[];
  readonly maximum?: number;
  readonly minimum?: number;
  readonly exclusiveMaximum?: number;
  readonly exclusiveMinimum?: number;
  readonly pattern?: string;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly items?: JsonSchema;
  readonly maxProperties?: number;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: false | JsonSchema;
  readonly not?: JsonSchema;
  readonly allOf?: readonly JsonSchema[];
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
}

type Plain = string | number | boolean;

/** A keyword that a value does not satisfy. */
export interface SchemaError {
  /** The JSON pointer of the value. */
  readonly instancePath: string;
  readonly keyword: keyof JsonSchema;
  readonly params: {
    /** The key that `required` misses. */
    readonly missingProperty?: string;
    /** The key that `additionalProperties` forbids. */
    readonly additionalProperty?: string;
    /** What `enum` allows. */
    readonly allowedValues?: readonly Plain[];
    /** What `const` allows. */
    readonly allowedValue?: Plain;
  };
  /** The part of the schema that has the keyword. */
  readonly parentSchema: JsonSchema;
}

/** Finds all errors of a value. */
export type FindErrors = (value: unknown) => readonly SchemaError[];

/** Makes the function that finds the errors of values. */
export function schemaErrors(schema: JsonSchema): FindErrors {
  const compiled = new Map<JsonSchema, Check>();
  const compile: Compile = (part) => {
    const known = compiled.get(part);
    if (known) return known;
    // Compiled when a value first reaches it: one spec needs few parts, and a part may hold itself.
    let check: Check | undefined;
    const lazy: Check = (value, place, errors) => {
      check ??= compilePart(part, schema.definitions ?? {}, compile);
      check(value, place, errors);
    };
    compiled.set(part, lazy);
    return lazy;
  };
  const check = compile(schema);
  return (value) => {
    const errors: Misfit[] = [];
    check(value, undefined, errors);
    return errors.map(({ place, ...error }) => ({ instancePath: pointerTo(place), ...error }));
  };
}

/** Adds the errors of a value to a list. */
type Check = (value: unknown, place: Place | undefined, errors: Misfit[]) => void;
type Compile = (part: JsonSchema) => Check;

/** An error before its place is a pointer: of most that are found on the way to a `then`, nobody asks for it. */
interface Misfit extends Omit<SchemaError, 'instancePath'> {
  readonly place: Place | undefined;
}

/** Where a value is: its key or index in the value around it. */
interface Place {
  readonly around: Place | undefined;
  readonly key: string | number;
}

function pointerTo(place: Place | undefined): string {
  if (!place) return '';
  return `${pointerTo(place.around)}/${String(place.key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function compilePart(part: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>, compile: Compile): Check {
  const referred = definitions[part.$ref?.slice('#/definitions/'.length) ?? ''];
  if (referred) return compile(referred);
  const checks = [...wholeChecks(part, compile), ...innerChecks(part, compile)];
  return (value, place, errors) => {
    for (const check of checks) check(value, place, errors);
  };
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const types = {
  null: (value: unknown) => value === null,
  boolean: (value: unknown) => typeof value === 'boolean',
  string: (value: unknown) => typeof value === 'string',
  number: isNumber,
  integer: Number.isInteger,
  array: Array.isArray,
  object: isObject,
};
type TypeName = keyof typeof types;

/** Keywords with a limit: what of a value has it, if it is of that type, and how the two compare. */
const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : undefined);
const sizeOf = (value: unknown) => (isObject(value) ? Object.keys(value).length : undefined);
const numberOf = (value: unknown) => (isNumber(value) ? value : undefined);
const atMost = (size: number, limit: number) => size <= limit;
const atLeast = (size: number, limit: number) => size >= limit;
const limits = {
  maximum: [numberOf, atMost],
  minimum: [numberOf, atLeast],
  exclusiveMaximum: [numberOf, (size, limit) => size < limit],
  exclusiveMinimum: [numberOf, (size, limit) => size > limit],
  maxItems: [lengthOf, atMost],
  minItems: [lengthOf, atLeast],
  maxProperties: [sizeOf, atMost],
  minProperties: [sizeOf, atLeast],
} as const satisfies Readonly<
  Record<string, readonly [(value: unknown) => number | undefined, (size: number, limit: number) => boolean]>
>;
const limitNames = Object.keys(limits) as (keyof typeof limits)[];

/** The keywords that look at a value as a whole. */
function wholeChecks(part: JsonSchema, compile: Compile): Check[] {
  const checks: Check[] = [];
  const test = (keyword: keyof JsonSchema, satisfies: (value: unknown) => boolean, params = {}) =>
    checks.push((value, place, errors) => {
      if (!satisfies(value)) errors.push({ place, keyword, params, parentSchema: part });
    });
  if (part.type) {
    const any = [part.type].flat().map((name): ((value: unknown) => boolean) => types[name]);
    test('type', (value) => any.some((is) => is(value)));
  }
  for (const keyword of limitNames) {
    const [measure, fits] = limits[keyword];
    const limit = part[keyword];
    if (limit === undefined) continue;
    test(keyword, (value) => {
      const size = measure(value);
      return size === undefined || fits(size, limit);
    });
  }
  if (part.pattern !== undefined) {
    const pattern = new RegExp(part.pattern, 'u');
    test('pattern', (value) => typeof value !== 'string' || pattern.test(value));
  }
  const { const: only, enum: allowed, not } = part;
  if (only !== undefined) test('const', (value) => value === only, { allowedValue: only });
  if (allowed) test('enum', (value) => allowed.some((one) => one === value), { allowedValues: allowed });
  if (not) {
    const check = compile(not);
    test('not', (value) => !satisfies(value, check));
  }
  return checks;
}

/** The keywords that look at what is inside a value, or hold it against other parts of the schema. */
function innerChecks(part: JsonSchema, compile: Compile): Check[] {
  const checks = (part.allOf ?? []).map(compile);
  if (part.if) {
    const [condition, onTrue, onFalse] = [compile(part.if), compile(part.then ?? {}), compile(part.else ?? {})];
    checks.push((value, place, errors) => (satisfies(value, condition) ? onTrue : onFalse)(value, place, errors));
  }
  if (part.items) {
    const check = compile(part.items);
    checks.push((value, around, errors) => {
      if (Array.isArray(value)) for (const [key, item] of value.entries()) check(item, { around, key }, errors);
    });
  }
  if (part.properties || part.required || part.additionalProperties !== undefined)
    checks.push(entriesCheck(part, compile));
  return checks;
}

/** The keywords that look at the entries of a mapping. */
function entriesCheck(part: JsonSchema, compile: Compile): Check {
  const { required = [], properties = {}, additionalProperties } = part;
  const own = new Map(Object.entries(properties).map(([key, schema]) => [key, compile(schema)]));
  const others = additionalProperties ? compile(additionalProperties) : undefined;
  return (value, place, errors) => {
    if (!isObject(value)) return;
    for (const missingProperty of required)
      if (value[missingProperty] === undefined)
        errors.push({ place, keyword: 'required', params: { missingProperty }, parentSchema: part });
    if (additionalProperties === undefined) {
      for (const [key, check] of own) if (value[key] !== undefined) check(value[key], { around: place, key }, errors);
      return;
    }
    for (const key of Object.keys(value)) {
      const check = own.get(key) ?? others;
      if (check) check(value[key], { around: place, key }, errors);
      else {
        const params = { additionalProperty: key };
        errors.push({ place, keyword: 'additionalProperties', params, parentSchema: part });
      }
    }
  };
}

function satisfies(value: unknown, check: Check): boolean {
  const errors: Misfit[] = [];
  check(value, undefined, errors);
  return errors.length === 0;
}
