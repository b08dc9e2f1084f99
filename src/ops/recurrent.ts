/** What recurrent layers have in common: their attributes, states and two directions, and the loop over a sequence. */
import type { ActivationWord } from '../algebra/activations.js';
import type { Algebra } from '../algebra/algebra.js';
import { missingState, wrongState } from '../diagnostics/messages/recurrent.js';
import { add, type Dim, formatShape, isKnown, multiply, product, type Shape, sameDim } from '../expressions/shape.js';
import { itemAt } from '../text/lookup.js';
import { type Aliases, attribute } from './attributes.js';
import { activationFrom } from './companions.js';
import type { Learned } from './compute.js';
import { RuleFault } from './fault.js';
import { biasInitializer, initializer, kernelInitializer, kernelRegularizer, regularizer } from './initializers.js';
import type { Assume, oneSequence } from './op.js';
import type { Inputs } from './ports.js';
import type { TensorType } from './types.js';
import { kernel, useBias, type WeightVariable, type WeightVariables } from './weights.js';

/** The activations of a step that ONNX has, too. */
const activations = [
  'tanh',
  'sigmoid',
  'relu',
  'hard_sigmoid',
  'elu',
  'linear',
] as const satisfies readonly ActivationWord[];
export type StepActivation = (typeof activations)[number];

/** The activation of gates, which bounds them. */
export const gateActivation = attribute(
  { type: 'choice', choices: ['sigmoid', 'hard_sigmoid', 'tanh'] },
  { doc: 'The activation of the gates.', default: 'sigmoid', aliases: ['inner_activation', 'gate_activation'] },
);

const stepActivation = (doc: string, word: StepActivation, aliases: Aliases = []) =>
  attribute({ type: 'choice', choices: activations }, { doc, default: word, aliases });

/** The attributes of all recurrent ops. */
export const stepAttributes = {
  return_sequences: attribute(
    { type: 'boolean' },
    {
      doc: 'Whether to output the state after each step, and not only after the last.',
      default: false,
      aliases: [['return_sequence', 'it has an s at its end'], 'output_sequences'],
    },
  ),
  bidirectional: attribute(
    { type: 'choice', choices: ['none', 'concat', 'sum', 'mul', 'ave'] },
    {
      doc: "Whether a second set of weights reads the sequence from its end, and how the outputs of both are merged: Keras's Bidirectional and its merge_mode.",
      default: 'none',
      aliases: ['merge_mode', ['bidirection', 'bidirectional: concat joins the outputs of both directions']],
    },
  ),
  activation: stepActivation('The activation of a step.', 'tanh', ['act', 'nonlinearity', 'activation_function']),
  use_bias: useBias,
  kernel_initializer: kernelInitializer,
  recurrent_initializer: initializer('the recurrent kernel', 'orthogonal', ['inner_init']),
  bias_initializer: biasInitializer,
  kernel_regularizer: kernelRegularizer,
  recurrent_regularizer: regularizer('the recurrent kernel', ['U_regularizer']),
} as const;

/** The attributes of recurrent ops over vectors. */
export const recurrentAttributes = {
  units: attribute(
    { type: 'integer', minimum: 1 },
    { doc: 'The size of the state.', aliases: ['hidden_size', 'hidden_units', 'num_units', 'n_hidden', 'output_dim'] },
  ),
  ...stepAttributes,
} as const;

export const unitForgetBias = attribute(
  { type: 'boolean' },
  { doc: 'Whether the bias of the forget gate starts with ones.', default: true },
);

type Merge = 'none' | 'concat' | 'sum' | 'mul' | 'ave';

interface RecurrentValues {
  readonly units: number;
  readonly return_sequences: boolean;
  readonly bidirectional: Merge;
}

/** What the names of a direction's weights begin with. */
const directions = (merge: Merge): readonly string[] => (merge === 'none' ? [''] : ['forward/', 'backward/']);

export const directionCount = (merge: Merge): number => directions(merge).length;

