/** The weights of a printed layer: the lines that make them, in sizes that follow from the shape of its input. */
import { type Dim, isKnown, type Shape, symbol } from '../../../expressions/shape.js';
import type { AttributeValues } from '../../../ops/attributes.js';
import type { Op } from '../../../ops/op.js';
import { byPort } from '../../../ops/ports.js';
import { floats } from '../../../ops/types.js';
import type { Weight } from '../../../ops/weights.js';
import { array, call, toLines } from '../../code/layout.js';
import { camelCase, quote } from '../../code/lexical.js';
import { TargetLimit } from '../../target.js';

export interface PrintedWeight {
  /** Below the layer's name, as in the report. */
  readonly key: string;
  readonly name: string;
  readonly rank: number;
  /** The setting without which it is not there. */
  readonly condition?: string;
  /** The lines that add it to the layer. */
  readonly lines: readonly string[];
}

/** The last axis of the input, by which most weights are sized. */
const channels = 'channels';

/** The weights of an op's layers, given the attributes of one of them and the shapes of their inputs. */
export function weightsOf(op: Op, attributes: AttributeValues, shapes: readonly Shape[]): readonly PrintedWeight[] {
  const [shape] = shapes;
  if (!shape || !op.weights) return [];
  const switches = Object.entries(op.attributes).flatMap(([key, { type }]) => (type.type === 'boolean' ? [key] : []));
  const on = Object.fromEntries(switches.map((key) => [key, true]));
  // Sizes that are attributes stand for themselves, and so does that of the input.
  const numbers = Object.entries(op.attributes).filter(
    ([, { type }]) => type.type === 'integer' || type.type === 'number',
  );
  const open = Object.fromEntries(numbers.map(([key]) => [key, symbol(`this.settings.${camelCase(key)}`)]));
  const input = floats([...shape.slice(0, -1), symbol(channels)]);
  const weightsIf = (values: AttributeValues): readonly Weight[] =>
    op.weights?.(byPort(op.inputs, [input]), { ...attributes, ...open, ...on, ...values }) ?? [];
  return weightsIf({}).map((weight) => {
    const condition = switches.find((key) => !weightsIf({ [key]: false }).some(({ name }) => name === weight.name));
    return {
      key: weight.name,
      name: camelCase(weight.name),
      rank: weight.shape.length,
      ...(condition === undefined ? {} : { condition: camelCase(condition) }),
      lines: linesOf(weight, condition && camelCase(condition)),
    };
  });
}

function linesOf(weight: Weight, condition: string | undefined): readonly string[] {
  const { name, shape, trainable, initial } = weight;
  const value = call('this.addWeight', [
    quote(name),
    array(shape.map(sizeCode)),
    "'float32'",
    initializerCode(initial),
    ...(trainable ? [] : ['undefined', 'false']),
  ]);
  const head = condition === undefined ? '' : `if (this.settings.${condition}) `;
  return toLines(value, 4, `${head}this.${camelCase(name)} = `, ';');
}

const sizeCode = (dim: Dim): string => (isKnown(dim) ? String(dim) : String(dim).replaceAll('floor(', 'Math.floor('));

/** A number, or what an attribute gives for one. */
function initializerCode(initial: unknown): string {
  if (typeof initial === 'string') throw new TargetLimit(`layer of its own with the attribute ${initial}`);
  if (initial === 0) return 'tf.initializers.zeros()';
  return initial === 1 ? 'tf.initializers.ones()' : `tf.initializers.constant({ value: ${initial} })`;
}

/** The lines of `build`. */
export function buildLines(weights: readonly PrintedWeight[]): readonly string[] {
  const lines = weights.flatMap((weight) => weight.lines);
  return [
    ...(lines.some((line) => line.includes(channels))
      ? [`const ${channels} = Number(inputShape[inputShape.length - 1]);`]
      : []),
    ...lines,
    'super.build(inputShape);',
  ];
}
