import type { Algebra } from '../algebra/algebra.js';
import { cannotConcat, cannotJoin, mixedDtypes, noAxisInInputs } from '../diagnostics/messages/shapes.js';
import { axisNames, type Dim, formatShape, type Shape, sameDim, sum } from '../expressions/shape.js';
import { type Aliases, attribute } from './attributes.js';
import { axisAliases, axisDoc } from './axes.js';
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
        doc: axisDoc,
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
      const names = axisNames[first.length]?.filter((_, axis) => axis !== along);
      return new RuleFault(cannotConcat(listShapes(inputs), along + 1, names), { input: odd });
    }
    assumeEqual(inputs.map(rest), assume);
    const shape = first.map((dim, dimension) =>
      dimension === along ? sum(inputs.map((shape) => shape[along] ?? 0)) : dim,
    );
    return { output: joined(xs, shape) };
  },
  compute: (t, { xs }, _, { axis }) => t.concat(xs, axisFromEnd(t.literal(axis), t.rank(xs[0]))),
});

/** What joins inputs element by element shows in drawings, and how it finds its shape. */
const elementwise = {
  kind: 'join',
  attributes: {},
  companions: ['activation'],
} as const;

const broadcasts = 'Dimensions must be equal, or 1 to be repeated.';

/** Joins any number of inputs, element by element. */
interface ElementwiseJoin {
  readonly name: string;
  readonly keras: string;
  readonly aliases: Aliases;
  readonly doc: string;
  /** For `cannot add 8x8x3 and 8x8x4`. */
  readonly verb: string;
  combine<T, N>(t: Algebra<T, N>, xs: readonly [T, ...T[]]): T;
}

const foldOf = ({ verb, combine, ...description }: ElementwiseJoin) =>
  defineOp({
    ...elementwise,
    ...description,
    inputs: severalTensors,
    window: (_, { xs }) => windowOf(xs),
    infer: ({ xs }, _, assume) => joinElements(xs, verb, assume),
    compute: (t, { xs }) => combine(t, xs),
  });

/** Each place of an output is made of the same place of the inputs, if none is repeated along an axis. */
function windowOf(xs: readonly TensorType[]): { readonly kind: 'same' | 'none' } {
  const [first, ...others] = xs.map(({ shape }) => shape.slice(0, -1).join('x'));
  return { kind: others.every((other) => other === first) ? 'same' : 'none' };
}

export const add = foldOf({
  name: 'add',
  keras: 'Add',
  aliases: [
    'Sum',
    'plus',
    ['shortcut', 'name both sides: input: [Left, Right]'],
    ['residual', 'name both sides: input: [Left, Right]'],
  ],
  doc: `The sum of its inputs. ${broadcasts}`,
  verb: 'add',
  combine: (t, xs) => t.fold(xs, (a, b) => t.add(a, b)),
});

export const average = foldOf({
  name: 'average',
  keras: 'Average',
  aliases: ['Mean', 'ave', 'avg'],
  doc: `The average of its inputs, element by element. ${broadcasts}`,
  verb: 'average',
  combine: (t, xs) => {
    const sum = t.fold(xs, (a, b) => t.add(a, b));
    return t.divide(sum, t.constant(t.count(xs)));
  },
});

export const maximum = foldOf({
  name: 'maximum',
  keras: 'Maximum',
  aliases: ['Max'],
  doc: `The maximum of its inputs, element by element. ${broadcasts}`,
  verb: 'take the maximum of',
  combine: (t, xs) => t.fold(xs, (a, b) => t.binary('maximum', a, b)),
});

export const minimum = foldOf({
  name: 'minimum',
  keras: 'Minimum',
  aliases: ['Min'],
  doc: `The minimum of its inputs, element by element. ${broadcasts}`,
  verb: 'take the minimum of',
  combine: (t, xs) => t.fold(xs, (a, b) => t.binary('minimum', a, b)),
});

