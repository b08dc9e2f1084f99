/** The structure of the language as data: what a check holds a spec against, besides the records of ops. */
import { defaultsOf, definitionsWith, itemKeys, itemTitle, language, opNames, weights } from './language.js';
import { type JsonSchema, ref } from './parts.js';

/** Keys of a layer that are no attributes of its op. */
export const layerKeys: readonly string[] = ['op', ...Object.keys(itemKeys), 'weights'];

/** Keys of a use that are not arguments; no parameter of a block may have one of these names. */
export const useKeys: readonly string[] = [...layerKeys, 'until', 'rename'];

/**
 * The schema but for ops' attributes, so that what ajv compiles of it does not grow with them: they are held against
 * their records (`../../read/attribute-errors.ts`).
 */
export const structure: JsonSchema = withoutDocs({
  ...language,
  definitions: {
    ...definitionsWith({ if: { properties: { op: { enum: opNames } } }, then: ref('layer'), else: ref('use') }, [
      ref('layer'),
    ]),
    layer: { title: itemTitle, type: 'object', properties: { ...itemKeys, weights } },
    defaults: defaultsOf(() => ({})),
  },
});

/** A schema without the descriptions that editors alone show: only that of a key that can be missing is in a message. */
function withoutDocs(schema: JsonSchema): JsonSchema {
  const required = new Set<string>();
  JSON.stringify(schema, (key, value) => {
    if (key === 'required') for (const name of value) required.add(name);
    return value;
  });
  const prune = (part: unknown, name = ''): unknown => {
    if (Array.isArray(part)) return part.map((one) => prune(one));
    if (typeof part !== 'object' || part === null) return part;
    const kept = Object.entries(part).filter(
      ([key, value]) => key !== 'description' || typeof value !== 'string' || required.has(name),
    );
    return Object.fromEntries(kept.map(([key, value]) => [key, prune(value, key)]));
  };
  return prune(schema) as JsonSchema;
}
