/** What an op is: a record of what it takes, gives, learns and looks like. It knows no positions. */
import type { Algebra } from '../algebra/algebra.js';
import type { Dim, Shape } from '../expressions/shape.js';
import type { Aliases, Attributes, AttributeValues, ValuesOf } from './attributes.js';
import { type Companion, companionAttributes } from './companions.js';
import type { Arguments, Learned, PortValues } from './compute.js';
import type { RuleFault } from './fault.js';
import type { AnyInputs, ByPort, Inputs, Ports } from './ports.js';
import type { TensorType } from './types.js';
import { type Variables, type Weight, weightsIn } from './weights.js';
import type { Window } from './windows.js';

/** What kind of work an op does, by which a drawing colours it. */
export type OpKind = 'convolution' | 'dense' | 'pool' | 'join' | 'pointwise' | 'shape';

/** How a drawing describes a layer, beside its window: `conv 3×3 → 64`. */
export interface OpFigure {
  /** In lower case; the op's name where absent. */
  readonly label?: string;
  /** The attribute that says what it makes: the 64 of `conv 3×3 → 64`. */
  readonly makes?: string;
  /** Another attribute that is shown. */
  readonly shows?: string;
}

/** Takes an assumption about unknown sizes: a condition in the expression language. */
export type Assume = (condition: string) => void;

/** The types of a layer's outputs, by name. */
export type Outputs = Readonly<Record<string, TensorType>>;

interface Rules<V, I, O> {
  /** What a place of the output sees of the input. Where absent, the same place, if both are images. */
  window?(values: V, inputs: I): Window;
  /** The type of each output (batch norm and activation change none), or why there is none. */
  infer(inputs: I, values: V, assume: Assume): O | RuleFault;
  /** Multiply-accumulates for one example, as fvcore and torchvision count them: convolutions and dense layers, without biases. */
  macs?(inputs: I, values: V, output: Shape): Dim;
}

interface Description {
  readonly name: string;
  /** The name of the Keras layer whose attributes these are. */
  readonly keras: string;
  /** What other libraries call it. Keras's name needs no mention. */
  readonly aliases?: Aliases;
  /** What it does, in a sentence or two, for hover texts and the ops page. */
  readonly doc: string;
  readonly kind: OpKind;
  readonly figure?: OpFigure;
}

/** An op. `V` are the values of its attributes, `I` the types of its inputs, as its rules see them. */
export interface Op<V extends AttributeValues = AttributeValues, I = AnyInputs>
  extends Description,
    Rules<V, I, Outputs> {
  readonly inputs: Ports;
  /** The names of its outputs, the one that is meant where none is said first. */
  readonly outputs: readonly [string, ...string[]];
  /** Those of what follows the op included. */
  readonly attributes: Attributes;
  readonly companions: readonly Companion[];
  /** The variables of the op itself. Called only where `infer` found no fault. */
  weights?(inputs: I, values: V): readonly Weight[];
  /** What it computes at inference, without what follows it in its layer. */
  compute?<T, N>(t: Algebra<T, N>, inputs: ByPort<T>, weights: object, attributes: AttributeValues): T;
}

/** What an op says of itself. */
interface OpDefinition<
  A extends Attributes,
  P extends Ports,
  C extends Companion,
  O extends string,
  W extends Variables,
> extends Description,
    Rules<ValuesOf<A>, Inputs<P>, Readonly<Record<O, TensorType>>> {
  readonly inputs: P;
  /** One that is called `output` where absent. */
  readonly outputs?: readonly [O, ...O[]];
  readonly attributes: A;
  /** What may follow it in a layer. */
  readonly companions?: readonly C[];
  /** What the op itself learns. */
  weights?(inputs: Inputs<P>, values: ValuesOf<A>): W;
  compute?<T, N>(t: Algebra<T, N>, inputs: PortValues<P, T>, weights: Learned<W, T>, attributes: Arguments<A, N>): T;
}

/** Declares an op; its rules see the types of its attributes and inputs. */
export function defineOp<
  const A extends Attributes,
  const P extends Ports,
  C extends Companion = never,
  O extends string = 'output',
  W extends Variables = Readonly<Record<never, never>>,
>(definition: OpDefinition<A, P, C, O, W>): Op<ValuesOf<A> & Pick<ValuesOf<typeof companionAttributes>, C>, Inputs<P>> {
  const { companions = [], outputs = ['output'], attributes, weights, ...rest } = definition;
  const shared = companions.map((companion) => [companion, companionAttributes[companion]] as const);
  return {
    ...rest,
    outputs,
    companions,
    attributes: { ...attributes, ...Object.fromEntries(shared) },
    ...(weights && { weights: (inputs, values) => weightsIn(weights(inputs, values)) }),
  };
}

/** The port of most ops. */
export const anyTensor = { x: {} } as const;
export const oneImage = { image: { rank: 3 } } as const;
export const severalTensors = { xs: { least: 2 } } as const;
