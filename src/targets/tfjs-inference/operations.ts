/** The ops that TensorFlow.js has ready-made, as operations. */

import { type Dim, isKnown, type Shape } from '../../expressions/shape.js';
import type { RowFunction } from '../../graph/layer-of.js';
import type { OpName } from '../../ops/index.js';
import { isMargins } from '../../ops/padding.js';
import { isUsualPool } from '../../ops/pool.js';
import { stepsOf } from '../../ops/rearrange.js';
import { isUsualTransposed } from '../../ops/transposed_windows.js';
import { array, call } from '../code/layout.js';
import { quote } from '../code/lexical.js';
import { activate, activated, fusedThen } from './activations.js';
import { computedOperations } from './computed.js';
import { constantOperation } from './constants.js';
import { type Operation, only, view } from './operation.js';
import type { PlanStep, StepOf } from './plan.js';
import {
  convolutionOf,
  fusedWindow,
  globalPool,
  marginsCode,
  paddedFirst,
  pairCode,
  poolCode,
  pooledConvolution,
  reach,
  windowArguments,
} from './windows.js';

/** Gives the operations of a step; the last computes its value. */
export type StepLowering<S extends PlanStep = PlanStep> = RowFunction<[step: S], readonly Operation[]>;

/** The ops that TensorFlow.js has ready-made; functions of others follow from what they compute. */
export const rows: { readonly [N in OpName]?: StepLowering<StepOf<N>> } = {
  conv2d: (step) => (step.pool ? pooledConvolution(step, step.pool) : fusedWindow(convolutionOf(step), step)),
  depthwise_conv2d: (step) => fusedWindow('depthwiseConv2d', step),
  separable_conv2d(step) {
    const between = `${step.name}/Depthwise`;
    const shape = [...step.output.slice(0, 2), step.owner.weights[1]?.shape[2] ?? 0];
    const { x, before } = paddedFirst(step);
    const depthwise: Operation = {
      ...only(step),
      name: between,
      inputs: [x],
      shape,
      code: (xs, w) => call('depthwiseConv2d', [...xs, `${w}.depthwise`, ...windowArguments(step)]),
    };
    return [
      ...before,
      depthwise,
      ...fusedThen(step, between, (x, w, more) => call('conv2d', [x, `${w}.pointwise`, '1', "'valid'", ...more])),
    ];
  },
  conv2d_transpose(step) {
    const { strides, padding } = step.layer.attributes;
    if (isMargins(padding) || !isUsualTransposed(step.layer.attributes)) return computedOperations(step);
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
  max_pool2d: pool,
  avg_pool2d: pool,
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
  activation: (step) => (step.activation.word === 'linear' ? [] : [activate(step.activation, only(step))]),
  constant: (step) => [constantOperation(step)],
  concat(step) {
    const { axis } = step.layer.attributes;
    const along = axis < 0 ? step.output.length + 1 + axis : axis;
    return activated(step, [{ ...only(step), code: (xs) => call('tf.concat', [array(xs), String(along)]) }]);
  },
  add(step) {
    if (step.inputs.length > 2 && step.shapes.every((shape) => isSameShape(shape, step.output)))
      return activated(step, [{ ...only(step), code: (xs) => call('tf.addN', [array(xs)]) }]);
    return twoByTwo('tf.add', 'Sum', step);
  },
  multiply: (step) => twoByTwo('tf.mul', 'Product', step),
  subtract: (step) => twoByTwo('tf.sub', 'Difference', step),
  maximum: (step) => twoByTwo('tf.maximum', 'Maximum', step),
  minimum: (step) => twoByTwo('tf.minimum', 'Minimum', step),
  flatten: reshape,
  reshape,
  squeeze(step) {
    const rank = step.shapes[0]?.length ?? 0;
    const axes = step.layer.attributes.axis.map((axis) => (axis < 0 ? rank + 1 + axis : axis));
    return [{ ...view(step), code: ([x = '']) => call('tf.squeeze', [x, array(axes.map(String))]) }];
  },
  permute(step) {
    const order = ['0', ...step.layer.attributes.dims.map(String)];
    return [{ ...only(step), isUntyped: true, code: ([x = '']) => call('tf.transpose', [x, array(order)]) }];
  },
  rearrange(step) {
    const { split, order } = stepsOf(step.layer.attributes, step.shapes[0] ?? []);
    if (![...split, ...step.output].every(isKnown)) return computedOperations(step);
    const sizes = (shape: Shape) => array(['-1', ...shape.map(String)]);
    const places = array([0, ...order.map((place) => place + 1)].map(String));
    const moved = (x: string) => call('tf.transpose', [call('tf.reshape', [x, sizes(split)]), places]);
    const code = (x: string) => call('tf.tidy', [['() => ', call('tf.reshape', [moved(x), sizes(step.output)])]]);
    return [{ ...only(step), isUntyped: true, code: ([x = '']) => code(x) }];
  },
  roll(step) {
    const { shift, axis } = step.layer.attributes;
    const places = axis.map((one) => (one < 0 ? one + step.output.length + 1 : one));
    const shifts = places.map((_, index) => shift[shift.length > 1 ? index : 0] ?? 0);
    return [
      { ...only(step), code: (xs) => call('roll', [...xs, array(shifts.map(String)), array(places.map(String))]) },
    ];
  },
  zero_pad2d: (step) => [
    {
      ...only(step),
      code: ([x = '']) => call('tf.pad', [x, marginsCode(step.layer.attributes.padding)]),
    },
  ],
  up_sampling1d(step) {
    const { size } = step.layer.attributes;
    const [, channels = 1] = step.output;
    const shape = (x: string) => array([`${x}.shape[0]`, '-1', String(channels)]);
    const copies = (x: string) => call('tf.tile', [call('tf.expandDims', [x, '2']), `[1, 1, ${size}, 1]`]);
    const code = (x: string) => call('tf.tidy', [['() => ', call('tf.reshape', [copies(x), shape(x)])]]);
    return [{ ...only(step), isUntyped: true, code: ([x = '']) => code(x) }];
  },
  up_sampling2d(step) {
    const { size, interpolation } = step.layer.attributes;
    const resize = interpolation === 'nearest' ? 'resizeNearestNeighbor' : 'resizeBilinear';
    const side = (axis: 0 | 1, x: string) => stretched(step.output[axis] ?? 1, x, axis, size[axis], 0);
    const code = (x: string) => call(`tf.image.${resize}`, [x, array([side(0, x), side(1, x)])]);
    return [{ ...only(step), code: ([x = '']) => code(x) }];
  },
};

function pool(step: StepOf<'max_pool2d' | 'avg_pool2d'>): readonly Operation[] {
  return isUsualPool(step.layer.attributes)
    ? [{ ...only(step), code: ([x = '']) => poolCode(x, step.layer) }]
    : computedOperations(step);
}

const isSameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dim, axis) => dim === b[axis]);

