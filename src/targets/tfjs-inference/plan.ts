/**
 * What inference computes, step by step: the layers without what only training needs, each with all that can be
 * computed along with it.
 *
 *   layers ─ withoutIdentities ─▶ needed ─▶ absorb ─▶ poolFirst ─▶ steps
 */

import type { Activation, ActivationWord } from '../../algebra/activations.js';
import type { Dim, Shape } from '../../expressions/shape.js';
import type { Layer, Model } from '../../graph/graph.js';
import { isLayerOf, type LayerOf } from '../../graph/layer-of.js';
import type { Pair } from '../../ops/attributes.js';
import { activationFrom, activationOf, type BatchNorm, batchNormOf } from '../../ops/companions.js';
import type { OpName } from '../../ops/index.js';

/** A batch norm, by the name of its weights. */
export interface Norm extends BatchNorm {
  readonly name: string;
}

/** Rows above and below an image, columns left and right of it. */
export type Margins = readonly [Pair, Pair];

/** One op, and what is computed along with it. */
export interface PlanStep {
  /** The layer whose value it gives: the last that it computes. */
  readonly name: string;
  /** The layer of the op. */
  readonly layer: Layer;
  /** The layer that has its weights: another where they are shared. */
  readonly owner: Layer;
  /** All layers that it computes, in their order. */
  readonly layers: readonly Layer[];
  /** Names of steps or of inputs of the network. */
  readonly inputs: readonly string[];
  readonly shapes: readonly Shape[];
  readonly output: Shape;
  readonly activation: Activation;
  /** The batch norm that is folded into the op's weights, or that the op is. */
  readonly norm?: Norm;
  /** The zeros that stand around the input before the op's window moves over it. */
  readonly margins?: Margins;
  /** The pool that is computed before the bias is added. */
  readonly pool?: Pool;
}

/** A step of an op, or of one of several, with its attributes' types. */
export type StepOf<N extends OpName> = PlanStep & { readonly layer: LayerOf<N> };

export const isStepOf = <N extends OpName>(step: PlanStep, ...ops: readonly N[]): step is StepOf<N> =>
  isLayerOf(step.layer, ...ops);

export type Pool = LayerOf<'max_pool2d' | 'avg_pool2d'>;

/** A network as steps, each after its inputs. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  /** The step or input that each output of the network is. */
  readonly outputs: ReadonlyMap<string, string>;
}

/** Plans a network's inference. */
export function planOf(model: Model): Plan {
  return poolFirst(absorb(needed(withoutIdentities(model))));
}

/** Whether a bias is added in the end: the layer's own, or what a batch norm leaves. */
const hasBias = ({ layer, norm }: PlanStep): boolean => layer.attributes.use_bias === true || norm !== undefined;

// ---------------------------------------------------------------- what does nothing

function withoutIdentities({ graph, layers, outputs }: Model): Plan {
  const same = new Map<string, string>();
  const resolve = (name: string) => same.get(name) ?? name;
  const shapes = new Map<string, Shape>(graph.inputs.map(({ name, shape }) => [name, shape]));
  const owners = new Map<string | undefined, Layer>(layers.map((layer) => [layer.name, layer]));
  const steps: PlanStep[] = [];
  for (const layer of layers) {
    const { name, output } = layer;
    const owner = owners.get(layer.sharedWith) ?? layer;
    const inputs = layer.inputs.map(resolve);
    shapes.set(name, output);
    const [first = ''] = inputs;
    if (isIdentity(layer, shapes.get(first) ?? [])) same.set(name, first);
    else {
      const of = inputs.map((input) => shapes.get(input) ?? []);
      steps.push({ name, layer, owner, layers: [layer], inputs, shapes: of, output, ...settingsOf(layer) });
    }
  }
  return { steps, outputs: new Map([...outputs].map(([name, layer]) => [name, resolve(layer)])) };
}

/** Whether a layer gives what it takes. */
function isIdentity(layer: Layer, input: Shape): boolean {
  if (isLayerOf(layer, 'activation')) return activationFrom(layer.attributes.activation).word === 'linear';
  if (isLayerOf(layer, 'flatten', 'reshape', 'squeeze'))
    return input.length === layer.output.length && input.every((dim, axis) => dim === layer.output[axis]);
  return isLayerOf(layer, 'dropout');
}

/** A layer's activation, and its batch norm. */
function settingsOf(layer: Layer): Pick<PlanStep, 'activation' | 'norm'> {
  const { op, name, attributes, sharedWith = name } = layer;
  if (isLayerOf(layer, 'activation')) return { activation: activationFrom(layer.attributes.activation) };
  const activation = activationOf(op, attributes);
  if (isLayerOf(layer, 'batch_norm')) return { activation, norm: { ...layer.attributes, name: sharedWith } };
  const norm = batchNormOf(op, attributes);
  return norm ? { activation, norm: { ...norm, name: `${sharedWith}/BatchNorm` } } : { activation };
}

