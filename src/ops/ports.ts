/** The input ports of ops. */
import type { Shape } from '../expressions/shape.js';
import { enumerate } from '../text/words.js';
import type { AttributeValues } from './attributes.js';
import { type DType, floats, type ImageShape, type SequenceShape, type TensorType } from './types.js';

/** An op's inputs, by name. A port that takes several is the last. */
export type Ports = Readonly<Record<string, Port>>;

export interface Port {
  /** The number of dimensions without the batch, or its range; any by default. 2 is a sequence, 3 an image, 4 a volume. */
  readonly rank?: number | readonly [least: number, most: number];
  /** float32 by default. */
  readonly dtypes?: readonly DType[];
  /** The port takes all remaining inputs, and at least so many. */
  readonly least?: number;
  /** Whether it may be given nothing. Such ports come last. */
  readonly optional?: true;
  /** Whether it counts as zeros if it is given nothing. */
  readonly orZeros?: true;
  /** The port that it takes the input of if it is given nothing. */
  readonly like?: string;
  /** The boolean attribute of layers that have this port's input after all others; of several such, in their order. */
  readonly lastIf?: string;
}

type ShapeOf<P extends Port> = P extends { readonly rank: 3 }
  ? ImageShape
  : P extends { readonly rank: 2 }
    ? SequenceShape
    : Shape;
type PortType<P extends Port> = P extends { readonly least: number }
  ? readonly [TensorType<ShapeOf<P>>, ...TensorType<ShapeOf<P>>[]]
  : P extends { readonly optional: true }
    ? TensorType<ShapeOf<P>> | undefined
    : TensorType<ShapeOf<P>>;

/** The types of the inputs of an op's ports. */
export type Inputs<P extends Ports> = { readonly [K in keyof P]: PortType<P[K]> };

/** The types of the inputs of any op's ports. */
export type AnyInputs = ByPort<TensorType>;

/** The inputs of any op's ports: one, a list, or none of an optional port. */
export type ByPort<T> = Readonly<Record<string, T | readonly T[] | undefined>>;

/** The number of inputs of all ports. */
export function inputCount(ports: Ports): { readonly least: number; readonly most: number } {
  const all = Object.values(ports);
  const several = all.find(({ least }) => least !== undefined)?.least;
  if (several === undefined) return { least: all.filter(({ optional }) => !optional).length, most: all.length };
  return { least: all.length - 1 + several, most: Number.POSITIVE_INFINITY };
}

/** `one input`, `2 or more inputs`, `2 inputs`, `1 to 3 inputs` */
export function countInputs(ports: Ports): string {
  const { least, most } = inputCount(ports);
  if (most === 0) return 'no input';
  if (most === least) return least === 1 ? 'one input' : `${least} inputs`;
  return `${least} ${most === least + 1 || most === Number.POSITIVE_INFINITY ? 'or' : 'to'} ${Number.isFinite(most) ? most : 'more'} inputs`;
}

/** `one input`, `2 or more inputs`, `2 inputs (query, value)`, `2 to 3 inputs (query, value, mask)` */
export function describeCount(ports: Ports): string {
  const { most } = inputCount(ports);
  const isNamed = most > 1 && Number.isFinite(most);
  return `${countInputs(ports)}${isNamed ? ` (${Object.keys(ports).join(', ')})` : ''}`;
}

/** `length x channels`, `height x width x channels`, `of any rank`, `of 1 to 4 dimensions` */
export function describeRank({ rank }: Port): string {
  if (rank === undefined) return 'of any rank';
  if (rank === 2) return 'length x channels';
  if (rank === 3) return 'height x width x channels';
  if (rank === 4) return 'depth x height x width x channels';
  const [least, most] = typeof rank === 'number' ? [rank, rank] : rank;
  const range = least === most ? `${least}` : `${least} to ${most}`;
  return `of ${range} dimension${range === '1' ? '' : 's'}`;
}

/** Whether layers take nothing, such as learned tensors. */
export const takesNothing = (ports: Ports): boolean => Object.keys(ports).length === 0;

/** Whether the first input is an image. */
export const takesImages = (ports: Ports): boolean => Object.values(ports)[0]?.rank === 3;

/** Inputs by port; there must be as many as the ports take. Attributes may say which ports the last ones are for. */
export function byPort<T>(ports: Ports, inputs: readonly T[], values: AttributeValues): ByPort<T> {
  const given: Record<string, T | readonly T[]> = {};
  portsOf(ports, inputs.length, values).forEach((name, index) => {
    const input = inputs[index];
    if (input !== undefined && !(name in given))
      given[name] = ports[name]?.least === undefined ? input : inputs.slice(index);
  });
  return given;
}

/** The names of the ports that take inputs, in their order. */
export function portsOf(ports: Ports, inputs: number, values: AttributeValues): readonly string[] {
  const names = Object.keys(ports);
  const ending = names.filter((name) => isLast(ports[name], values));
  const others = names.filter((name) => !ending.includes(name));
  const { least } = inputCount(ports);
  const last = ending.slice(Math.max(ending.length - Math.max(inputs - least, 0), 0));
  return Array.from({ length: inputs }, (_, index) => {
    const atEnd = last[index - (inputs - last.length)];
    return atEnd ?? others[Math.min(index, others.length - 1)] ?? '';
  });
}

const isLast = ({ lastIf }: Port = {}, values: AttributeValues): boolean =>
  lastIf !== undefined && values[lastIf] === true;

/** The dtypes that a port takes: `float32`, `float32 or int32`. */
export const describeDtypes = (port: Port): string => enumerate(dtypesOf(port), 'or');

/** Types that ports take, of some shapes. */
export function typesTaken(ports: Ports, shapes: readonly Shape[], values: AttributeValues): readonly TensorType[] {
  const names = portsOf(ports, shapes.length, values);
  return shapes.map((shape, index) => {
    const [dtype = 'float32'] = dtypesOf(ports[names[index] ?? ''] ?? {});
    return { ...floats(shape), dtype };
  });
}

const dtypesOf = ({ dtypes = ['float32'] }: Port): readonly DType[] => dtypes;

/** An input that its port does not take. */
export interface RefusedInput {
  readonly input: number;
  readonly port: Port;
  readonly type: TensorType;
  readonly because: 'dtype' | 'rank';
}

/** The first input with a dtype or a rank that its port does not take. */
export function findRefused(
  ports: Ports,
  inputs: readonly TensorType[],
  values: AttributeValues,
): RefusedInput | undefined {
  const names = portsOf(ports, inputs.length, values);
  let input = 0;
  for (const type of inputs) {
    const port = ports[names[input] ?? ''];
    if (port && !dtypesOf(port).includes(type.dtype)) return { input, port, type, because: 'dtype' };
    if (port && !takesRank(port, type.shape.length)) return { input, port, type, because: 'rank' };
    input += 1;
  }
  return undefined;
}

function takesRank({ rank }: Port, given: number): boolean {
  if (rank === undefined) return true;
  return typeof rank === 'number' ? given === rank : given >= rank[0] && given <= rank[1];
}
