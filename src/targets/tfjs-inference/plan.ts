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
import { type LayerValue, valuesOf } from '../../graph/values.js';
import type { Pair } from '../../ops/attributes.js';
import { activationFrom, activationOf, type BatchNorm, batchNormOf } from '../../ops/companions.js';
import type { OpName } from '../../ops/index.js';
import { batchNormOp } from '../../ops/normalization.js';
import { isMargins, type Margins } from '../../ops/padding.js';
import { isUsualPool } from '../../ops/pool.js';
import { takesNothing } from '../../ops/ports.js';

/** A batch norm, with the name of its weights. */
export interface Norm extends BatchNorm {
  readonly name: string;
}

/** One op, with what is computed together with it. */
export interface PlanStep {
  /** The layer whose value it gives: the last that it computes. */
  readonly name: string;
  /** The layer of the op. */
  readonly layer: Layer;
  /** The layer that owns its weights: another if they are shared. */
  readonly owner: Layer;
  /** All layers that it computes, in their order. */
  readonly layers: readonly Layer[];
  /** Names of steps, or of inputs of the network. */
  readonly inputs: readonly string[];
  readonly shapes: readonly Shape[];
  readonly output: Shape;
  /** What the layer of the op gives beside that. */
  readonly more: readonly LayerValue[];
  readonly activation: Activation;
  /** The batch norm that is folded into the op's weights, or that the op is. */
  readonly norm?: Norm;
  /** Zeros around the input of the window. */
  readonly margins?: Margins;
  /** The pool that is computed before the bias is added. */
  readonly pool?: Pool;
}

/** A step with an op, or one of several, with the types of its attributes. */
export type StepOf<N extends OpName> = PlanStep & { readonly layer: LayerOf<N> };

export const isStepOf = <N extends OpName>(step: PlanStep, ...ops: readonly N[]): step is StepOf<N> =>
  isLayerOf(step.layer, ...ops);

export type Pool = LayerOf<'max_pool2d' | 'avg_pool2d'>;

/** A network as steps, each after its inputs. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  /** The step or input that gives each output of the network. */
  readonly outputs: ReadonlyMap<string, string>;
}

/** Plans a network's inference. */
export function planOf(model: Model): Plan {
  return poolFirst(absorb(needed(withoutIdentities(model))));
}

/** Whether a bias is added at the end: the layer's own, or that of a folded batch norm. */
const hasBias = ({ layer, norm }: PlanStep): boolean => layer.attributes.use_bias === true || norm !== undefined;

// ---------------------------------------------------------------- identities

function withoutIdentities({ graph, layers, outputs }: Model): Plan {
  const same = new Map<string, string>();
  const resolve = (name: string) => same.get(name) ?? name;
  const shapes = new Map<string, Shape>(graph.inputs.map(({ name, shape }) => [name, shape]));
  const owners = new Map<string | undefined, Layer>(layers.map((layer) => [layer.name, layer]));
  const steps: PlanStep[] = [];
  const ties = graph.inputs.slice(0, 1).map(({ name }) => name);
  for (const layer of layers) {
    const { name, output } = layer;
    const owner = owners.get(layer.sharedWith) ?? layer;
    // What takes nothing is repeated for each example of an input.
    const inputs = takesNothing(layer.op.inputs) ? ties : layer.inputs.map(resolve);
    const [value, ...more] = valuesOf(layer);
    for (const one of [value, ...more]) shapes.set(one.name, one.type.shape);
    const [first = ''] = inputs;
    if (isIdentity(layer, shapes.get(first) ?? [])) same.set(name, first);
    else {
      const of = inputs.map((input) => shapes.get(input) ?? []);
      const step = {
        name,
        layer,
        owner,
        layers: [layer],
        inputs,
        shapes: of,
        output,
        more,
        ...settingsOf(layer),
        ...marginsOf(layer),
      };
      steps.push(...(step.norm && !foldsNorm(layer) ? withNormApart(step, step.norm) : [step]));
    }
  }
  return { steps, outputs: new Map([...outputs].map(([name, layer]) => [name, resolve(layer)])) };
}

/** TensorFlow.js has a padding in numbers of fused convolutions, but not of depthwise ones. */
function marginsOf(layer: Layer): Pick<PlanStep, 'margins'> {
  const padding = isLayerOf(layer, 'conv2d') ? layer.attributes.padding : 'valid';
  return isMargins(padding) ? { margins: padding } : {};
}

