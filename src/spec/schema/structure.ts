/** The structure of the language as data: what a check holds a spec against, besides the records of ops. */
import {
  defaultsOf,
  definitionsWith,
  itemKeys,
  itemTitle,
  type JsonSchema,
  language,
  opNames,
  ref,
  weights,
} from './language.js';

/** Keys of a layer that are no attributes of its op. */
export const layerKeys: readonly string[] = ['op', ...Object.keys(itemKeys), 'weights'];

/** Keys of a use that are not arguments; no parameter of a block may have one of these names. */
export const useKeys: readonly string[] = [...layerKeys, 'until', 'rename'];

/**
 * The schema but for ops' attributes, so that what ajv compiles of it does not grow with them: they are held against
 * their records (`../phases/attribute-errors.ts`).
 */
export const structure: JsonSchema = {
  ...language,
  definitions: {
    ...definitionsWith({ if: { properties: { op: { enum: opNames } } }, then: ref('layer'), else: ref('use') }, [
      ref('layer'),
    ]),
    layer: { title: itemTitle, type: 'object', properties: { ...itemKeys, weights } },
    defaults: defaultsOf(() => ({})),
  },
};