/** A join of many inputs, two by two; by a function that aligns their axes if some have fewer. */
function twoByTwo(callee: string, between: string, step: PlanStep): readonly Operation[] {
  if (step.shapes.some(({ length }) => length < step.output.length)) return computedOperations(step);
  const [first = '', ...others] = step.inputs;
  let left = { name: first, shape: step.shapes[0] ?? [] };
  const operations = others.map((right, index): Operation => {
    const isLast = index === others.length - 1;
    const name = isLast ? step.name : `${step.name}/${between}_${index + 1}`;
    const inputs = [left.name, right];
    left = { name, shape: left.shape.map((dim, axis) => (dim === 1 ? (step.shapes[index + 1]?.[axis] ?? 1) : dim)) };
    return { name, inputs, shape: left.shape, isUntyped: true, code: (xs) => call(callee, xs) };
  });
  return activated(step, operations);
}

/** The size of the batch follows from the other sizes if they are known; one unknown size follows from the batch. */
function reshape(step: PlanStep): readonly Operation[] {
  const isFixed = step.output.every(isKnown);
  const sizes = step.output.map((dim) => (isKnown(dim) ? String(dim) : '-1'));
  const code = (x: string) => call('tf.reshape', [x, array([isFixed ? '-1' : `${x}.shape[0]`, ...sizes])]);
  return [{ ...view(step), code: ([x = '']) => code(x) }];
}

/** A size; if it is unknown, an expression in the input's size. */
function stretched(dim: Dim, x: string, axis: 0 | 1, factor: number, more: number): string {
  if (isKnown(dim)) return String(dim);
  const size = `${x}.shape[${axis + 1}]`;
  return `${factor === 1 ? size : `${factor} * ${size}`}${more === 0 ? '' : ` + ${more}`}`;
}