/** Whether the batch norm of a layer is part of its weights, or all that it is. */
const foldsNorm = (layer: Layer): boolean => isLayerOf(layer, 'batch_norm', ...withKernel);

/** An op, and then its batch norm as one of its own. */
function withNormApart(step: PlanStep, norm: Norm): readonly PlanStep[] {
  const { name, layer, owner, output } = step;
  const { norm: _, ...plain } = step;
  const between = `${name}/Computed`;
  const own = owner.weights.filter((weight) => !weight.name.startsWith('BatchNorm/'));
  const normalizing = { ...layer, op: batchNormOp, attributes: { ...norm, activation: layer.attributes.activation } };
  return [
    { ...plain, name: between, owner: { ...owner, weights: own }, activation: activationFrom('linear') },
    {
      ...step,
      layer: normalizing,
      owner: { ...owner, name: norm.name },
      inputs: [between],
      shapes: [output],
    },
  ];
}

/** Whether a layer gives its input. */
function isIdentity(layer: Layer, input: Shape): boolean {
  if (isLayerOf(layer, 'activation')) return activationFrom(layer.attributes.activation).word === 'linear';
  if (isLayerOf(layer, 'flatten', 'reshape', 'squeeze'))
    return input.length === layer.output.length && input.every((dim, axis) => dim === layer.output[axis]);
  return layer.op.onlyTrains === true;
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

/** The steps that outputs depend on. */
function needed({ steps, outputs }: Plan): Plan {
  const read = new Set(outputs.values());
  const kept: PlanStep[] = [];
  for (const step of steps.toReversed()) {
    if (![step, ...step.more].some(({ name }) => read.has(name))) continue;
    kept.push(step);
    for (const input of step.inputs) read.add(input);
  }
  return { steps: kept.reverse(), outputs };
}

// ---------------------------------------------------------------- merging with the op

/** The ops with a kernel that a batch norm can scale. */
const withKernel = [
  'conv1d',
  'conv2d',
  'conv3d',
  'depthwise_conv1d',
  'depthwise_conv2d',
  'separable_conv2d',
  'conv1d_transpose',
  'conv2d_transpose',
  'conv3d_transpose',
  'dense',
] as const;

/** Merges batch norms, activations and zeros around an image with the op beside them, if nothing else reads between. */
const absorb = (plan: Plan): Plan => mergeSteps(plan, merge);

/** Merges steps with the step before them, if nothing else reads its value. */
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

/** Two steps as one, if possible. */
function merge(before: PlanStep, step: PlanStep): PlanStep | undefined {
  const { name, output, activation } = step;
  const layers = [...before.layers, ...step.layers];
  if (
    isStepOf(step, 'activation') &&
    before.activation.word === 'linear' &&
    before.layer.op.companions.includes('activation')
  )
    return { ...before, name, layers, activation };
  if (isStepOf(step, 'batch_norm') && step.norm && isStepOf(before, ...withKernel) && isBare(before))
    return { ...before, name, layers, activation, norm: step.norm };
  if (isStepOf(before, 'zero_pad2d') && isStepOf(step, 'conv2d') && step.layer.attributes.padding === 'valid') {
    const { inputs, shapes } = before;
    return { ...step, name, layers, inputs, shapes, output, margins: before.layer.attributes.padding };
  }
  return undefined;
}

const isBare = ({ norm, activation }: PlanStep): boolean => !norm && activation.word === 'linear';

/** Tells whether a value is read once, by one step, and is no output. */
function readOnce({ steps, outputs }: Plan): (name: string) => boolean {
  const counts = new Map<string, number>();
  for (const name of [...steps.flatMap(({ inputs }) => inputs), ...outputs.values()])
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return (name) => counts.get(name) === 1;
}

// ---------------------------------------------------------------- pools

/** Monotone activations, which keep the maximum. */
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
 * Moves pools to where they have the least to do. After a convolution the maximum of each window is taken before bias
 * and activation, which then have fewer values to process. Means are taken after a 1x1 convolution that leaves fewer
 * channels, since the one is linear over space and the other over channels.
 */
const poolFirst = (plan: Plan): Plan =>
  mergeSteps(plan, (before, step) => poolBeforeBias(before, step) ?? poolAfterKernel(before, step));

function poolBeforeBias(before: PlanStep, step: PlanStep): PlanStep | undefined {
  const { name, layer, output } = step;
  if (!isLayerOf(layer, 'max_pool2d') || isOne(layer.attributes.strides) || !isUsualPool(layer.attributes))
    return undefined;
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
