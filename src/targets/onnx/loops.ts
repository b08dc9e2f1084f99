/** Loops along the first axis after the batch, as ONNX's Scan. */
import type { Recurred, Recurrence } from '../../algebra/algebra.js';
import { Shapes } from '../../algebra/shapes.js';
import type { Shape } from '../../expressions/shape.js';
import { itemAt } from '../../text/lookup.js';
import { TargetLimit } from '../target.js';
import { dimsOf, type GraphBuilder } from './graph.js';
import { elementType, type GraphProto, type ValueInfo } from './proto.js';
import type { OnnxSize, OnnxTensor } from './tensor-nodes.js';

const shapes = new Shapes();

/** The results of a loop. */
export function loopOver(
  x: OnnxTensor,
  { size, initial, isReversed, step }: Recurrence<OnnxTensor, OnnxSize>,
  graph: GraphBuilder,
): Recurred<OnnxTensor> {
  if (typeof size !== 'number') throw new TargetLimit('states of an unknown size');
  const { sequence } = shapes.recur(x.shape, { size, initial: [], isReversed, step: () => [] });
  const state = sequence.slice(1);
  const local = (name: string, shape: Shape): OnnxTensor => ({ name: graph.name(name), shape, isBatched: true });
  const now = local('step', x.shape.slice(1));
  const before = initial.map(() => local('state', state));
  const after = [...initial.map(() => local('next', state)), local('kept', state)];
  const node = graph.body(() => {
    const next = step(now, before);
    for (const [index, { name }] of after.entries())
      graph.node('Identity', [itemAt(next, index % next.length).name], {}, [name]);
  });
  const body: GraphProto = {
    name: graph.name('body'),
    docString: '',
    node,
    input: [...before, now].map(infoOf),
    output: after.map(infoOf),
    valueInfo: [],
  };
  const direction = isReversed ? 1 : 0;
  const [first = '', ...others] = after.map(() => graph.name('Scan'));
  const starts = initial.map((given) => given?.name ?? zeros(x, size, graph));
  graph.node(
    'Scan',
    [...starts, x.name],
    {
      body: { graph: body },
      num_scan_inputs: 1,
      scan_input_axes: [1],
      scan_output_axes: [1],
      scan_input_directions: [direction],
      scan_output_directions: [direction],
    },
    [first, ...others],
  );
  const names = [first, ...others];
  return {
    sequence: { name: itemAt(names, -1), shape: sequence, isBatched: true },
    last: initial.map((_, index) => ({ name: itemAt(names, index), shape: state, isBatched: true })),
  };
}

/** A state before the first step, with the axes of a step but for its channels. */
function zeros({ name, shape }: OnnxTensor, size: number, graph: GraphBuilder): string {
  const rank = shape.length;
  const batch = graph.node('Shape', [name], { start: 0, end: 1 });
  const middle = rank > 2 ? [graph.node('Shape', [name], { start: 2, end: rank })] : [];
  const sizes = graph.node('Concat', [batch, ...middle, graph.integers('size', [size])], { axis: 0 });
  return graph.node('ConstantOfShape', [sizes]);
}

const infoOf = ({ name, shape }: OnnxTensor): ValueInfo => ({
  name,
  dims: dimsOf({ name, shape, layout: 'last' }),
  dataType: elementType.float,
});
