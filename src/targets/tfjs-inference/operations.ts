/** Each step as operations of TensorFlow.js: the one place that says what an op of the spec is in code. */

import { type Dim, isKnown, type Shape } from '../../expressions/shape.js';
import type { RowFunction } from '../../graph/layer-of.js';
import type { Pair } from '../../ops/attributes.js';
import type { Activation } from '../../ops/companions.js';
import type { OpName } from '../../ops/index.js';
import type { Language } from '../code/language.js';
import { array, call, type Doc } from '../code/layout.js';
import { quote } from '../code/lexical.js';
import type { Margins, PlanStep, Pool, StepOf } from './plan.js';

/** Functions that the generated module has where it calls them, one template each. */
export const functions = [
  'conv2d',
  'depthwiseConv2d',
  'groupedConv2d',
  'pooledConv2d',
  'conv2dTranspose',
  'dense',
  'denseEach',
  'margins',
  'layerNorm',
  'adaptiveAvgPool',
  'gelu',
  'swish',
  'hardSwish',
  'hardSigmoid',
] as const;
export type RuntimeFunctionName = (typeof functions)[number];

/** A function that the module declares, under a name that it is given. */
export interface ModuleFunction {
  /** What it is called if the name is free. */
  readonly name: string;
  write(name: string, language: Language): readonly string[];
}

/** One operation, whose value has a name. */
export interface Operation {
  /** A layer's name, or, for what is between two, one below it. */
  readonly name: string;
  /** Names of earlier operations or of inputs of the network. */
  readonly inputs: readonly string[];
  readonly shape: Shape;
  /** The code that computes it, from the codes of its inputs and of the step's weights. */
  readonly code: (inputs: readonly string[], weights: string, callee: string) => Doc;
  /** The function that it calls, where that is one of this op. */
  readonly function?: ModuleFunction;
  /** Whether TensorFlow.js tells of its result only that it is a tensor. */
  readonly isUntyped?: true;
  /** What it holds besides while it computes. */
  readonly between?: Shape;
  /** Whether its result shares the memory of its input. */
  readonly isView?: true;
}

/** Gives the operations of a step, the last of which gives its value. */
export type StepLowering<S extends PlanStep = PlanStep> = RowFunction<[step: S], readonly Operation[]>;

