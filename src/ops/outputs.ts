/** The outputs of ops: by name, or by number where an attribute decides how many there are. */

/** Outputs 0, 1, 2, ... */
export interface NumberedOutputs {
  /** The attribute that counts them: a list of as many numbers, or one number, which is their count. */
  readonly countedBy: string;
}

/** The outputs of an op, the default one first. */
export type OutputNames = readonly [string, ...string[]] | NumberedOutputs;

interface WithOutputs {
  readonly outputs: OutputNames;
}

export const isNumbered = (outputs: OutputNames): outputs is NumberedOutputs => 'countedBy' in outputs;

/** The output that the name of a layer means. */
export const defaultOutput = ({ outputs }: WithOutputs): string => (isNumbered(outputs) ? '0' : outputs[0]);

/** The outputs by which layers can be asked for; none if there is only one, or if they are numbered. */
export const namedOutputs = ({ outputs }: WithOutputs): readonly string[] =>
  isNumbered(outputs) || outputs.length === 1 ? [] : outputs;

/** The place of an output among all that an op gives. */
export const placeOfOutput = ({ outputs }: WithOutputs, name: string): number =>
  isNumbered(outputs) ? Number(name) : outputs.indexOf(name);

/** Whether layers of an op may have an output; if outputs are numbered, inference knows how many there are. */
export const mayHaveOutput = (op: WithOutputs, name: string): boolean =>
  isNumbered(op.outputs) || namedOutputs(op).includes(name);

/** Whether layers of an op have more than one output. */
export const hasSeveralOutputs = ({ outputs }: WithOutputs): boolean => isNumbered(outputs) || outputs.length > 1;

/** How many outputs the numbers of the counting attribute mean; undefined if they are not known. */
export const countOutputs = (numbers: readonly (number | undefined)[] | undefined): number | undefined =>
  numbers?.length === 1 ? numbers[0] : numbers?.length;
