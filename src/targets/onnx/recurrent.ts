/** Recurrent ops as ONNX's nodes, which have both directions in one, and gates in an order of their own. */
import type { LayerOf } from '../../graph/layer-of.js';
import type { StepActivation } from '../../ops/recurrent.js';
import type { GraphBuilder, GraphValue } from './graph.js';
import type { AttributeValue } from './proto.js';

type RecurrentLayer = LayerOf<'lstm' | 'gru' | 'simple_rnn'>;

/** An activation of ONNX, with its constants. */
interface NodeActivation {
  readonly name: string;
  readonly alpha?: number;
  readonly beta?: number;
}

const activations: Readonly<Record<StepActivation, NodeActivation>> = {
  tanh: { name: 'Tanh' },
  sigmoid: { name: 'Sigmoid' },
  relu: { name: 'Relu' },
  hard_sigmoid: { name: 'HardSigmoid', alpha: 1 / 6, beta: 0.5 },
  elu: { name: 'Elu', alpha: 1 },
  linear: { name: 'Affine', alpha: 1, beta: 0 },
};

/** How a node differs from the others. */
interface RecurrentNode {
  readonly opType: string;
  /** For each of ONNX's gates its place in Keras. */
  readonly gates: readonly number[];
  /** The activations of a direction. */
  readonly activations: readonly StepActivation[];
  readonly more?: Readonly<Record<string, AttributeValue>>;
}

export function addLstm(
  [sequence]: readonly [GraphValue, ...GraphValue[]],
  layer: LayerOf<'lstm'>,
  graph: GraphBuilder,
): GraphValue {
  const { activation, recurrent_activation } = layer.attributes;
  const ofDirection = [recurrent_activation, activation, activation];
  return addRecurrent(sequence, layer, graph, { opType: 'LSTM', gates: [0, 3, 1, 2], activations: ofDirection });
}

export function addGru(
  [sequence]: readonly [GraphValue, ...GraphValue[]],
  layer: LayerOf<'gru'>,
  graph: GraphBuilder,
): GraphValue {
  const { activation, recurrent_activation, reset_after } = layer.attributes;
  return addRecurrent(sequence, layer, graph, {
    opType: 'GRU',
    gates: [0, 1, 2],
    activations: [recurrent_activation, activation],
    more: { linear_before_reset: reset_after ? 1 : 0 },
  });
}

export function addSimpleRnn(
  [sequence]: readonly [GraphValue, ...GraphValue[]],
  layer: LayerOf<'simple_rnn'>,
  graph: GraphBuilder,
): GraphValue {
  return addRecurrent(sequence, layer, graph, {
    opType: 'RNN',
    gates: [0],
    activations: [layer.attributes.activation],
  });
}

function addRecurrent(
  sequence: GraphValue,
  layer: RecurrentLayer,
  graph: GraphBuilder,
  node: RecurrentNode,
): GraphValue {
  const { units, bidirectional } = layer.attributes;
  const directions = bidirectional === 'none' ? 1 : 2;
  const x = graph.node('Transpose', [graph.inLayout(sequence, 'last').name], { perm: [1, 0, 2] });
  const words = Array.from({ length: directions }, () => node.activations)
    .flat()
    .map((word) => activations[word]);
  const [alphas, betas] = [words.flatMap(({ alpha }) => alpha ?? []), words.flatMap(({ beta }) => beta ?? [])];
  const outputs = [graph.name('Y'), graph.name('Y_h')] as const;
  const attributes = {
    hidden_size: units,
    direction: directions === 1 ? 'forward' : 'bidirectional',
    activations: { texts: words.map(({ name }) => name) },
    ...(alphas.length > 0 ? { activation_alpha: { floats: alphas } } : {}),
    ...(betas.length > 0 ? { activation_beta: { floats: betas } } : {}),
    ...node.more,
  };
  graph.node(node.opType, [x, ...weightsOf(Number(sequence.shape[1]), layer, graph, node)], attributes, outputs);
  return { name: merge(outputs, layer, graph), shape: layer.output, layout: 'last' };
}

/** The names of both kernels, and of the bias if there is one. */
function weightsOf(
  channels: number,
  layer: RecurrentLayer,
  graph: GraphBuilder,
  { gates }: RecurrentNode,
): readonly string[] {
  const { units, bidirectional, use_bias } = layer.attributes;
  const prefixes = bidirectional === 'none' ? [''] : ['forward/', 'backward/'];
  const size = gates.length * units;
  const combined = (name: string, sizes: readonly number[], combine: (values: Float32Array) => readonly number[]) =>
    graph.combined(
      layer,
      `combined_${name}`,
      prefixes.map((prefix) => prefix + name),
      [prefixes.length, ...sizes],
      (all) => all.flatMap(combine),
    );
  const kernel = (name: string, inputs: number) =>
    combined(name, [size, inputs], (values) => {
      const columns = gates.flatMap((gate) => range(units).map((unit) => gate * units + unit));
      return columns.flatMap((column) => range(inputs).map((row) => values[row * size + column] ?? 0));
    });
  // ONNX has a bias for the input and one for the state.
  const bias = (values: Float32Array) =>
    [0, size].flatMap((start) =>
      gates.flatMap((gate) => range(units).map((unit) => values[start + gate * units + unit] ?? 0)),
    );
  return [
    kernel('kernel', channels),
    kernel('recurrent_kernel', units),
    ...(use_bias ? [combined('bias', [2 * size], bias)] : []),
  ];
}

const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);

/** The output, from the states of length x directions x batch x units, or the last ones without the length. */
function merge([all, last]: readonly [string, string], layer: RecurrentLayer, graph: GraphBuilder): string {
  const { units, bidirectional, return_sequences } = layer.attributes;
  const [states, axis] = return_sequences ? [all, 1] : [last, 0];
  if (bidirectional === 'concat') {
    const turned = graph.node('Transpose', [states], { perm: return_sequences ? [2, 0, 1, 3] : [1, 0, 2] });
    // 0 keeps a size.
    const shape = [...(return_sequences ? [0, 0] : [0]), 2 * units];
    return graph.node('Reshape', [turned, graph.integers('shape', shape)]);
  }
  const axes = { axes: [axis], keepdims: 0 };
  const one =
    bidirectional === 'mul'
      ? graph.node('ReduceProd', [states], axes)
      : bidirectional === 'ave'
        ? graph.node('ReduceMean', [states], axes)
        : bidirectional === 'sum'
          ? graph.node('ReduceSum', [states, graph.integers('axes', [axis])], { keepdims: 0 })
          : graph.node('Squeeze', [states, graph.integers('axes', [axis])]);
  return return_sequences ? graph.node('Transpose', [one], { perm: [1, 0, 2] }) : one;
}
