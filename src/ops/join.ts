import type { Algebra } from '../algebra/algebra.js';
import {
  cannotConcat,
  cannotJoin,
  cannotMultiply,
  mixedDtypes,
  noAxisInInputs,
} from '../diagnostics/messages/shapes.js';
import { formatShape, type Shape, sameDim, sum } from '../expressions/shape.js';
import { type Aliases, attribute } from './attributes.js';
import { axisAliases } from './axes.js';
import { axisFromEnd } from './compute.js';
import { RuleFault } from './fault.js';
import { type Assume, defineOp, severalTensors } from './op.js';
import { dtypes, type TensorType } from './types.js';

export const concat = defineOp({
  name: 'concat',
  keras: 'Concatenate',
  aliases: [
    'cat',
    'Concatenation',
    'Concatenated',
    ['route', 'name the layers: input: [First, Second]'],
    ['merge', 'name the layers: input: [First, Second]'],
  ],
  doc: 'Concatenates its inputs along an axis. All other axes must be equal.',
  kind: 'join',
  inputs: { xs: { least: 2, dtypes } },
  attributes: {
    axis: attribute(
      { type: 'integer' },
      {
        doc: 'The axis, numbered as in Keras: 1 is the first, -1 the last. 0, the batch, is not allowed.',
        default: -1,
        aliases: axisAliases,
      },
    ),
  },
  companions: ['activation'],
  window({ axis }, { xs: [{ shape }] }) {
    return { kind: axis === -1 || axis === shape.length ? 'same' : 'none' };
  },
  infer({ xs }, { axis }, assume) {
    const inputs = shapesOf(xs);
    const first = xs[0].shape;
    const along = axis < 0 ? first.length + axis : axis - 1;
    if (along < 0 || along >= first.length) {
      return new RuleFault(noAxisInInputs(axis, first.length), { attribute: 'axis' });
    }
    const other = xs.findIndex(({ dtype }) => dtype !== xs[0].dtype);
    if (other !== -1) {
      const message = mixedDtypes(
        'concatenate',
        xs.map(({ dtype }) => dtype),
      );
      return new RuleFault(message, { input: other });
    }
    const rest = (shape: Shape) => shape.filter((_, dimension) => dimension !== along);
    const mismatch = findMismatch(inputs.map(rest));
    if (mismatch !== undefined || inputs.some((shape) => shape.length !== first.length)) {
      const odd = mismatch ?? inputs.findIndex((shape) => shape.length !== first.length);
      return new RuleFault(cannotConcat(listShapes(inputs), along + 1), { input: odd });
    }
    assumeEqual(inputs.map(rest), assume);
    const shape = first.map((dim, dimension) =>
      dimension === along ? sum(inputs.map((shape) => shape[along] ?? 0)) : dim,
    );
    return { output: joined(xs, shape) };
  },
  compute: (t, { xs }, _, { axis }) => t.concat(xs, axisFromEnd(t.literal(axis), t.rank(xs[0]))),
});

/** How inputs are combined, element by element. */
interface Elementwise {
  readonly name: string;
  readonly keras: string;
  readonly aliases: Aliases;
  readonly doc: string;
  /** For `cannot add 8x8x3 and 8x8x4`. */
  readonly verb: string;
  combine<T, N>(t: Algebra<T, N>, xs: readonly [T, ...T[]]): T;
}

const elementwise = ({ verb, combine, ...description }: Elementwise) =>
  defineOp({
    ...description,
    kind: 'join',
    inputs: severalTensors,
    attributes: {},
    companions: ['activation'],
    infer: ({ xs }, _, assume) => joinEqual(xs, verb, assume),
    compute: (t, { xs }) => combine(t, xs),
  });

/** The type of what joins inputs of equal shapes. */
function joinEqual(xs: readonly [TensorType, ...TensorType[]], verb: string, assume: Assume) {
  const inputs = shapesOf(xs);
  const mismatch = findMismatch(inputs);
  if (mismatch !== undefined) return new RuleFault(cannotJoin(verb, listShapes(inputs)), { input: mismatch });
  assumeEqual(inputs, assume);
  return { output: joined(xs, xs[0].shape) };
}

export const add = elementwise({
  name: 'add',
  keras: 'Add',
  aliases: [
    'Sum',
    'plus',
    ['shortcut', 'name both sides: input: [Left, Right]'],
    ['residual', 'name both sides: input: [Left, Right]'],
  ],
  doc: 'The sum of its inputs, which must have equal shapes.',
  verb: 'add',
  combine: (t, xs) => t.fold(xs, (a, b) => t.add(a, b)),
});

