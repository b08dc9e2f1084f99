/**
 * A network in model.json: with layers of TensorFlow.js only, so that it loads without the generated code. Layers of
 * the generated code are saved as equivalent layers, or not at all.
 */
import { coreOf } from '../../core/resolver.js';
import { leavesGaps, reached } from '../../engines/gaps.js';
import { mostNormalized } from '../../engines/norms.js';
import { isKnown, type Shape } from '../../expressions/shape.js';
import type { Layer, Model } from '../../graph/graph.js';
import { isLayerOf, type LayerOf } from '../../graph/layer-of.js';
import { typesOf } from '../../graph/values.js';
import { wordOf } from '../../lower/facts.js';
import { Program } from '../../lower/program.js';
import { activationFrom } from '../../ops/companions.js';
import type { Op } from '../../ops/op.js';
import { isMargins } from '../../ops/padding.js';
import { isUsualPool, type PoolName } from '../../ops/pool.js';
import { along } from '../../ops/spatial.js';
import { isUsualTransposed } from '../../ops/transposed_windows.js';
import { writtenFor } from '../../spec/defaults.js';
import type { LayerItem } from '../../spec/spec.js';
import { groupBy } from '../../text/group-by.js';
import { itemAt } from '../../text/lookup.js';
import { className, isPrintedActivation, layerRow } from './ops/layers.js';

/** A layer that can't be saved, and the reason. */
export interface Unsaved {
  readonly layer: Layer;
  readonly reason: string;
}

/** The layers of a model that no layer of TensorFlow.js computes on every back end. */
export function findUnsaved(model: Model): readonly Unsaved[] {
  const { layers } = model;
  const printed = printedItems(new Program(coreOf(model.graph.spec)));
  const types = typesOf(model);
  return layers.flatMap((layer) => {
    const reason = printed.has(layer.node.item)
      ? `TensorFlow.js has no ${layer.op.name}${layer.op.keras === className(layer.op) ? '' : ' with these attributes'}`
      : reasonAgainst(layer, types.get(layer.inputs[0] ?? '')?.shape ?? []);
    return reason === undefined ? [] : [{ layer, reason }];
  });
}

/** The layers, in all variants, for whose ops the generated code has classes: one for all layers of an op. */
function printedItems(program: Program): ReadonlySet<LayerItem> {
  const byOp = groupBy(
    program.layers.map(({ item }) => item),
    ({ op }) => op,
  );
  const printed = [...byOp].flatMap(([op, items]) => (hasPrintedClass(op, items, program) ? items : []));
  return new Set([...printed, ...[...program.used.values()].flatMap((one) => [...printedItems(one)])]);
}

function hasPrintedClass(op: Op, items: readonly LayerItem[], { askedForMore }: Program): boolean {
  const { maker, ownDefaults = [] } = layerRow(op);
  const isGiven = (key: string) =>
    items.some((item) => {
      const written = writtenFor(item, key);
      const isDefault = ownDefaults.includes(key) && wordOf(written) === op.attributes[key]?.default;
      return written !== undefined && !isDefault;
    });
  const hasStates = askedForMore.has(op) || items.some(({ inputs = [] }) => inputs.length > 1);
  const given = [...Object.keys(op.attributes).filter(isGiven), ...(hasStates ? ['states'] : [])];
  return maker(new Set(given)).isPrinted === true;
}

function reasonAgainst(layer: Layer, input: Shape): string | undefined {
  if (
    isLayerOf(
      layer,
      'conv1d_transpose',
      'layer_scale',
      'adaptive_avg_pool2d',
      'split',
      'slice',
      'stack',
      'roll',
      'gather',
      'rearrange',
      'parameter',
      'constant',
      'unembedding',
    )
  )
    return `TensorFlow.js has no ${layer.op.name}`;
  const { word, axis, alpha } = activationFrom(layer.attributes.activation);
  if (isPrintedActivation(word, word === 'elu' && alpha !== 1))
    return `TensorFlow.js has no activation ${word}${word === 'elu' ? ' with another alpha than 1' : ''}`;
  if (word === 'softmax' && axis !== -1) return 'TensorFlow.js has no softmax over other axes than the last';
  const isNormalized = isLayerOf(layer, 'batch_norm', 'layer_norm') || Boolean(layer.attributes.batch_norm);
  if (isNormalized && layer.output.length > mostNormalized)
    return `TensorFlow.js normalizes at most ${mostNormalized} dimensions besides the batch`;
  if (isLayerOf(layer, 'squeeze') && layer.output.filter((size) => !isKnown(size)).length > 1)
    return 'TensorFlow.js leaves at most one size of a reshape unknown';
  if (isPool(layer) && !isUsualPool(layer.attributes))
    return 'TensorFlow.js pools without padding in numbers, and rounds down';
  if (isLayerOf(layer, 'conv2d_transpose') && !isUsualTransposed(layer.attributes))
    return 'TensorFlow.js has no conv2d_transpose with these attributes';
  if (isLayerOf(layer, 'conv1d', 'conv3d') && isMargins(layer.attributes.padding))
    return 'TensorFlow.js pads only images with numbers';
  if (isLayerOf(layer, 'conv3d_transpose', 'max_pool3d') || (isLayerOf(layer, 'avg_pool3d') && mayHaveGaps(layer)))
    return `TensorFlow.js computes ${layer.op.name} incorrectly on wasm`;
  if (isLayerOf(layer, 'cropping2d') && !input.every(isKnown)) return 'TensorFlow.js crops images of known size only';
  return isLayerOf(layer, 'conv1d', 'conv2d', 'conv3d', 'depthwise_conv2d', 'separable_conv2d')
    ? reasonAgainstConvolution(layer, input)
    : undefined;
}