/** The ops that TensorFlow.js has ready-made; functions of all others follow from what they compute. */
export const rows: { readonly [N in OpName]?: StepLowering<StepOf<N>> } = {
  conv2d: (step) => (step.pool ? pooledConvolution(step, step.pool) : fusedWindow(convolutionOf(step), step)),
  depthwise_conv2d: (step) => fusedWindow('depthwiseConv2d', step),
  separable_conv2d(step) {
    const between = `${step.name}/Depthwise`;
    const shape = [...step.output.slice(0, 2), step.owner.weights[1]?.shape[2] ?? 0];
    const depthwise: Operation = {
      ...only(step),
      name: between,
      shape,
      code: (xs, w) => call('depthwiseConv2d', [...xs, `${w}.depthwise`, ...windowArguments(step)]),
    };
    return [
      depthwise,
      ...fusedThen(step, between, (x, w, more) => call('conv2d', [x, `${w}.pointwise`, '1', "'valid'", ...more])),
    ];
  },
  conv2d_transpose(step) {
    const { strides, padding } = step.layer.attributes;
    const [height = 1, width = 1] = step.output;
    const size = (dim: Dim, axis: 0 | 1, x: string) => stretched(dim, x, axis, strides[axis], reach(step, axis));
    return fusedThen(
      step,
      step.inputs[0] ?? '',
      (x, w, more) =>
        call('conv2dTranspose', [
          x,
          w,
          array([size(height, 0, x), size(width, 1, x)]),
          pairCode(strides),
          quote(padding),
          ...more,
        ]),
      step.output,
    );
  },
  dense: (step) =>
    fusedThen(step, step.inputs[0] ?? '', (x, w, more) =>
      call(step.output.length === 1 ? 'dense' : 'denseEach', [x, w, ...more]),
    ),
  max_pool2d: (step) => [{ ...only(step), code: ([x = '']) => poolCode(x, step.layer) }],
  avg_pool2d: (step) => [{ ...only(step), code: ([x = '']) => poolCode(x, step.layer) }],
  global_max_pool2d: (step) => globalPool('tf.max', step),
  global_avg_pool2d: (step) => globalPool('tf.mean', step),
  batch_norm(step) {
    const scaled = `${step.name}/Scaled`;
    return activated(step, [
      { ...only(step), name: scaled, isUntyped: true, code: (xs, w) => call('tf.mul', [...xs, `${w}.scale`]) },
      { ...only(step), inputs: [scaled], isUntyped: true, code: (xs, w) => call('tf.add', [...xs, `${w}.offset`]) },
    ]);
  },
  adaptive_avg_pool2d: (step) => [
    {
      ...only(step),
      code: (xs) => call('adaptiveAvgPool', [...xs, ...step.layer.attributes.output_size.map(String)]),
    },
  ],
  layer_scale: (step) => [{ ...only(step), isUntyped: true, code: (xs, w) => call('tf.mul', [...xs, w]) }],
  rescaling(step) {
    const { scale, offset } = step.layer.attributes;
    const name = offset === 0 ? step.name : `${step.name}/Scaled`;
    const scaled: Operation = {
      ...only(step),
      name,
      isUntyped: true,
      code: (xs) => call('tf.mul', [...xs, `${scale}`]),
    };
    if (offset === 0) return [scaled];
    return [
      scaled,
      { ...only(step), inputs: [name], isUntyped: true, code: (xs) => call('tf.add', [...xs, `${offset}`]) },
    ];
  },
  layer_norm: (step) =>
    activated(step, [
      { ...only(step), code: (xs, w) => call('layerNorm', [...xs, w, String(step.layer.attributes.epsilon)]) },
    ]),
  activation: (step) => (step.activation === 'linear' ? [] : [activate(step.activation, only(step))]),
  dropout: ({ name }) => {
    throw new Error(`${name} is dropout, which inference does not have`);
  },
  concat(step) {
    const { axis } = step.layer.attributes;
    const along = axis < 0 ? step.output.length + 1 + axis : axis;
    return activated(step, [{ ...only(step), code: (xs) => call('tf.concat', [array(xs), String(along)]) }]);
  },
  add(step) {
    if (step.inputs.length > 2) return activated(step, [{ ...only(step), code: (xs) => call('tf.addN', [array(xs)]) }]);
    return activated(step, [{ ...only(step), isUntyped: true, code: (xs) => call('tf.add', xs) }]);
  },
  multiply: (step) => activated(step, product(step)),
  flatten: reshape,
  reshape,
  squeeze(step) {
    const rank = step.shapes[0]?.length ?? 0;
    const axes = step.layer.attributes.axis.map((axis) => (axis < 0 ? rank + 1 + axis : axis));
    return [{ ...view(step), code: ([x = '']) => call('tf.squeeze', [x, array(axes.map(String))]) }];
  },
  zero_pad2d: (step) => [
    {
      ...only(step),
      code: ([x = '']) => call('tf.pad', [x, marginsCode(step.layer.attributes.padding)]),
    },
  ],
  up_sampling2d(step) {
    const { size, interpolation } = step.layer.attributes;
    const resize = interpolation === 'nearest' ? 'resizeNearestNeighbor' : 'resizeBilinear';
    const side = (axis: 0 | 1, x: string) => stretched(step.output[axis] ?? 1, x, axis, size[axis], 0);
    const code = (x: string) => call(`tf.image.${resize}`, [x, array([side(0, x), side(1, x)])]);
    return [{ ...only(step), code: ([x = '']) => code(x) }];
  },
};

/** An operation that gives a step's value from what the step takes. */
export const only = ({ name, inputs, output }: PlanStep) => ({ name, inputs, shape: output });

const view = (step: PlanStep) => ({ ...only(step), isUntyped: true, isView: true }) as const;