/** A state before the first step: the channels of a state, or twice as many if there are two directions. */
const initialState = { rank: 1, optional: true, orZeros: true } as const;

/** The ports of an op with one state. */
export const sequenceAndState = { sequence: { rank: 2 }, initial_state: initialState } as const;

/** The ports of an op with a hidden state and a cell state. */
export const sequenceAndStates = { sequence: { rank: 2 }, initial_h: initialState, initial_c: initialState } as const;

/** The states before the first step by port, in the order of the states. */
type InitialStates = Readonly<Record<string, TensorType | undefined>>;

/** The shape of a state in one direction. */
interface StateShape {
  /** The axes before the channels, as those of a step. */
  readonly along: Shape;
  readonly channels: number;
  /** The attribute that has the number of channels. */
  readonly key: 'units' | 'filters';
}

/**
 * The types of the output, steps x state or one state, and of a state after the last step: the channels of the forward
 * direction, then those of the backward one. Or why the initial states do not fit: there are all of them or none, of that
 * shape.
 */
export function inferStates(
  sequence: TensorType,
  initial: InitialStates,
  { return_sequences, bidirectional }: Omit<RecurrentValues, 'units'>,
  { along, channels, key }: StateShape,
  assume: Assume,
): { readonly output: TensorType; readonly state: TensorType } | RuleFault {
  const count = directionCount(bidirectional);
  const state = [...along, multiply(channels, count)];
  const given = Object.entries(initial);
  for (const [index, [port, type]] of given.entries()) {
    if (!type && index > 0 && given[0]?.[1]) return new RuleFault(missingState(port), { input: index });
    const pairs = (type?.shape ?? []).map((found, axis) => [found, itemAt(state, axis)] as const);
    const differ = ([found, wanted]: readonly [Dim, Dim]) => isKnown(found) && isKnown(wanted) && found !== wanted;
    if (type && pairs.some(differ)) {
      const layer = `${count > 1 ? 'a bidirectional layer' : 'a layer'} of ${channels} ${key}`;
      const fitting = Number(type.shape.at(-1)) / count;
      const isOfChannels = !pairs.slice(0, -1).some(differ);
      const remedy = isOfChannels && Number.isInteger(fitting) ? `set ${key}: ${fitting}` : undefined;
      const message = wrongState(port, formatShape(type.shape), layer, formatShape(state), remedy);
      return new RuleFault(message, { input: index + 1 });
    }
    for (const [found, wanted] of pairs) if (!sameDim(found, wanted)) assume(`${found} == ${wanted}`);
  }
  const last = bidirectional === 'concat' ? state : [...along, channels];
  const output = { ...sequence, shape: return_sequences ? [itemAt(sequence.shape, 0), ...last] : last };
  return { output, state: { ...sequence, shape: state } };
}

/** The same for states that are vectors. */
export const inferRecurrent = (
  { sequence }: Inputs<typeof oneSequence>,
  initial: InitialStates,
  values: RecurrentValues,
  assume: Assume,
) => inferStates(sequence, initial, values, { along: [], channels: values.units, key: 'units' }, assume);

/** The types of the output and of the only state. */
export const inferWithState = (
  { sequence, initial_state }: Inputs<typeof sequenceAndState>,
  values: RecurrentValues,
  assume: Assume,
) => inferRecurrent({ sequence }, { initial_state }, values, assume);

/** The weights of all directions, from those of one. */
export const weightsOfDirections = (merge: Merge, ofEach: WeightVariables): WeightVariables =>
  Object.fromEntries(
    directions(merge).flatMap((prefix) => Object.entries(ofEach).map(([name, variable]) => [prefix + name, variable])),
  );

/** The weights of both directions, as Keras has them; a step has `gates` vectors. */
export function recurrentWeights(
  { sequence }: Inputs<typeof oneSequence>,
  { units, bidirectional }: RecurrentValues,
  gates: number,
  bias: WeightVariable | false,
): WeightVariables {
  const size = multiply(units, gates);
  return weightsOfDirections(bidirectional, {
    kernel: kernel('io', [sequence.shape[1], size]),
    recurrent_kernel: kernel('io', [units, size], 'recurrent_initializer'),
    bias,
  });
}

