/**
 * Checks the attributes of layers, joins and defaults against the records of their ops, and the names of ops wherever
 * they are keys; gives errors in ajv's form.
 * Values are checked as written; the published schema has the same rules (`schema.ts`).
 */
import {
  type Attributes,
  type AttributeType,
  describeSizeName,
  describeType,
  sizeName,
  tupleLength,
  withinBounds,
  wordPattern,
} from '../ops/attributes.js';
import { findOp, ops } from '../ops/index.js';
import { counted } from '../spec/schema/expectation.js';
import { someAttributes } from '../spec/schema/parts.js';
import { layerKeys } from '../spec/schema/structure.js';
import type { SchemaError, SchemaPart } from './schema-faults.js';

/** All errors in ops' attributes in a spec, or in what should be one. */
export function attributeErrors(spec: unknown): readonly SchemaError[] {
  const search = new AttributeSearch();
  if (!isMapping(spec)) return search.errors;
  search.inHolder(spec, '');
  for (const [block, pointer] of partsOf(spec.blocks, '/blocks')) if (isMapping(block)) search.inHolder(block, pointer);
  search.inExpectation(spec.expect, '/expect');
  if (Array.isArray(spec.expect))
    for (const [one, pointer] of partsOf(spec.expect, '/expect')) search.inExpectation(one, pointer);
  return search.errors;
}

type JsonObject = Readonly<Record<string, unknown>>;

const isMapping = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The values in a list or a mapping, with their JSON pointers. */
function partsOf(value: unknown, pointer: string): readonly (readonly [value: unknown, pointer: string])[] {
  if (Array.isArray(value)) return value.map((part, index) => [part, `${pointer}/${index}`]);
  return isMapping(value) ? Object.keys(value).map((key) => [value[key], below(pointer, key)]) : [];
}