export const multiply = foldOf({
  name: 'multiply',
  keras: 'Multiply',
  aliases: ['mul', 'prod', ['scale_channels', 'name the image and its gate: input: [Image, Gate]']],
  doc: `The product of its inputs. ${broadcasts} A 1x1x64 gate scales the channels of an image.`,
  verb: 'multiply',
  combine: (t, xs) => t.fold(xs, (a, b) => t.multiply(a, b)),
});

export const subtract = defineOp({
  ...elementwise,
  name: 'subtract',
  keras: 'Subtract',
  aliases: ['Sub', 'minus', 'difference'],
  doc: `The first input minus the second. ${broadcasts}`,
  inputs: { left: {}, right: {} },
  window: (_, { left, right }) => windowOf([left, right]),
  infer: ({ left, right }, _, assume) => joinElements([left, right], 'subtract', assume),
  compute: (t, { left, right }) => t.subtract(left, right),
});

/**
 * The type of what joins inputs element by element. They broadcast as in NumPy, where the batch counts as an axis:
 * inputs per example have as many axes, others may have fewer; an axis of size 1 is repeated.
 */
function joinElements(xs: readonly [TensorType, ...TensorType[]], verb: string, assume: Assume) {
  const inputs = shapesOf(xs);
  const rank = Math.max(...inputs.map((shape) => shape.length));
  const mismatch = () =>
    new RuleFault(cannotJoin(verb, listShapes(inputs)), {
      input: findMismatch(inputs, maybeRepeated) ?? inputs.length - 1,
    });
  if (xs.some(({ batched, shape }) => batched && shape.length < rank)) return mismatch();
  const output: Dim[] = [];
  for (let axis = -rank; axis < 0; axis += 1) {
    const dims = inputs.flatMap((shape) => shape.at(axis) ?? []).filter((dim) => dim !== 1);
    const [first = 1, ...others] = dims;
    for (const other of others) {
      const isSame = sameDim(other, first);
      if (isSame === false) return mismatch();
      if (isSame === undefined) assume(`${other} == ${first}`);
    }
    output.push(first);
  }
  return { output: joined(xs, output) };
}

export const shapesOf = (types: readonly TensorType[]): readonly Shape[] => types.map(({ shape }) => shape);

/** The type of a tensor joined from several. */
export const joined = (xs: readonly [TensorType, ...TensorType[]], shape: Shape): TensorType => {
  const bounds = xs.flatMap(({ below }) => below ?? []);
  const below = bounds.length === xs.length ? Math.max(...bounds) : undefined;
  return { dtype: xs[0].dtype, shape, batched: xs.some(({ batched }) => batched), below };
};

const maybeSame = (a: Dim, b: Dim): boolean => sameDim(a, b) !== false;
const maybeRepeated = (a: Dim, b: Dim): boolean => a === 1 || b === 1 || maybeSame(a, b);

/** The first shape that surely does not fit the majority. */
export function findMismatch(shapes: readonly Shape[], fits = maybeSame): number | undefined {
  const agrees = (a: Shape, b: Shape) => a.length === b.length && a.every((dim, axis) => fits(dim, b[axis] ?? 0));
  const votes = new Map<string, number>();
  for (const shape of shapes) votes.set(shape.join(), (votes.get(shape.join()) ?? 0) + 1);
  const [most] = [...votes.values()].sort((a, b) => b - a);
  const norm = shapes.find((shape) => votes.get(shape.join()) === most) as Shape;
  const odd = shapes.findIndex((shape) => !agrees(shape, norm));
  return odd === -1 ? undefined : odd;
}

/** Assumes that shapes are equal that may be. */
export function assumeEqual([first, ...others]: readonly Shape[], assume: (condition: string) => void): void {
  for (const other of others) {
    for (const [axis, dim] of other.entries()) {
      if (sameDim(dim, first?.[axis] ?? 0) === undefined) assume(`${dim} == ${first?.[axis]}`);
    }
  }
}

export const listShapes = (shapes: readonly Shape[]): string => {
  const texts = shapes.map(formatShape);
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
};
