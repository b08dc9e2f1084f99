/**
 * Computed shapes that differ from declared ones. Where an item declares another shape than its layers compute, the
 * declaration is believed; the layers after it show which of the two was meant.
 */
import { type Dim, type Shape, sameDim } from '../expressions/shape.js';
import type { Known } from '../graph/edges.js';
import type { Layer, Node, NodeOutput } from '../graph/graph.js';
import { valueName } from '../graph/values.js';
import { applyOp, firstOutput } from '../ops/apply.js';
import type { AttributeValues } from '../ops/attributes.js';
import { RuleFault } from '../ops/fault.js';
import type { Outputs } from '../ops/op.js';
import type { TensorType } from '../ops/types.js';

/** The types that a layer takes: those declared, or those computed before it if only they fit. */
export function settleInputs({ op }: Node, inputs: readonly Known[], values: AttributeValues): readonly TensorType[] {
  const declared = inputs.map(({ type }) => type);
  if (inputs.every(({ computed }) => computed === undefined)) return declared;
  const given = inputs.map(computedType);
  const isRefused = (types: readonly TensorType[]) => applyOp(op, types, values) instanceof RuleFault;
  return isRefused(declared) && !isRefused(given) ? given : declared;
}

/** The types of a layer's outputs from computed shapes; undefined if those are the declared ones. */
export function computedOutputs({ op }: Node, inputs: readonly Known[], values: AttributeValues): Outputs | undefined {
  if (inputs.every(({ computed }) => computed === undefined)) return undefined;
  const outputs = applyOp(op, inputs.map(computedType), values);
  return outputs instanceof RuleFault ? undefined : outputs;
}

const computedType = ({ type, computed = type.shape }: Known): TensorType => ({ ...type, shape: computed });

/** What is known of a layer's output, with its computed shape if that differs. */
export function knownOf({ port, node }: NodeOutput, layer: Layer, computed: Outputs | undefined): Known {
  const type = layer.outputs[port] ?? firstOutput(node.op, layer.outputs);
  const other = computed?.[port]?.shape;
  return {
    name: valueName(layer, port),
    type,
    layer,
    computed: other && isSameShape(other, type.shape) ? undefined : other,
  };
}

const isSameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dim, axis) => sameDim(dim, b[axis] as Dim) === true);
