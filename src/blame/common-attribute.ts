/** An attribute with another value in all layers of an op, most likely because a default was changed or removed. */
import type { Layer } from '../graph/graph.js';
import type { AttributeValues } from '../ops/attributes.js';
import type { Hypothesis } from './recompute.js';

/** Attributes that change numbers of parameters but no shapes. */
const guesses = ['use_bias', 'batch_norm', 'batch_norm.scale', 'batch_norm.center'] as const;

/** The value to write, such as `use_bias: false for conv2d`; undefined if none makes all claims hold. */
export function findCommonAttribute(
  layers: readonly Layer[],
  allHold: (guess: Hypothesis) => boolean,
): string | undefined {
  for (const op of new Set(layers.map((layer) => layer.op)))
    for (const path of guesses) {
      const [attribute = '', setting] = path.split('.');
      if (!Object.hasOwn(op.attributes, attribute)) continue;
      const defaultOf = ({ node: { item } }: Layer) => item.defaults.get(attribute)?.written;
      const silent = layers.filter(({ node }) => node.op === op && !node.item.own.has(attribute));
      const choices = [...new Set(silent.map(defaultOf))].flatMap((written) =>
        [true, false].map((value) => ({ written, value })),
      );
      for (const { written, value } of choices) {
        const isMeant = (layer: Layer) =>
          layer.node.op === op && !layer.node.item.own.has(attribute) && defaultOf(layer) === written;
        const guess: Hypothesis = (layer, inputs) => {
          return {
            inputs,
            values: isMeant(layer) ? withValue(layer.attributes, attribute, setting, value) : layer.attributes,
          };
        };
        if (allHold(guess))
          return setting === undefined
            ? `${attribute}: ${value} for ${op.name}`
            : `${setting}: ${value} in ${attribute} of ${op.name}`;
      }
    }
  return undefined;
}

function withValue(
  values: AttributeValues,
  attribute: string,
  setting: string | undefined,
  value: boolean,
): AttributeValues {
  const old = values[attribute];
  if (setting !== undefined) return isSettings(old) ? { ...values, [attribute]: { ...old, [setting]: value } } : values;
  // The settings of a batch norm can't be guessed, only its absence.
  return attribute === 'batch_norm' && value ? values : { ...values, [attribute]: value };
}

const isSettings = (value: unknown): value is AttributeValues => typeof value === 'object' && value !== null;
