/** Ops along one, two or three axes: the length of a sequence, height and width of an image, depth of a volume. */
import type { Shape } from '../expressions/shape.js';
import type { Aliases } from './attributes.js';
import type { Ports } from './ports.js';
import type { TensorType } from './types.js';

/** The number of axes, besides that of the channels. */
export type Rank = 1 | 2 | 3;

const whole = { minimum: 1 } as const;

/** The type of a number for each axis, 1 or more. */
export const positive = {
  1: { type: 'integer', ...whole },
  2: { type: 'pair', ...whole },
  3: { type: 'triple', ...whole },
} as const;

/** The type of what is added or removed at both ends of each axis. */
export const margins = {
  1: { type: 'pair', minimum: 0 },
  2: { type: 'margins', axes: 2 },
  3: { type: 'margins', axes: 3 },
} as const;

/** A number for each axis; that of the only axis may be alone. */
export type PerAxis<N = number> = N | readonly N[];

const isList = <N>(value: PerAxis<N>): value is readonly N[] => Array.isArray(value);

/** A number for each axis, as a list. */
export const along = <N>(value: PerAxis<N>): readonly N[] => (isList(value) ? value : [value]);

type Ends<N> = readonly [before: N, after: N];

/** What is added or removed at both ends of each axis; that of the only axis may be alone. */
export type EndsPerAxis<N = number> = Ends<N> | readonly Ends<N>[];

const isOfOneAxis = <N>(value: EndsPerAxis<N>): value is Ends<N> => !Array.isArray(value[0]);

/** The same, as a list. */
export const endsOf = <N>(value: EndsPerAxis<N>): readonly Ends<N>[] => (isOfOneAxis(value) ? [value] : value);

/** What differs between the records of an op along one, two and three axes. */
export interface SpatialWords {
  readonly aliases: Aliases;
  readonly doc: string;
}

/** The port of ops along so many axes. */
export const spatialInput = (rank: Rank): Ports => inputs[rank];

const inputs = {
  1: { sequence: { rank: 2 } },
  2: { image: { rank: 3 } },
  3: { volume: { rank: 4 } },
} as const;

/** What the only port is given. */
export function only<T>(inputs: Readonly<Record<string, T>>): T {
  for (const name in inputs) {
    const input = inputs[name];
    if (input !== undefined) return input;
  }
  throw new Error('the port has no input');
}

/** The sizes along the axes, without the channels. */
export const sizesOf = ({ shape }: TensorType): Shape => shape.slice(0, -1);

/** The axes, counted from the end: -3 and -2 of an image. */
export const axesOf = (rank: Rank): readonly number[] => Array.from({ length: rank }, (_, axis) => axis - rank - 1);
