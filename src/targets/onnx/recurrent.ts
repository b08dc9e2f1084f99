/** Recurrent ops as ONNX's nodes, which have both directions in one, and gates in an order of their own. */
import type { LayerOf } from '../../graph/layer-of.js';
import { valuesOf } from '../../graph/values.js';
import type { ByOutput } from '../../ops/op.js';
import { placeOfOutput } from '../../ops/outputs.js';
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

type RecurrentInputs = readonly [sequence: GraphValue, ...states: GraphValue[]];

export function addLstm(inputs: RecurrentInputs, layer: LayerOf<'lstm'>, graph: GraphBuilder): ByOutput<GraphValue> {
  const { activation, recurrent_activation } = layer.attributes;
  const ofDirection = [recurrent_activation, activation, activation];
  return addRecurrent(inputs, layer, graph, { opType: 'LSTM', gates: [0, 3, 1, 2], activations: ofDirection });
}

export function addGru(inputs: RecurrentInputs, layer: LayerOf<'gru'>, graph: GraphBuilder): ByOutput<GraphValue> {
  const { activation, recurrent_activation, reset_after } = layer.attributes;
  return addRecurrent(inputs, layer, graph, {
    opType: 'GRU',
    gates: [0, 1, 2],
    activations: [recurrent_activation, activation],
    more: { linear_before_reset: reset_after ? 1 : 0 },
  });
}

export function addSimpleRnn(
  inputs: RecurrentInputs,
  layer: LayerOf<'simple_rnn'>,
  graph: GraphBuilder,
): ByOutput<GraphValue> {
  const { activation } = layer.attributes;
  return addRecurrent(inputs, layer, graph, { opType: 'RNN', gates: [0], activations: [activation] });
}

function addRecurrent(
  [sequence, ...initial]: RecurrentInputs,
  layer: RecurrentLayer,
  graph: GraphBuilder,
  node: RecurrentNode,
): ByOutput<GraphValue> {
  const { units, bidirectional } = layer.attributes;
  const directions = bidirectional === 'none' ? 1 : 2;
  const x = graph.node('Transpose', [graph.inLayout(sequence, 'last').name], { perm: [1, 0, 2] });
  const words = Array.from({ length: directions }, () => node.activations)
    .flat()
    .map((word) => activations[word]);
  const [alphas, betas] = [words.flatMap(({ alpha }) => alpha ?? []), words.flatMap(({ beta }) => beta ?? [])];
  const [, ...asked] = valuesOf(layer);
  const cell = asked.length > 0 && layer.op.name === 'lstm' ? [graph.name('Y_c')] : [];
  const outputs = [graph.name('Y'), graph.name('Y_h'), ...cell] as const;
  const attributes = {
    hidden_size: units,
    direction: directions === 1 ? 'forward' : 'bidirectional',
    activations: { texts: words.map(({ name }) => name) },
    ...(alphas.length > 0 ? { activation_alpha: { floats: alphas } } : {}),
    ...(betas.length > 0 ? { activation_beta: { floats: betas } } : {}),
    ...node.more,
  };
  // From batch x directions * units to directions x batch x units.
  const states = initial.map(({ name }) => {
    const parted = graph.node('Reshape', [name, graph.integers('parted', [0, directions, units])]);
    return graph.node('Transpose', [parted], { perm: [1, 0, 2] });
  });
  const weights = weightsOf(Number(sequence.shape[1]), layer, graph, node);
  // An empty name is an input that is left out: a bias, and the lengths of the sequences.
  const more = states.length > 0 ? [...(weights.length < 3 ? [''] : []), '', ...states] : [];
  graph.node(node.opType, [x, ...weights, ...more], attributes, outputs);
  const given = asked.map(({ output, type }): readonly [string, GraphValue] => {
    const state = outputs[placeOfOutput(layer.op, output)] ?? '';
    return [output, { name: joinDirections(state, layer, graph), shape: type.shape, layout: 'last' }];
  });
  return {
    output: { name: merge(outputs, layer, graph), shape: layer.output, layout: 'last' },
    ...Object.fromEntries(given),
  };
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
function merge(
  [all, last]: readonly [string, string, ...string[]],
  layer: RecurrentLayer,
  graph: GraphBuilder,
): string {
  const { units, bidirectional, return_sequences } = layer.attributes;
  const [states, axis] = return_sequences ? [all, 1] : [last, 0];
  if (bidirectional === 'concat') {
    if (!return_sequences) return joinDirections(last, layer, graph);
    const turned = graph.node('Transpose', [states], { perm: [2, 0, 1, 3] });
    // 0 keeps a size.
    return graph.node('Reshape', [turned, graph.integers('shape', [0, 0, 2 * units])]);
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

/** States of directions x batch x units as batch x directions * units. */
function joinDirections(states: string, { attributes }: RecurrentLayer, graph: GraphBuilder): string {
  const { units, bidirectional } = attributes;
  const size = bidirectional === 'none' ? units : 2 * units;
  const turned = graph.node('Transpose', [states], { perm: [1, 0, 2] });
  return graph.node('Reshape', [turned, graph.integers('joined', [0, size])]);
}