// ---------------------------------------------------------------- activations

/** The activations that TensorFlow.js computes along with a convolution or a product of matrices, on every back end. */
const fused: Readonly<Record<Activation, string | undefined>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  leaky_relu: 'leakyrelu',
  elu: 'elu',
  sigmoid: 'sigmoid',
  gelu: undefined,
  swish: undefined,
  hard_swish: undefined,
  hard_sigmoid: undefined,
  tanh: undefined,
  softmax: undefined,
};

/** The functions of activations. The slope of leakyRelu is TensorFlow.js's own, 0.2. */
const activationFunction: Readonly<Record<Exclude<Activation, 'linear'>, string>> = {
  relu: 'tf.relu',
  relu6: 'tf.relu6',
  leaky_relu: 'tf.leakyRelu',
  elu: 'tf.elu',
  gelu: 'gelu',
  swish: 'swish',
  hard_swish: 'hardSwish',
  sigmoid: 'tf.sigmoid',
  hard_sigmoid: 'hardSigmoid',
  tanh: 'tf.tanh',
  softmax: 'tf.softmax',
};

const activate = (
  activation: Exclude<Activation, 'linear'>,
  place: Pick<Operation, 'name' | 'inputs' | 'shape'>,
): Operation => ({ ...place, code: (xs) => call(activationFunction[activation], xs) });

/** The operations that give a step's value but for its activation, and the activation. */
export function activated(step: PlanStep, operations: readonly Operation[]): readonly Operation[] {
  if (step.activation === 'linear') return operations;
  const before = `${step.name}/Linear`;
  const last = operations.at(-1);
  if (!last) throw new Error(`${step.name} is not computed`);
  const place = { name: step.name, inputs: [before], shape: last.shape };
  return [...operations.slice(0, -1), { ...last, name: before }, activate(step.activation, place)];
}

/** An operation that computes the activation along, or is followed by it where it can't; `more` is its argument. */
function fusedThen(
  step: PlanStep,
  input: string,
  code: (x: string, weights: string, more: readonly string[]) => Doc,
  between?: Shape,
): readonly Operation[] {
  const word = fused[step.activation];
  const more = word === undefined || word === 'linear' ? [] : [quote(word)];
  const place = { ...only(step), inputs: [input], ...(between ? { between } : {}) };
  const operation: Operation = { ...place, code: ([x = ''], w) => code(x, w, more) };
  return word === undefined ? activated(step, [operation]) : [operation];
}

/** An activation that some function of the module computes along, by TensorFlow.js's word and its function. */
export interface FusedActivation {
  readonly word: string;
  readonly callee: string;
}

/** The activations that the functions of a network compute along. */
export function fusedActivations(steps: readonly PlanStep[]): readonly FusedActivation[] {
  const used = new Set(
    steps.filter(({ owner }) => owner.weights[0]?.name.endsWith('kernel')).map(({ activation }) => activation),
  );
  return [...used].flatMap((activation) => {
    const word = fused[activation];
    return word === undefined || activation === 'linear' ? [] : [{ word, callee: activationFunction[activation] }];
  });
}

// ---------------------------------------------------------------- windows

type ConvolutionStep = StepOf<'conv2d' | 'depthwise_conv2d' | 'separable_conv2d'>;

/** Strides and padding as arguments. */
function windowArguments(step: ConvolutionStep): readonly Doc[] {
  const { strides, padding } = step.layer.attributes;
  return [pairCode(strides), step.margins ? marginsCode(step.margins) : quote(padding)];
}

const convolutionOf = ({ layer }: StepOf<'conv2d'>) => (layer.attributes.groups === 1 ? 'conv2d' : 'groupedConv2d');