const below = (pointer: string, key: string): string => `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The types of the elements of a list of sizes, and its length. */
interface SizeListType {
  readonly single: AttributeType;
  readonly side: AttributeType;
  readonly least: number;
  readonly most: number;
}

class AttributeSearch {
  readonly errors: SchemaError[] = [];

  private report(instancePath: string, keyword: string, parentSchema: SchemaPart, params: SchemaError['params'] = {}) {
    this.errors.push({ instancePath, keyword, params, parentSchema });
  }

  /** A spec, a block or a group. */
  inHolder(holder: JsonObject, pointer: string): void {
    if (isMapping(holder.defaults)) this.inDefaults(holder.defaults, `${pointer}/defaults`);
    this.inItem(holder.join, `${pointer}/join`);
    for (const [item, at] of partsOf(holder.layers, `${pointer}/layers`)) this.inItem(item, at);
    for (const [branch, at] of partsOf(holder.branches, `${pointer}/branches`)) {
      if (Array.isArray(branch)) for (const [item, its] of partsOf(branch, at)) this.inItem(item, its);
      else this.inItem(branch, at);
    }
  }

  private inDefaults(defaults: JsonObject, pointer: string): void {
    for (const name of Object.keys(defaults)) {
      const written = defaults[name];
      const op = findOp(name);
      if (!op) this.report(pointer, 'additionalProperties', partWith(ops), { additionalProperty: name });
      else if (isMapping(written)) this.inFields(written, op.attributes, below(pointer, name));
      else this.report(below(pointer, name), 'type', someAttributes);
    }
  }

  /** The counts of an expectation, which are not expressions. */
  inExpectation(expectation: unknown, pointer: string): void {
    if (!isMapping(expectation) || !isMapping(expectation.counts)) return;
    const type = { type: 'integer', minimum: 0 } as const;
    for (const [name, value] of Object.entries(expectation.counts)) {
      const at = below(`${pointer}/counts`, name);
      if (!counted.includes(name))
        this.report(`${pointer}/counts`, 'additionalProperties', partWith({}, counted), { additionalProperty: name });
      else if (typeof value === 'string') this.report(at, 'type', { title: describeType(type) });
      else this.inValue(value, type, at);
    }
  }

  private inItem(item: unknown, pointer: string): void {
    if (!isMapping(item)) return;
    if (item.op === undefined) return this.inHolder(item, pointer);
    const op = typeof item.op === 'string' ? findOp(item.op) : undefined;
    if (op) this.inFields(item, op.attributes, pointer, layerKeys);
  }

  /** A mapping of attributes or settings, which may have other keys as well. */
  private inFields(written: JsonObject, fields: Attributes, pointer: string, others: readonly string[] = []): void {
    for (const key of Object.keys(written)) {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (field) this.inValue(written[key], field.type, below(pointer, key));
      else if (!others.includes(key))
        this.report(pointer, 'additionalProperties', partWith(fields, others), { additionalProperty: key });
    }
  }

  /** One value; only its first error is kept. */
  private inValue(value: unknown, type: AttributeType, pointer: string, title = describeType(type)): void {
    const part = { title };
    switch (type.type) {
      case 'integer':
      case 'number':
        if (typeof value === 'string') return;
        if (!isNumber(value) || (type.type === 'integer' && !Number.isInteger(value)))
          return this.report(pointer, 'type', part);
        if (!withinBounds(value, type)) this.report(pointer, 'minimum', part);
        return;
      case 'boolean':
        if (typeof value !== 'boolean' && typeof value !== 'string') this.report(pointer, 'type', part);
        return;
      case 'choice':
        if (type.settings && isMapping(value) && !hasBareWord(value, type))
          return this.inNamed(value, type.settings, pointer, title);
        if (type.or && !(typeof value === 'string' && wordPattern.test(value)))
          return this.inValue(value, type.or, pointer, title);
        if (typeof value !== 'string') return this.report(pointer, 'type', part);
        if (!value.includes('${') && !type.choices.includes(value))
          this.report(pointer, 'enum', part, { allowedValues: type.choices });
        return;
      case 'pair':
      case 'triple':
      case 'integers': {
        const side = { ...type, type: 'integer' } as const;
        const length = tupleLength(type);
        const counts = { least: length ?? 1, most: length ?? Number.POSITIVE_INFINITY };
        return this.inSizes(value, { single: side, side, ...counts }, pointer, title);
      }
      case 'margins': {
        const { axes } = type;
        if (axes === 1) return this.inValue(value, { type: 'pair', minimum: 0 }, pointer, title);
        const single = { type: 'integer', minimum: 0 } as const;
        const counts = { least: axes, most: axes };
        return this.inSizes(value, { single, side: { ...single, type: 'pair' }, ...counts }, pointer, title);
      }
      case 'text':
        if (typeof value !== 'string') this.report(pointer, 'type', part);
        return;
      case 'table':
        if (Array.isArray(value)) for (const [one, at] of partsOf(value, pointer)) this.inValue(one, type, at);
        else if (!['string', 'boolean'].includes(typeof value) && !isNumber(value)) this.report(pointer, 'type', part);
        return;
      case 'sizes':
        if (!isMapping(value)) return this.report(pointer, 'type', part);
        for (const propertyName of Object.keys(value))
          if (!sizeName.test(propertyName))
            this.report(pointer, 'propertyNames', { title: describeSizeName }, { propertyName });
        for (const [one, at] of partsOf(value, pointer)) this.inValue(one, { type: 'integer', minimum: 1 }, at);
        return;
      case 'settings':
        if (isMapping(value)) this.inFields(value, type.fields, pointer);
        else if (typeof value !== 'boolean') this.report(pointer, 'type', part);
        return;
      case 'named':
        return this.inNamed(value, type.kinds, pointer, title);
    }
  }

  /** A list of sizes, or one size for all. */
  private inSizes(value: unknown, { single, side, least, most }: SizeListType, pointer: string, title: string): void {
    if (!Array.isArray(value)) return this.inValue(value, single, pointer, title);
    if (value.length < least || value.length > most) this.report(pointer, 'minItems', { title });
    for (const [one, at] of partsOf(value, pointer)) this.inValue(one, side, at);
  }

  /** A word, or a word with its settings; a single setting may be given by its value alone. */
  private inNamed(value: unknown, kinds: Readonly<Record<string, Attributes>>, pointer: string, title: string): void {
    if (typeof value === 'string') {
      if (!Object.hasOwn(kinds, value)) this.report(pointer, 'enum', { title }, { allowedValues: Object.keys(kinds) });
      return;
    }
    if (!isMapping(value)) return this.report(pointer, 'type', { title });
    const part = { ...partWith(kinds), title: 'one of its words with its settings' };
    const keys = Object.keys(value);
    if (keys.length !== 1) this.report(pointer, 'maxProperties', part);
    for (const key of keys) {
      const fields = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
      if (fields) this.inSettings(value[key], fields, below(pointer, key));
      else this.report(pointer, 'additionalProperties', part, { additionalProperty: key });
    }
  }

  private inSettings(value: unknown, fields: Attributes, pointer: string): void {
    const [single, ...others] = Object.values(fields);
    const isSingle = single !== undefined && others.length === 0;
    const title = isSingle ? describeType(single.type) : `a mapping of ${Object.keys(fields).join(', ') || 'nothing'}`;
    if (isMapping(value)) this.inFields(value, fields, pointer);
    else if (isSingle) this.inValue(value, single.type, pointer);
    else this.report(pointer, 'type', { title });
  }
}

/** Whether a mapping has one key, and it is a word without settings. */
const hasBareWord = (value: JsonObject, { choices, settings = {} }: AttributeType & { type: 'choice' }): boolean =>
  Object.keys(value).every((word) => choices.includes(word) && !Object.hasOwn(settings, word));

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** A part of a schema with these properties after those with other keys. */
const partWith = (fields: Readonly<Record<string, unknown>>, keys: readonly string[] = []): SchemaPart => ({
  properties: Object.fromEntries([...keys, ...Object.keys(fields)].map((key) => [key, {}])),
});
