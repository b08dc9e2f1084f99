/** Lowers steps to operations, and decides how their weights are loaded. */
import { leavesGaps, reached } from '../../engines/gaps.js';
import { type Dim, isKnown } from '../../expressions/shape.js';
import { isLayerOf, rowOf } from '../../graph/layer-of.js';
import type { Pair } from '../../ops/attributes.js';
import { array, call } from '../code/layout.js';
import { computedOperations } from './computed.js';
import { foldOf, type WeightLoading } from './folds.js';
import type { Operation } from './operation.js';
import { rows, type StepLowering } from './operations.js';
import type { PlanStep } from './plan.js';

export interface Lowered {
  /** The last gives the step's value. */
  readonly operations: readonly Operation[];
  /** How its weights are loaded, if it has any. */
  readonly fold?: WeightLoading;
}

/** The operations of a step; the last gives its value. */
const operationsOf = (step: PlanStep): readonly Operation[] =>
  (rowOf<StepLowering>(rows, step.layer.op) ?? computedOperations)(step);

export function lower(step: PlanStep): Lowered {
  const cropped = crop(step);
  const operations = cropped ? [cropped, ...operationsOf({ ...step, inputs: [cropped.name] })] : operationsOf(step);
  const fold = foldOf(step);
  return fold ? { operations, fold } : { operations };
}

/** Crops the rows and columns that the windows of a convolution do not reach, if wasm would compute wrong values. */
function crop({ name, inputs, layer, shapes: [image] }: PlanStep): Operation | undefined {
  if (!isLayerOf(layer, 'conv2d', 'depthwise_conv2d', 'separable_conv2d') || !image) return undefined;
  const { kernel_size: kernel, strides, padding } = layer.attributes;
  if (padding !== 'same' || !leavesGaps(kernel, strides)) return undefined;
  const [height = 1, width = 1, channels = 1] = image;
  const sides = [sideOf(height, 0, kernel, strides), sideOf(width, 1, kernel, strides)];
  if (sides.every(({ isWhole }) => isWhole)) return undefined;
  return {
    name: `${name}/Cropped`,
    inputs,
    shape: [...sides.map(({ size }) => size), channels],
    code: ([x = '']) =>
      call('tf.slice', [x, '[0, 0, 0, 0]', array(['-1', ...sides.map(({ codeOf }) => codeOf(x)), '-1'])]),
  };
}

/** The size of an image after cropping; -1 in the code is all of it. */
function sideOf(size: Dim, axis: 0 | 1, { [axis]: kernel }: Pair, { [axis]: stride }: Pair) {
  if (kernel >= stride) return { size, isWhole: true, codeOf: () => '-1' };
  if (isKnown(size)) {
    const left = reached(size, kernel, stride);
    return { size: left, isWhole: left === size, codeOf: () => String(left) };
  }
  const codeOf = (x: string) => {
    const all = `${x}.shape[${axis + 1}]`;
    return `Math.min(${all}, (Math.ceil(${all} / ${stride}) - 1) * ${stride} + ${kernel})`;
  };
  return { size, isWhole: false, codeOf };
}