/** A convolution with its bias and activation. The dilation of one by channels is in its kernel. */
function fusedWindow(callee: (typeof functions)[number], step: ConvolutionStep): readonly Operation[] {
  const { dilation_rate } = step.layer.attributes;
  const isDilated = Math.max(...dilation_rate) > 1 && callee !== 'depthwiseConv2d';
  const dilation = isDilated ? [pairCode(dilation_rate)] : [];
  return fusedThen(step, step.inputs[0] ?? '', (x, w, more) => {
    const activation = dilation.length > 0 && more.length === 0 ? ["'linear'"] : more;
    return call(callee, [x, w, ...windowArguments(step), ...activation, ...dilation]);
  });
}

/** A convolution, the pool over what it gives, and only then bias and activation. */
function pooledConvolution(step: StepOf<'conv2d'>, pool: Pool): readonly Operation[] {
  // Where the pool comes last, what it takes is the output of the layer before.
  const isLast = pool === step.layers.at(-1);
  const between = (isLast ? step.layers.at(-2)?.output : undefined) ?? step.output;
  const pooling: Doc = ['(y) => ', poolCode('y', pool)];
  return fusedThen(
    step,
    step.inputs[0] ?? '',
    (x, w, more) => call('pooledConv2d', [x, w, ...windowArguments(step), pooling, ...more]),
    between,
  );
}

function poolCode(x: string, layer: Pool): Doc {
  const { pool_size, strides, padding } = layer.attributes;
  const callee = layer.op.name === 'max_pool2d' ? 'tf.maxPool' : 'tf.avgPool';
  return call(callee, [x, pairCode(pool_size), pairCode(strides), quote(padding)]);
}

function globalPool(callee: string, step: StepOf<'global_max_pool2d' | 'global_avg_pool2d'>): readonly Operation[] {
  const keeps = step.layer.attributes.keepdims ? ['true'] : [];
  return [{ ...only(step), isUntyped: true, code: ([x = '']) => call(callee, [x, '[1, 2]', ...keeps]) }];
}

/** How far a transposed convolution reaches beyond its strides. */
function reach({ layer }: StepOf<'conv2d_transpose'>, axis: 0 | 1): number {
  const { kernel_size, strides, padding } = layer.attributes;
  return padding === 'same' ? 0 : Math.max(kernel_size[axis] - strides[axis], 0);
}

// ---------------------------------------------------------------- shapes

/** A product of many, two by two. */
function product(step: PlanStep): readonly Operation[] {
  const [first = '', ...others] = step.inputs;
  let left = { name: first, shape: step.shapes[0] ?? [] };
  return others.map((right, index): Operation => {
    const isLast = index === others.length - 1;
    const name = isLast ? step.name : `${step.name}/Product_${index + 1}`;
    const inputs = [left.name, right];
    left = { name, shape: left.shape.map((dim, axis) => (dim === 1 ? (step.shapes[index + 1]?.[axis] ?? 1) : dim)) };
    return { name, inputs, shape: left.shape, isUntyped: true, code: (xs) => call('tf.mul', xs) };
  });
}

/** The batch comes out of the other sizes where they are known, and one unknown size out of the batch. */
function reshape(step: PlanStep): readonly Operation[] {
  const isFixed = step.output.every(isKnown);
  const sizes = step.output.map((dim) => (isKnown(dim) ? String(dim) : '-1'));
  const code = (x: string) => call('tf.reshape', [x, array([isFixed ? '-1' : `${x}.shape[0]`, ...sizes])]);
  return [{ ...view(step), code: ([x = '']) => code(x) }];
}

/** A size, or, where it is not known, what makes it of the input's. */
function stretched(dim: Dim, x: string, axis: 0 | 1, factor: number, more: number): string {
  if (isKnown(dim)) return String(dim);
  const size = `${x}.shape[${axis + 1}]`;
  return `${factor === 1 ? size : `${factor} * ${size}`}${more === 0 ? '' : ` + ${more}`}`;
}

/** `2`, or `[1, 7]`. */
const pairCode = ([height, width]: Pair): Doc =>
  height === width ? String(height) : array([String(height), String(width)]);

/** `margins(1, 1, 0, 2)`: above, below, left, right. */
const marginsCode = (margins: Margins): Doc => call('margins', margins.flat().map(String));
