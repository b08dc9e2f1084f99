/** The JSON Schemas of ops' attributes, from their types. */
import {
  type Attribute,
  type Attributes,
  type AttributeType,
  type Bounds,
  describeSizeName,
  describeType,
  sizeName,
  tupleLength,
  wordPattern,
} from '../../ops/attributes.js';
import { defaultWords } from '../../ops/derived.js';
import type { Op } from '../../ops/op.js';
import { type JsonSchema, ref } from './parts.js';

/** The definitions that `attributesOf` refers to, complete once it was called for every op. */
export const attributeDefinitions: Record<string, JsonSchema> = {};

function define(name: string, part: JsonSchema): JsonSchema {
  attributeDefinitions[name] = part;
  return ref(name);
}

function bounds({ minimum, above, maximum, below }: Bounds): JsonSchema {
  return {
    ...(minimum === undefined ? {} : { minimum }),
    ...(above === undefined ? {} : { exclusiveMinimum: above }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(below === undefined ? {} : { exclusiveMaximum: below }),
  };
}

function typeSchema(type: AttributeType): JsonSchema {
  return { title: describeType(type), ...constraints(type) };
}

function constraints(type: AttributeType): JsonSchema {
  switch (type.type) {
    case 'integer':
      return { type: ['integer', 'string'], ...bounds(type) };
    case 'number':
      return { type: ['number', 'string'], ...bounds(type) };
    case 'boolean':
      return { type: ['boolean', 'string'] };
    case 'text':
      return { type: 'string' };
    case 'sizes':
      return {
        type: 'object',
        propertyNames: { title: describeSizeName, pattern: sizeName.source },
        additionalProperties: typeSchema({ type: 'integer', minimum: 1 }),
      };
    case 'table': {
      const element = { title: describeType({ type: 'number' }), type: ['number', 'boolean', 'string'] };
      return {
        type: ['number', 'boolean', 'string', 'array'],
        items: { ...element, type: [...element.type, 'array'] },
      };
    }
    case 'choice': {
      const { choices, settings } = type;
      const title = describeType(type);
      const words = { if: { pattern: '\\$\\{' }, else: { title, enum: choices } };
      if (type.or) {
        const words = { if: { type: 'string', pattern: wordPattern.source }, then: { title, enum: choices } };
        return { ...words, else: { ...typeSchema(type.or), title } };
      }
      if (!settings) return { type: 'string', ...words };
      const bare = choices.filter((word) => !Object.hasOwn(settings, word));
      const mapping = {
        if: { propertyNames: { enum: bare } },
        then: { title, type: 'string' },
        else: wordWithSettings(settings),
      };
      return { type: ['string', 'object'], if: { type: 'string' }, then: words, else: mapping };
    }
    case 'pair':
    case 'triple': {
      const length = tupleLength(type);
      return {
        type: ['integer', 'string', 'array'],
        ...bounds(type),
        items: typeSchema({ ...type, type: 'integer' }),
        minItems: length,
        maxItems: length,
      };
    }
    case 'margins': {
      if (type.axes === 1) return typeSchema({ type: 'pair', minimum: 0 });
      const sides = typeSchema({ type: type.axes === 2 ? 'pair' : 'triple', minimum: 0 });
      return { ...sides, title: describeType(type), items: typeSchema({ type: 'pair', minimum: 0 }) };
    }
    case 'integers':
      return {
        type: ['integer', 'string', 'array'],
        ...bounds(type),
        items: typeSchema({ ...type, type: 'integer' }),
        minItems: 1,
      };
    case 'settings':
      return { type: ['boolean', 'object'], ...fieldsSchema(type.fields) };
    case 'named':
      return {
        type: ['string', 'object'],
        if: { type: 'string' },
        then: { title: describeType(type), enum: Object.keys(type.kinds) },
        else: wordWithSettings(type.kinds),
      };
  }
}

const wordWithSettings = (kinds: Readonly<Record<string, Attributes>>): JsonSchema => ({
  title: 'one of its words with its settings',
  properties: Object.fromEntries(Object.entries(kinds).map(([kind, fields]) => [kind, namedSchema(fields)])),
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
});

/** Settings in full; of a single setting, the value alone: `{l2: 0.01}`. */
function namedSchema(fields: Attributes): JsonSchema {
  const [single, ...others] = Object.values(fields);
  return single && others.length === 0
    ? { ...typeSchema(single.type), type: ['object', 'number', 'string'], ...fieldsSchema(fields) }
    : { title: `a mapping of ${Object.keys(fields).join(', ') || 'nothing'}`, type: 'object', ...fieldsSchema(fields) };
}

function fieldsSchema(fields: Attributes): JsonSchema {
  return { properties: attributeSchemas(fields), additionalProperties: false };
}

function describe(attribute: Attribute): string {
  const { doc, like = defaultWords(attribute) } = attribute;
  return like === undefined ? doc : `${doc} Default: ${like}.`;
}

function attributeSchemas(attributes: Attributes): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(attributes).map(([key, attribute]) => [key, attributeSchema(attribute)]));
}

function attributeSchema(attribute: Attribute): JsonSchema {
  const { type } = attribute;
  // Draft 7 ignores keys beside `$ref`, so the description is outside it.
  const constraint = type.type === 'named' ? { allOf: [namedTypes.get(type) ?? defineNamed(type)] } : typeSchema(type);
  return { description: describe(attribute), ...constraint };
}

/** Initializers and regularizers are long, and many ops have them. */
const namedTypes = new Map<AttributeType, JsonSchema>();

function defineNamed(type: AttributeType & { type: 'named' }): JsonSchema {
  const kind = Object.hasOwn(type.kinds, 'l2') ? 'regularizer' : 'initializer';
  const reference = define(kind, typeSchema(type));
  namedTypes.set(type, reference);
  return reference;
}

/** Ops share attributes: each is defined under the first op that has it. */
const attributeReferences = new Map<Attribute, JsonSchema>();

/** The schemas of an op's attributes, as references to the definitions. */
export function attributesOf(op: Op): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(op.attributes).map(([key, attribute]) => {
      const reference = attributeReferences.get(attribute) ?? define(`${op.name}.${key}`, attributeSchema(attribute));
      attributeReferences.set(attribute, reference);
      return [key, reference];
    }),
  );
}