/** Products of the input and of the state with their kernels, at each step and in each direction. */
export function recurrentMacs(
  { sequence }: Inputs<typeof oneSequence>,
  { units, bidirectional }: RecurrentValues,
  gates: number,
): Dim {
  const [length, channels] = sequence.shape;
  return product([directionCount(bidirectional), length, multiply(gates, units), add(channels, units)]);
}

/** The weights of a direction. */
export interface Cell<T> {
  readonly kernel: T;
  readonly recurrent_kernel: T;
  readonly bias: T | undefined;
}

/** What differs between recurrent ops: what of the input is known before the loop, and a step. */
export interface CellRule<T> {
  /** The part of a step's gates that the input makes, for the whole sequence. */
  readonly project: (x: T, cell: Cell<T>) => T;
  readonly step: (x: T, states: readonly T[], cell: Cell<T>) => readonly T[];
  /** The states before the first step, of both directions; zeros if undefined. */
  readonly initial: readonly (T | undefined)[];
}

/** A recurrent layer's output, in one direction or both, and its states after the last step. */
export function computeRecurrent<T, N>(
  t: Algebra<T, N>,
  sequence: T,
  weights: Learned<WeightVariables, T>,
  {
    units,
    return_sequences,
    bidirectional,
  }: { readonly [K in keyof RecurrentValues]: K extends 'units' ? N : RecurrentValues[K] },
  rule: CellRule<T>,
): { readonly output: T; readonly states: readonly T[] } {
  const prefixes = directions(bidirectional);
  const initial = rule.initial.map((state) =>
    state === undefined || prefixes.length === 1 ? [state] : t.parts(state, prefixes.length, units),
  );
  const results = prefixes.map((prefix, index) => {
    const cell = cellOf(weights, prefix);
    return t.recur(t.named(rule.project(sequence, cell), 'projected'), {
      size: units,
      initial: initial.map((parts) => parts[index]),
      isReversed: index > 0,
      step: (x, states) => rule.step(x, states, cell),
    });
  });
  const states = initial.map((_, state) => {
    const last = results.map((result) => itemAt(result.last, state));
    return mergeDirections(t, last, bidirectional === 'none' ? 'none' : 'concat');
  });
  // The merged output may be the first state itself.
  if (!return_sequences && (bidirectional === 'none' || bidirectional === 'concat'))
    return { output: itemAt(states, 0), states };
  const outputs = results.map((result) => (return_sequences ? result.sequence : itemAt(result.last, 0)));
  return { output: mergeDirections(t, outputs, bidirectional), states };
}

function cellOf<T>(weights: Learned<WeightVariables, T>, prefix: string): Cell<T> {
  const [kernel, recurrent_kernel] = [weights[`${prefix}kernel`], weights[`${prefix}recurrent_kernel`]];
  if (kernel === undefined || recurrent_kernel === undefined) throw new Error(`there is no ${prefix}kernel`);
  return { kernel, recurrent_kernel, bias: weights[`${prefix}bias`] };
}

function mergeDirections<T, N>(t: Algebra<T, N>, outputs: readonly T[], merge: Merge): T {
  const [forward, backward] = outputs;
  if (forward === undefined) throw new Error('there is no direction');
  if (backward === undefined) return forward;
  switch (merge) {
    case 'sum':
      return t.add(forward, backward);
    case 'mul':
      return t.multiply(forward, backward);
    case 'ave':
      return t.divide(t.add(forward, backward), t.constant(2));
    default:
      return t.concat(outputs, -1);
  }
}

/** Applies the activation of a step. */
export const activateStep = <T, N>(t: Algebra<T, N>, x: T, word: StepActivation): T =>
  t.activate(x, activationFrom(word));
