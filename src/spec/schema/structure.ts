/** The structure of the language as data: what a check validates, besides the records of ops. */
import { expectationWith } from './expectation.js';
import { defaultsWith, definitionsWith, itemKeys, itemTitle, language, opNames, weights } from './language.js';
import { type JsonSchema, ref } from './parts.js';

/** Keys of a layer that are no attributes of its op. */
export const layerKeys: readonly string[] = ['op', ...Object.keys(itemKeys), 'weights'];

/** Keys of a use that are not arguments; no parameter of a block may have one of these names. */
export const useKeys: readonly string[] = [...layerKeys, 'until', 'rename'];

/**
 * The schema without ops' attributes, so that its compiled code does not grow with them: attributes are checked against
 * their records (`../../read/attribute-errors.ts`).
 */
export const structure: JsonSchema = withoutDocs({
  ...language,
  definitions: {
    ...definitionsWith({ if: { properties: { op: { enum: opNames } } }, then: ref('layer'), else: ref('use') }, [
      ref('layer'),
    ]),
    layer: { title: itemTitle, type: 'object', properties: { ...itemKeys, weights } },
    defaults: defaultsWith({}),
    expectation: expectationWith({}),
  },
});

/**
 * A schema without descriptions that only editors show, and without what held them beside references; messages have
 * those of keys that can be missing.
 */
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
    const pruned = Object.fromEntries(kept.map(([key, value]) => [key, prune(value, key)]));
    const { allOf, ...rest } = pruned;
    return Array.isArray(allOf) && allOf.length === 1 && Object.keys(rest).length === 0 ? allOf[0] : pruned;
  };
  return prune(schema) as JsonSchema;
}
