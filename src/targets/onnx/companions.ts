/** The companions of an op: batch norm and activations. */
import type { Activation, ActivationWord } from '../../algebra/activations.js';
import type { Layer } from '../../graph/graph.js';
import type { BatchNorm } from '../../ops/companions.js';
import type { GraphBuilder, GraphValue } from './graph.js';
import { Nodes } from './primitives.js';

/** Batch norm with the weights of a prefix; weights that the network lacks are 1 or 0. */
export function normalise(
  value: GraphValue,
  layer: Layer,
  { epsilon, center, scale }: BatchNorm,
  prefix: string,
  graph: GraphBuilder,
): GraphValue {
  const channels = value.shape.at(-1) as number;
  const { name, shape } = graph.inLayout(value, 'first');
  const output = graph.node(
    'BatchNormalization',
    [
      name,
      scale ? graph.weight(layer, `${prefix}gamma`) : graph.floats('ones', Array(channels).fill(1)),
      center ? graph.weight(layer, `${prefix}beta`) : graph.floats('zeros', Array(channels).fill(0)),
      graph.weight(layer, `${prefix}moving_mean`),
      graph.weight(layer, `${prefix}moving_variance`),
    ],
    { epsilon: { float: epsilon } },
  );
  return { name: output, shape, layout: 'first' };
}

/** The place of an axis that is numbered as in Keras, batch included. */
export function axisOf(axis: number, { shape, layout }: GraphValue): number {
  const rank = shape.length;
  const last = axis < 0 ? rank + 1 + axis : axis;
  if (layout === 'last' || rank < 2) return last;
  return last === rank ? 1 : last + 1;
}

export function activate(given: GraphValue, activation: Activation, graph: GraphBuilder): GraphValue {
  const { word, negative_slope, alpha, approximate, axis } = activation;
  // All others compute each element by itself, or have a node that takes the axis.
  const value = word === 'sparsemax' ? graph.inLayout(given, 'last') : given;
  const { name, shape } = value;
  const simple = (opType: string, attributes = {}) => graph.node(opType, [name], attributes);
  const functions: Readonly<Partial<Record<ActivationWord, () => string>>> = {
    linear: () => name,
    relu: () => simple('Relu'),
    relu6: () => graph.node('Clip', [name, graph.floats('zero', [0], []), graph.floats('six', [6], [])]),
    leaky_relu: () => simple('LeakyRelu', { alpha: { float: negative_slope } }),
    elu: () => simple('Elu', { alpha: { float: alpha } }),
    selu: () => simple('Selu'),
    softplus: () => simple('Softplus'),
    softsign: () => simple('Softsign'),
    // x / 2 * (1 + erf(x / sqrt(2))): opset 17 has no Gelu.
    gelu: () => {
      const half = (share: string) =>
        graph.node('Mul', [graph.node('Mul', [name, share]), graph.floats('half', [0.5], [])]);
      if (approximate) {
        const cube = graph.node('Mul', [graph.node('Mul', [name, name]), name]);
        const inner = graph.node('Add', [name, graph.node('Mul', [cube, graph.floats('cubic', [0.044715], [])])]);
        const scaled = graph.node('Mul', [inner, graph.floats('root', [Math.sqrt(2 / Math.PI)], [])]);
        return half(graph.node('Add', [graph.node('Tanh', [scaled]), graph.floats('one', [1], [])]));
      }
      const ratio = graph.node('Div', [name, graph.floats('root_of_two', [Math.SQRT2], [])]);
      const share = graph.node('Add', [graph.node('Erf', [ratio]), graph.floats('one', [1], [])]);
      return half(share);
    },
    swish: () => graph.node('Mul', [name, simple('Sigmoid')]),
    hard_swish: () => simple('HardSwish'),
    sigmoid: () => simple('Sigmoid'),
    hard_sigmoid: () => simple('HardSigmoid', { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
    tanh: () => simple('Tanh'),
    softmax: () => simple('Softmax', { axis: axisOf(axis, value) }),
    log_softmax: () => simple('LogSoftmax', { axis: axisOf(-1, value) }),
  };
  const computed = () => new Nodes(graph).activate({ name, shape, isBatched: true }, activation).name;
  return { ...value, name: functions[word]?.() ?? computed() };
}
