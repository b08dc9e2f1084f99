/** Applies ops to types, with the rules that all ops have in common. */
import { finishedDtype, inputDtype, inputRank, noAxisInShape } from '../diagnostics/messages/shapes.js';
import { type Dim, formatShape, product, type Shape, sum } from '../expressions/shape.js';
import type { AttributeValues } from './attributes.js';
import { placeOfAxis } from './axes.js';
import { activationFrom, activationOf, batchNormOf } from './companions.js';
import { RuleFault } from './fault.js';
import type { Assume, ByOutput, Op, Outputs } from './op.js';
import { defaultOutput } from './outputs.js';
import { byPort, describeDtypes, describeRank, findRefused, type RefusedInput } from './ports.js';
import { channelsOf, type TensorType } from './types.js';
import { normalizationWeights, type Weight, weightsIn } from './weights.js';

/** The types of an op's outputs, or a fault. `assume` receives conditions on unknown sizes; `tied` are shared weights. */
export function applyOp(
  op: Op,
  inputs: readonly TensorType[],
  values: AttributeValues,
  assume: Assume = () => {},
  tied?: readonly Weight[],
): Outputs | RuleFault {
  const refused = findRefused(op.inputs, inputs, values);
  if (refused) return faultOf(op, refused);
  const outputs = op.infer(byPort(op.inputs, inputs, values), values, assume, tied);
  return outputs instanceof RuleFault ? outputs : (faultOfFinish(op, outputs, values) ?? outputs);
}

function faultOf({ name }: Op, { input, port, type, because }: RefusedInput): RuleFault {
  const message =
    because === 'dtype'
      ? inputDtype(name, describeDtypes(port), type.dtype)
      : inputRank(name, describeRank(port), formatShape(type.shape));
  return new RuleFault(message, { input });
}

/** Batch norm and activations compute with float32 values; the axis of a softmax is one of the output's. */
function faultOfFinish(op: Op, outputs: Outputs, values: AttributeValues): RuleFault | undefined {
  const { dtype, shape } = firstOutput(op, outputs);
  const { word, axis } = activationFrom(values.activation);
  if (word === 'softmax' && shape[placeOfAxis(axis, shape.length)] === undefined)
    return new RuleFault(noAxisInShape(axis, formatShape(shape), shape.length), { attribute: 'activation' });
  if (dtype === 'float32') return undefined;
  const [attribute] = [
    ...(batchNormOf(op, values) ? ['batch_norm'] : []),
    ...(activationOf(op, values).word === 'linear' ? [] : ['activation']),
  ];
  return attribute === undefined ? undefined : new RuleFault(finishedDtype(attribute, dtype), { attribute });
}

/** One of an op's outputs: its type, or its value. */
export function outputOf<T>(op: Pick<Op, 'name'>, name: string, all: ByOutput<T>): T {
  const output = all[name];
  if (output === undefined) throw new Error(`${op.name} has no output ${name}`);
  return output;
}

/** The first of an op's outputs. */
export const firstOutput = <T>(op: Pick<Op, 'name' | 'outputs'>, all: ByOutput<T>): T =>
  outputOf(op, defaultOutput(op), all);

/** The op's own variables, then those of its batch norm; none is trained if the layer is frozen. */
export function weightsOf(
  op: Op,
  inputs: readonly TensorType[],
  values: AttributeValues,
  output: TensorType,
  isTrainable: boolean,
): readonly Weight[] {
  const own = op.weights?.(byPort(op.inputs, inputs, values), values) ?? [];
  const norm = batchNormOf(op, values);
  const all = norm ? [...own, ...weightsIn(normalizationWeights(channelsOf(output), norm), 'BatchNorm/')] : own;
  return isTrainable ? all : all.map((weight) => ({ ...weight, trainable: false }));
}

/** An op's multiply-accumulates for one example; `output` is the shape of its first output. */
export const macsOf = (op: Op, inputs: readonly TensorType[], values: AttributeValues, output: Shape): Dim =>
  op.macs?.(byPort(op.inputs, inputs, values), values, output) ?? 0;

/** The costs of a layer for one example. */
export interface Costs {
  /** Elements of its variables, of which `trainableParams` are trained. */
  readonly params: Dim;
  readonly trainableParams: Dim;
  /** Multiply-accumulates. */
  readonly macs: Dim;
  /** Elements of its outputs. */
  readonly activations: Dim;
}

/** The costs of a layer with these weights; [] if they are another layer's. */
export function costsOf(
  op: Op,
  inputs: readonly TensorType[],
  values: AttributeValues,
  outputs: Outputs,
  weights: readonly Weight[],
): Costs {
  const sizeOf = (tensors: readonly Pick<Weight, 'shape'>[]): Dim => sum(tensors.map(({ shape }) => product(shape)));
  return {
    params: sizeOf(weights),
    trainableParams: sizeOf(weights.filter(({ trainable }) => trainable)),
    macs: macsOf(op, inputs, values, firstOutput(op, outputs).shape),
    activations: sizeOf(Object.values(outputs)),
  };
}
