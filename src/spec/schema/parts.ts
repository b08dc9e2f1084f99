/** The building blocks of the language's JSON Schema, and its definitions. A title says what a value must be. */

/** A JSON Schema, or a part of one. */
export type JsonSchema = { readonly [key: string]: unknown };

/** The definitions: parts that are used in several places, by name. */
export const definitions: Record<string, JsonSchema> = {};

/** Adds a part to the definitions; gives a reference to it. */
export function define(name: string, part: JsonSchema): JsonSchema {
  definitions[name] = part;
  return ref(name);
}

export const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

/** A name is read from its text, so `1`, `1e1` and `no` are names too. */
export const name = (description: string): JsonSchema => ({
  title: 'one word',
  type: ['string', 'number', 'boolean'],
  description,
});
export const expression = (description: string): JsonSchema => ({
  title: 'an expression',
  type: ['string', 'number', 'boolean', 'null'],
  description,
});
/** Of an op's defaults; which attributes they are is another matter. */
export const someAttributes: JsonSchema = { title: 'a mapping of attributes', type: 'object' };
export const summary: JsonSchema = {
  title: 'a text',
  type: ['string', 'number', 'boolean'],
  description: 'A one-sentence description.',
};
export const value: JsonSchema = {
  title: 'a number, true or false, a word or null',
  type: ['number', 'boolean', 'string', 'null'],
};

// References, since there are many shapes and counts. Draft 7 ignores keys beside `$ref`, so descriptions are outside it.
const sizes = define('shape', {
  title: 'a shape such as 299x299x3 or ?x?x3',
  type: ['string', 'integer', 'array'],
  items: { title: 'a size', type: ['integer', 'string', 'null'] },
});
const wholeNumber = define('count', { title: 'a whole number, 0 or more', type: 'integer', minimum: 0 });
export const shape = (description: string): JsonSchema => ({ description, allOf: [sizes] });
export const count = (description: string): JsonSchema => ({ description, allOf: [wholeNumber] });

/** Adds definitions for a set of properties; gives the references to them. */
export function defineAll(prefix: string, parts: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, define(`${prefix}.${key}`, part)]));
}

export const oneOf = (words: readonly string[], description: string): JsonSchema => ({
  title: `one of ${words.join(', ')}`,
  enum: words,
  description,
});
export const switchOf = (description: string): JsonSchema => ({ title: 'true or false', type: 'boolean', description });
