/** The record of an op: its inputs and outputs, attributes, weights and rules. It knows nothing of the spec's text. */
import type { Algebra } from '../algebra/algebra.js';
import type { Dim, Shape } from '../expressions/shape.js';
import type { Aliases, Attributes, AttributeValues, ValuesOf } from './attributes.js';
import { type Companion, companionAttributes } from './companions.js';
import type { Arguments, Learned, PortValues } from './compute.js';
import type { RuleFault } from './fault.js';
import type { NumberedOutputs, OutputNames } from './outputs.js';
import type { AnyInputs, ByPort, Inputs, Ports } from './ports.js';
import { dtypes, type TensorType } from './types.js';
import { type Weight, type WeightVariables, weightsIn } from './weights.js';
import type { Window } from './windows.js';

/** The kind of work of an op, by which drawings color it. */
export type OpKind = 'convolution' | 'dense' | 'recurrent' | 'pool' | 'join' | 'pointwise' | 'shape';

/** A layer's label in drawings, beside its window: `conv 3×3 → 64`. */
export interface OpFigure {
  /** In lower case; the op's name by default. */
  readonly label?: string;
  /** The attribute with the size of the output: 64 in `conv 3×3 → 64`. */
  readonly makes?: string;
  /** Another attribute to show. */
  readonly shows?: string;
}

/** Receives an assumption about unknown sizes: a condition in the expression language. */
export type Assume = (condition: string) => void;

/** Something of each output, by name. */
export type ByOutput<T, O extends string = string> = Readonly<Record<O, T>>;

/** The types of a layer's outputs, by name. */
export type Outputs = ByOutput<TensorType>;

interface Rules<V, I, O> {
  /** What a place of the output sees of the input. By default the same place, if both are images. */
  window?(values: V, inputs: I): Window;
  /** The type of each output (batch norm and activation change none), or a fault. `tied` are the weights that it shares. */
  infer(inputs: I, values: V, assume: Assume, tied?: readonly Weight[]): O | RuleFault;
  /**
   * Multiply-accumulates for one example, counted as fvcore and torchvision do: convolutions and dense layers, without
   * biases.
   */
  macs?(inputs: I, values: V, output: Shape): Dim;
}

interface Description {
  readonly name: string;
  /** The Keras layer with the same attributes. */
  readonly keras: string;
  /** Its names in other libraries, except for Keras's. */
  readonly aliases?: Aliases;
  /** What it does, in a sentence or two, for hover texts and the ops page. */
  readonly doc: string;
  readonly kind: OpKind;
  /** The op of the layer with which a layer of this op must share its weights. */
  readonly ties?: string;
  readonly figure?: OpFigure;
  /** Whether code pads its input with zeros, if its padding is in numbers. */
  readonly padsInput?: true;
  /** Whether its output is its input in inference. */
  readonly onlyTrains?: true;
}

/** An op. Its rules see attributes of type `V` and inputs of type `I`. */
export interface Op<V extends AttributeValues = AttributeValues, I = AnyInputs>
  extends Description,
    Rules<V, I, Outputs> {
  readonly inputs: Ports;
  readonly outputs: OutputNames;
  /** Those of its companions included. */
  readonly attributes: Attributes;
  readonly companions: readonly Companion[];
  /** The op's own variables. Called only if `infer` found no fault. */
  weights?(inputs: I, values: V): readonly Weight[];
  /** What it computes at inference, without its companions: each output. */
  compute?<T, N>(t: Algebra<T, N>, inputs: ByPort<T>, weights: object, attributes: AttributeValues): ByOutput<T>;
}

/** What the definition of an op has, however many outputs there are. */
interface AnyDefinition<A extends Attributes, P extends Ports, C extends Companion, W extends WeightVariables>
  extends Description,
    Omit<Rules<ValuesOf<A>, Inputs<P>, never>, 'infer'> {
  readonly inputs: P;
  readonly attributes: A;
  /** The companions that layers of the op may have. */
  readonly companions?: readonly C[];
  /** The weights of the op itself. */
  weights?(inputs: Inputs<P>, values: ValuesOf<A>): W;
}

/** The definition of an op with one output, called `output`. */
interface OneOutput<A extends Attributes, P extends Ports, C extends Companion, W extends WeightVariables>
  extends AnyDefinition<A, P, C, W>,
    Pick<Rules<ValuesOf<A>, Inputs<P>, ByOutput<TensorType, 'output'>>, 'infer'> {
  readonly outputs?: undefined;
  compute?<T, N>(t: Algebra<T, N>, inputs: PortValues<P, T>, weights: Learned<W, T>, attributes: Arguments<A, N>): T;
}

/** The definition of an op with several outputs. */
interface SeveralOutputs<
  A extends Attributes,
  P extends Ports,
  C extends Companion,
  W extends WeightVariables,
  O extends string,
> extends AnyDefinition<A, P, C, W>,
    Pick<Rules<ValuesOf<A>, Inputs<P>, ByOutput<TensorType, O>>, 'infer'> {
  readonly outputs: readonly [O, O, ...O[]] | NumberedOutputs;
  compute?<T, N>(
    t: Algebra<T, N>,
    inputs: PortValues<P, T>,
    weights: Learned<W, T>,
    attributes: Arguments<A, N>,
  ): ByOutput<T, O>;
}

/** Defines an op; its rules see the types of its attributes and inputs. */
export function defineOp<
  const A extends Attributes,
  const P extends Ports,
  C extends Companion = never,
  O extends string = string,
  W extends WeightVariables = Readonly<Record<never, never>>,
>(
  definition: OneOutput<A, P, C, W> | SeveralOutputs<A, P, C, W, O>,
): Op<ValuesOf<A> & Pick<ValuesOf<typeof companionAttributes>, C>, Inputs<P>> {
  const { companions = [], attributes, weights, outputs = ['output'], compute: _, ...rest } = definition;
  const shared = companions.map((companion) => [companion, companionAttributes[companion]] as const);
  return {
    ...rest,
    outputs,
    companions,
    attributes: { ...attributes, ...Object.fromEntries(shared) },
    ...(weights && { weights: (inputs, values) => weightsIn(weights(inputs, values)) }),
    ...computeOf(definition),
  };
}

/** A definition, as far as its `compute` goes: of any ports and attributes. */
type Computing = ComputesOne | ({ readonly outputs: OutputNames } & Pick<Op, 'compute'>);

interface ComputesOne {
  readonly outputs?: undefined;
  compute?<T, N>(t: Algebra<T, N>, inputs: ByPort<T>, weights: object, attributes: AttributeValues): T;
}

/** The `compute` of an op: it gives each output by name. */
function computeOf(definition: Computing): Pick<Op, 'compute'> {
  if (definition.outputs !== undefined) return definition.compute ? { compute: definition.compute } : {};
  const { compute } = definition;
  return compute ? { compute: (...given) => ({ output: compute(...given) }) } : {};
}

/** The port of most ops. */
export const anyTensor = { x: {} } as const;
/** The port of ops that move values and do not compute with them. */
export const anyValues = { x: { dtypes } } as const;
export const oneSequence = { sequence: { rank: 2 } } as const;
export const oneImage = { image: { rank: 3 } } as const;
export const severalTensors = { xs: { least: 2 } } as const;