export const average = elementwise({
  name: 'average',
  keras: 'Average',
  aliases: ['Mean', 'ave', 'avg'],
  doc: 'The average of its inputs, element by element. They must have equal shapes.',
  verb: 'average',
  combine: (t, xs) => {
    const sum = t.fold(xs, (a, b) => t.add(a, b));
    return t.divide(sum, t.constant(t.count(xs)));
  },
});

export const maximum = elementwise({
  name: 'maximum',
  keras: 'Maximum',
  aliases: ['Max'],
  doc: 'The maximum of its inputs, element by element. They must have equal shapes.',
  verb: 'take the maximum of',
  combine: (t, xs) => t.fold(xs, (a, b) => t.binary('maximum', a, b)),
});

export const minimum = elementwise({
  name: 'minimum',
  keras: 'Minimum',
  aliases: ['Min'],
  doc: 'The minimum of its inputs, element by element. They must have equal shapes.',
  verb: 'take the minimum of',
  combine: (t, xs) => t.fold(xs, (a, b) => t.binary('minimum', a, b)),
});

export const subtract = defineOp({
  name: 'subtract',
  keras: 'Subtract',
  aliases: ['Sub', 'minus', 'difference'],
  doc: 'The first input minus the second, which must have the same shape.',
  kind: 'join',
  inputs: { left: {}, right: {} },
  attributes: {},
  companions: ['activation'],
  infer: ({ left, right }, _, assume) => joinEqual([left, right], 'subtract', assume),
  compute: (t, { left, right }) => t.subtract(left, right),
});

export const multiply = defineOp({
  name: 'multiply',
  keras: 'Multiply',
  aliases: ['mul', 'prod', ['scale_channels', 'name the image and its gate: input: [Image, Gate]']],
  doc: 'The product of its inputs. Dimensions must be equal, or 1 to be broadcast: a 1x1x64 gate scales the channels of an image.',
  kind: 'join',
  inputs: severalTensors,
  attributes: {},
  companions: ['activation'],
  window(_, { xs }) {
    const [first, ...others] = xs.map(({ shape }) => shape.slice(0, 2).join('x'));
    return { kind: others.every((other) => other === first) ? 'same' : 'none' };
  },
  infer({ xs }, _, assume) {
    const inputs = shapesOf(xs);
    const rank = Math.max(...inputs.map((shape) => shape.length));
    const output: Shape[number][] = [];
    for (let axis = 0; axis < rank; axis += 1) {
      const dims = inputs.map((shape) => shape[axis]);
      const large = dims.find((dim) => dim !== 1) ?? 1;
      const odd = dims.findIndex((dim) => dim === undefined || (dim !== 1 && sameDim(dim, large) === false));
      if (odd !== -1) {
        return new RuleFault(cannotMultiply(listShapes(inputs)), { input: odd });
      }
      for (const dim of dims) if (dim !== 1 && sameDim(dim ?? 0, large) === undefined) assume(`${dim} == ${large}`);
      output.push(large);
    }
    return { output: joined(xs, output) };
  },
  compute: (t, { xs }) => t.fold(xs, (a, b) => t.multiply(a, b)),
});

const shapesOf = (types: readonly TensorType[]): readonly Shape[] => types.map(({ shape }) => shape);

/** The type of a tensor joined from several. */
const joined = (xs: readonly [TensorType, ...TensorType[]], shape: Shape): TensorType => {
  const bounds = xs.flatMap(({ below }) => below ?? []);
  const below = bounds.length === xs.length ? Math.max(...bounds) : undefined;
  return { dtype: xs[0].dtype, shape, batched: xs.some(({ batched }) => batched), below };
};

/** The first shape that surely differs from the majority. */
function findMismatch(shapes: readonly Shape[]): number | undefined {
  const agrees = (a: Shape, b: Shape) =>
    a.length === b.length && a.every((dim, axis) => sameDim(dim, b[axis] ?? 0) !== false);
  const votes = new Map<string, number>();
  for (const shape of shapes) votes.set(shape.join(), (votes.get(shape.join()) ?? 0) + 1);
  const [most] = [...votes.values()].sort((a, b) => b - a);
  const norm = shapes.find((shape) => votes.get(shape.join()) === most) as Shape;
  const odd = shapes.findIndex((shape) => !agrees(shape, norm));
  return odd === -1 ? undefined : odd;
}

/** Assumes that shapes are equal that may be. */
function assumeEqual([first, ...others]: readonly Shape[], assume: (condition: string) => void): void {
  for (const other of others) {
    for (const [axis, dim] of other.entries()) {
      if (sameDim(dim, first?.[axis] ?? 0) === undefined) assume(`${dim} == ${first?.[axis]}`);
    }
  }
}

const listShapes = (shapes: readonly Shape[]): string => {
  const texts = shapes.map(formatShape);
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
};