/** Only the steps that an output depends on. */
function needed({ steps, outputs }: Plan): Plan {
  const read = new Set(outputs.values());
  const kept: PlanStep[] = [];
  for (const step of steps.toReversed()) {
    if (!read.has(step.name)) continue;
    kept.push(step);
    for (const input of step.inputs) read.add(input);
  }
  return { steps: kept.reverse(), outputs };
}

// ---------------------------------------------------------------- what is computed along with an op

/** The ops with a kernel, whose values a batch norm scales as well as it scales what they give. */
const withKernel = ['conv2d', 'depthwise_conv2d', 'separable_conv2d', 'conv2d_transpose', 'dense'] as const;

/** Joins batch norms, activations and zeros around an image with the op beside them, if nothing else reads between. */
const absorb = (plan: Plan): Plan => mergeSteps(plan, merge);

/** A plan in which steps are merged into the step before them, if nothing else reads what that gives. */
function mergeSteps(
  { steps, outputs }: Plan,
  mergeTwo: (before: PlanStep, step: PlanStep) => PlanStep | undefined,
): Plan {
  const isReadOnce = readOnce({ steps, outputs });
  const done = new Map<string, PlanStep>();
  for (const step of steps) {
    const [input = ''] = step.inputs;
    const before = isReadOnce(input) ? done.get(input) : undefined;
    const merged = before && mergeTwo(before, step);
    if (merged) done.delete(input);
    done.set(step.name, merged ?? step);
  }
  return { steps: [...done.values()], outputs };
}

/** Two steps as one, where they can be. */
function merge(before: PlanStep, step: PlanStep): PlanStep | undefined {
  const { name, output, activation } = step;
  const layers = [...before.layers, ...step.layers];
  if (isStepOf(step, 'activation') && before.activation.word === 'linear' && before.layer.op.attributes.activation)
    return { ...before, name, layers, activation };
  if (isStepOf(step, 'batch_norm') && step.norm && isStepOf(before, ...withKernel) && isBare(before))
    return { ...before, name, layers, activation, norm: step.norm };
  // TensorFlow.js has no name for such a padding in the fused convolutions by channels.
  if (isStepOf(before, 'zero_pad2d') && isStepOf(step, 'conv2d') && step.layer.attributes.padding === 'valid') {
    const { inputs, shapes } = before;
    return { ...step, name, layers, inputs, shapes, output, margins: before.layer.attributes.padding };
  }
  return undefined;
}

const isBare = ({ norm, activation }: PlanStep): boolean => !norm && activation.word === 'linear';

/** Tells of a value whether one step reads it, once, and the caller does not. */
function readOnce({ steps, outputs }: Plan): (name: string) => boolean {
  const counts = new Map<string, number>();
  for (const name of [...steps.flatMap(({ inputs }) => inputs), ...outputs.values()])
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return (name) => counts.get(name) === 1;
}

// ---------------------------------------------------------------- pools

/** The activations that keep the order of values, so that the greatest stays the greatest. */
const monotone: readonly ActivationWord[] = [
  'linear',
  'relu',
  'relu6',
  'leaky_relu',
  'elu',
  'sigmoid',
  'hard_sigmoid',
  'tanh',
];

/**
 * Pools where there is the least to pool. After a convolution the greatest value of each window is taken before bias
 * and activation, which then have fewer values to work on; and means are taken after a 1x1 convolution that leaves
 * fewer channels, since the one is linear over space and the other over channels.
 */
const poolFirst = (plan: Plan): Plan =>
  mergeSteps(plan, (before, step) => poolBeforeBias(before, step) ?? poolAfterKernel(before, step));

function poolBeforeBias(before: PlanStep, step: PlanStep): PlanStep | undefined {
  const { name, layer, output } = step;
  if (!isLayerOf(layer, 'max_pool2d') || isOne(layer.attributes.strides)) return undefined;
  const hasMore = hasBias(before) || before.activation.word !== 'linear';
  if (!hasMore || !isPlainConvolution(before) || !monotone.includes(before.activation.word)) return undefined;
  return { ...before, name, layers: [...before.layers, layer], output, pool: layer };
}

function poolAfterKernel(before: PlanStep, step: PlanStep): PlanStep | undefined {
  if (!isPlainConvolution(step) || step.margins || !isStepOf(before, 'avg_pool2d')) return undefined;
  const { kernel_size, strides } = step.layer.attributes;
  const { padding, strides: poolStrides } = before.layer.attributes;
  if (![kernel_size, strides, poolStrides].every(isOne) || padding !== 'same') return undefined;
  if (!isLess(step.output[2], before.output[2])) return undefined;
  const { inputs, shapes } = before;
  return { ...step, layers: [...before.layers, ...step.layers], inputs, shapes, pool: before.layer };
}

const isPlainConvolution = (step: PlanStep): step is StepOf<'conv2d'> =>
  isStepOf(step, 'conv2d') &&
  !step.pool &&
  step.layer.attributes.groups === 1 &&
  isOne(step.layer.attributes.dilation_rate);

const isOne = (pair: Pair): boolean => Math.max(...pair) === 1;

const isLess = (a: Dim | undefined, b: Dim | undefined): boolean =>
  typeof a === 'number' && typeof b === 'number' && a < b;
