/**
 * The JSON Schema for editors.
 *
 * `op` is the discriminator: an item is validated with the schema of its own op only, by if, then and else, since the
 * names of a spec's blocks are unknown here and JSON Schema has no open discriminator.
 */
import { ops } from '../../ops/index.js';
import type { Op } from '../../ops/op.js';
import { attributeDefinitions, attributesOf } from './attributes.js';
import { counted, expectationWith } from './expectation.js';
import { defaultsWith, definitionsWith, itemKeys, itemTitle, joins, language, opNames, weights } from './language.js';
import { count, type JsonSchema, ref, someAttributes } from './parts.js';

function opSchema(op: Op): JsonSchema {
  return {
    title: itemTitle,
    type: 'object',
    description: op.doc,
    properties: {
      op: { title: op.name, const: op.name, description: op.doc },
      ...itemKeys,
      weights,
      ...attributesOf(op),
    },
    required: ['op'],
    additionalProperties: false,
  };
}

/** The op's own schema, or else another: the number of conditions for an item is that needed to find its op. */
const orElse = (otherwise: JsonSchema, op: string): JsonSchema => ({
  if: { properties: { op: { const: op } } },
  then: ref(op),
  else: otherwise,
});

/** The schema of a whole spec. */
export const schema: JsonSchema = {
  ...language,
  definitions: {
    ...definitionsWith(
      opNames.reduceRight(orElse, ref('use')),
      joins.map((op) => ({ if: { properties: { op: { const: op } }, required: ['op'] }, then: ref(op) })),
    ),
    ...Object.fromEntries(Object.entries(ops).map(([name, op]) => [name, opSchema(op)])),
    defaults: defaultsWith({
      properties: Object.fromEntries(
        Object.entries(ops).map(([name, op]) => [
          name,
          { ...someAttributes, description: op.doc, properties: attributesOf(op), additionalProperties: false },
        ]),
      ),
      additionalProperties: false,
    }),
    expectation: expectationWith({
      properties: Object.fromEntries(counted.map((kind) => [kind, count(`The number of layers with ${kind}.`)])),
      additionalProperties: false,
    }),
    ...attributeDefinitions,
  },
};
