/** Ops as expressions of TensorFlow.js, from what they compute. */
import { outputOf } from '../../ops/apply.js';
import type { AttributeValues } from '../../ops/attributes.js';
import { computeOp } from '../../ops/layer.js';
import type { Op } from '../../ops/op.js';
import { type Port, portsOf, takesNothing } from '../../ops/ports.js';
import { Language } from '../code/language.js';
import { camelCase, UniqueIdentifiers } from '../code/lexical.js';
import { attributeArguments } from '../printed/attributes.js';
import { writeBody } from './body.js';
import type { HelperName } from './helpers.js';
import { TensorExpressions } from './ready-made.js';
import { calling, named, repeated, type TensorExpression } from './tensor-expression.js';

/** The code of an op's operands. */
export interface GivenCode {
  /** Of an op that takes nothing, an input of the network, for its batch. */
  readonly inputs: readonly TensorExpression[];
  /** By their names below the layer's. */
  readonly weights: ReadonlyMap<string, { readonly rank: number; readonly isOptional: boolean }>;
  /** The attributes with the same value in all layers that the code is for, defaults included. */
  readonly values: AttributeValues;
  /** The names of the outputs that are asked for. */
  readonly outputs: readonly string[];
  /** Code that tells whether the network is trained; undefined if it never is. */
  readonly isTraining?: string;
}

export interface ComputedCode {
  /** The outputs that are asked for: new tensors, no two of them the same. */
  readonly results: readonly TensorExpression[];
  /** The keys of attributes that the code mentions. */
  readonly attributes: readonly string[];
  /** The functions of runtime/ that it calls. */
  readonly helpers: ReadonlySet<HelperName>;
}

/**
 * The expressions of an op's outputs. Throws `Undecided` if it depends on an attribute that is not given, and `TargetLimit` if
 * TensorFlow.js can't compute it.
 */
export function computedCode(op: Op, { inputs, weights, values, outputs, isTraining }: GivenCode): ComputedCode {
  const used = new Set<string>();
  const learned = [...weights].map(([name, { rank, isOptional }]) => {
    return [name, named(camelCase(name), rank, false, isOptional)] as const;
  });
  const attributes = attributeArguments(op, values, { code: camelCase, use: (key) => used.add(key) });
  const ports = portsOf(op.inputs, inputs.length, attributes);
  const given = inputs.map((input, index) => ofDtypes(input, op.inputs[ports[index] ?? '']));
  const algebra = new TensorExpressions(isTraining);
  const all = computeOp(algebra, op, given, new Map(learned), attributes);
  const computed = distinct(
    outputs.map((name) => outputOf(op, name, all)),
    given,
  );
  const [tie] = takesNothing(op.inputs) ? given : [];
  const results = tie ? computed.map((result) => repeated(result, tie)) : computed;
  // A number counts as used when it is written.
  writeBody(results, new UniqueIdentifiers(), new Language(false), 0);
  const { helpers } = algebra;
  return { results, helpers, attributes: Object.keys(op.attributes).filter((key) => used.has(key)) };
}

/** Tensors, each of which can be freed by itself, and without the inputs. */
const distinct = (
  results: readonly TensorExpression[],
  inputs: readonly TensorExpression[],
): readonly TensorExpression[] =>
  results.map((x, index) => {
    const { rank, isBatched } = x;
    const isTaken = results.indexOf(x) < index || inputs.includes(x);
    return isTaken ? { rank, isBatched, ...calling('clone', [x]) } : x;
  });

/** An input of a port that takes one dtype alone. */
function ofDtypes(input: TensorExpression, { dtypes = [] }: Port = {}): TensorExpression {
  if (dtypes.join() === 'int32') return { ...input, isInteger: true };
  return dtypes.join() === 'bool' ? { ...input, isBoolean: true } : input;
}
