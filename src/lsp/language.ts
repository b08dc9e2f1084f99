/** What the language allows at a place, by its JSON Schema: the keys of a mapping with their descriptions. */
import type { PathStep } from '../at.js';
import type { JsonSchema } from '../spec/schema/parts.js';
import { schema } from '../spec/schema/published.js';
import { scalarAt, type Tree } from '../yaml/tree.js';

/** The schemas of the value at a path, of which any may hold. */
export function schemasAt(path: readonly PathStep[]): readonly JsonSchema[] {
  let schemas: readonly JsonSchema[] = [schema];
  for (const [depth, { key, value }] of path.entries()) {
    const around = path[depth - 1]?.value;
    if (around)
      schemas = schemas.flatMap((one) => {
        if (key === undefined) return isSchema(one.items) ? [one.items] : [];
        const known = propertiesOf(one)[key.text];
        return known ? [known] : isSchema(one.additionalProperties) ? [one.additionalProperties] : [];
      });
    schemas = schemas.flatMap((one) => variantsOf(one, value));
  }
  return schemas;
}

/** The keys that a mapping can have, with their descriptions. */
export const keysOf = (schemas: readonly JsonSchema[]): ReadonlyMap<string, string | undefined> =>
  new Map(
    schemas.flatMap((one) =>
      Object.entries(propertiesOf(one)).map(([key, inner]) => [key, descriptionOf(withReferences(inner))] as const),
    ),
  );

/** The keys that a mapping must have. */
export const requiredOf = (schemas: readonly JsonSchema[]): readonly string[] =>
  schemas.flatMap(({ required }) => (Array.isArray(required) ? required.map(String) : []));

/** The first description among schemas. */
export function descriptionOf(schemas: readonly JsonSchema[]): string | undefined {
  const found = schemas.map(({ description }) => description).find((text) => typeof text === 'string');
  return typeof found === 'string' ? found : undefined;
}

/** The words that a value can be. */
export const choicesOf = (schemas: readonly JsonSchema[]): readonly string[] =>
  schemas.flatMap((one) => (Array.isArray(one.enum) ? one.enum.filter((word) => typeof word === 'string') : []));

const isSchema = (part: unknown): part is JsonSchema =>
  typeof part === 'object' && part !== null && !Array.isArray(part);

const propertiesOf = ({ properties }: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  isSchema(properties) ? (properties as Readonly<Record<string, JsonSchema>>) : {};

/** A schema, and those that it refers to. */
function withReferences(one: JsonSchema): readonly JsonSchema[] {
  const { $ref, allOf } = one;
  const referred = typeof $ref === 'string' ? definitions[$ref.slice('#/definitions/'.length)] : undefined;
  const all = [...(referred ? [referred] : []), ...(Array.isArray(allOf) ? allOf.filter(isSchema) : [])];
  return [one, ...all.flatMap(withReferences)];
}

/** A schema with those that it refers to, and those that hold for a value. */
function variantsOf(one: JsonSchema, value: Tree): readonly JsonSchema[] {
  return withReferences(one).flatMap((each) => {
    const { if: condition } = each;
    const branch = isSchema(condition) ? (holds(condition, value) ? each.then : each.else) : undefined;
    return [each, ...(isSchema(branch) ? variantsOf(branch, value) : [])];
  });
}

const definitions: Readonly<Record<string, JsonSchema>> = propertiesOf({ properties: schema.definitions });

/** Whether a value fulfils a condition of the schema: the language's conditions ask for types, keys and ops. */
function holds({ type, required, properties, not }: JsonSchema, value: Tree): boolean {
  if (isSchema(not)) return !holds(not, value);
  const kinds: Readonly<Record<Tree['kind'], string>> = { mapping: 'object', list: 'array', scalar: 'string' };
  if (typeof type === 'string' && kinds[value.kind] !== type) return false;
  if (value.kind !== 'mapping') return true;
  if (Array.isArray(required) && !required.every((key) => value.entries.has(String(key)))) return false;
  return Object.entries(propertiesOf({ properties })).every(
    ([key, { const: word }]) => word === undefined || scalarAt(value, key)?.text === word,
  );
}