function reasonAgainstConvolution(
  layer: LayerOf<'conv1d' | 'conv2d' | 'conv3d' | 'depthwise_conv2d' | 'separable_conv2d'>,
  input: Shape,
): string | undefined {
  const { padding } = layer.attributes;
  const [kernel, strides] = [along(layer.attributes.kernel_size), along(layer.attributes.strides)];
  const isDilated = Math.max(...along(layer.attributes.dilation_rate)) > 1;
  if (!isLayerOf(layer, 'depthwise_conv2d', 'separable_conv2d') && layer.attributes.groups > 1)
    return 'TensorFlow.js does not support groups';
  if (padding === 'causal') return 'TensorFlow.js has no causal padding';
  if (isDilated && isLayerOf(layer, 'depthwise_conv2d'))
    return 'TensorFlow.js ignores the dilation_rate of depthwise_conv2d';
  if (isDilated && isLayerOf(layer, 'separable_conv2d', 'conv3d'))
    return `the native back end of TensorFlow.js does not support dilated ${layer.op.name}`;
  const isCut = kernel.some((length, axis) => {
    const size = input[axis] ?? 1;
    return !isKnown(size) || reached(size, length, itemAt(strides, axis)) < size;
  });
  const windows =
    kernel.length === 1
      ? `a kernel of ${kernel} with strides of ${strides}`
      : `a ${kernel.join('x')} kernel with strides of ${strides.join('x')}`;
  return padding === 'same' && leavesGaps(kernel, strides) && isCut
    ? `TensorFlow.js computes ${windows} incorrectly on wasm`
    : undefined;
}

const mayHaveGaps = ({ attributes: { pool_size, strides, padding } }: LayerOf<'avg_pool3d'>): boolean =>
  padding === 'same' && leavesGaps(pool_size, strides);

const isPool = (layer: Layer): layer is LayerOf<PoolName> =>
  isLayerOf(layer, 'max_pool1d', 'avg_pool1d', 'max_pool2d', 'avg_pool2d', 'max_pool3d', 'avg_pool3d');

/** The result of `toJSON` of a `tf.LayersModel`. */
interface Topology {
  readonly config: { readonly layers: readonly SavedLayer[] };
}

/** A layer with its applications; each has its input tensors as layer, application, output, options. */
interface SavedLayer {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly (readonly InboundTensor[])[];
}

type InboundTensor = readonly [layer: string, application: number, output: number, options: object];

/** The topology of a network without unsaved layers, with layers of TensorFlow.js. */
export function savedTopology(topology: object, model: Model): object {
  const { config, ...rest } = topology as Topology;
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const layers = config.layers.flatMap((entry): readonly SavedLayer[] => {
    const { name, class_name, config: settings } = entry;
    // TensorFlow.js 4.22 omits the setting of a separable convolution that its kernel depends on.
    if (class_name === 'SeparableConv2D')
      return [{ ...entry, config: { ...settings, depth_multiplier: byName.get(name)?.attributes.depth_multiplier } }];
    const saved = byName.get(name);
    if (saved && isPool(saved)) return [{ ...pooling(saved, name), inbound_nodes: entry.inbound_nodes }];
    if (class_name === 'TransposedConvolution') return [{ ...entry, class_name: 'Conv2DTranspose' }];
    if (class_name === 'CroppingLayer2D')
      return [{ ...entry, class_name: 'Cropping2D', config: { ...settings, dataFormat: 'channelsLast' } }];
    if (class_name === 'Squeeze') {
      const targetShape = byName.get(name)?.output.map((size) => (isKnown(size) ? size : null));
      return [{ ...layer(name, 'Reshape', { targetShape }), inbound_nodes: entry.inbound_nodes }];
    }
    if (settings.activation === 'hard_sigmoid') return hardSigmoid(entry, name);
    return settings.activation === 'hard_swish' ? hardSwish(entry) : [entry];
  });
  return { ...rest, config: { ...config, layers } };
}

/** A pool of TensorFlow.js, which has Keras's name. */
function pooling({ op, attributes }: LayerOf<PoolName>, name: string): Omit<SavedLayer, 'inbound_nodes'> {
  const { padding } = attributes;
  const [poolSize, strides] = [along(attributes.pool_size), along(attributes.strides)];
  return layer(name, op.keras, { poolSize, strides, padding, dataFormat: 'channelsLast' });
}

/** relu6(x + 3) / 6; `hard_sigmoid` of TensorFlow.js is another function. */
function hardSigmoid({ name, inbound_nodes }: SavedLayer, last: string): readonly SavedLayer[] {
  const [shifted, clipped] = [`${name}/Shifted`, `${name}/Clipped`];
  const after = (before: string) =>
    inbound_nodes.map((_, application): readonly InboundTensor[] => [tensor(before, application)]);
  return [
    { ...layer(shifted, 'Rescaling', { scale: 1, offset: 3 }), inbound_nodes },
    { ...layer(clipped, 'Activation', { activation: 'relu6' }), inbound_nodes: after(shifted) },
    { ...layer(last, 'Rescaling', { scale: 1 / 6, offset: 0 }), inbound_nodes: after(clipped) },
  ];
}

/** x times its hard_sigmoid. */
function hardSwish(entry: SavedLayer): readonly SavedLayer[] {
  const { name, inbound_nodes } = entry;
  const share = `${name}/Share`;
  const products = inbound_nodes.map((given, application) => [...given, tensor(share, application)]);
  return [...hardSigmoid(entry, share), { ...layer(name, 'Multiply', {}), inbound_nodes: products }];
}

const layer = (name: string, class_name: string, config: SavedLayer['config']) => ({
  name,
  class_name,
  config: { ...config, name, trainable: true },
});

const tensor = (name: string, application: number): InboundTensor => [name, application, 0, {}];
