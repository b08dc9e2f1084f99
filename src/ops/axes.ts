/** Axes as attributes count them. */
const countsAxes = '1 is height, 2 is width, -1 is channels';
export const axisAliases = [
  ['dim', countsAxes],
  ['dims', countsAxes],
  ['concat_dim', countsAxes],
] as const;

const numbering = 'numbered as in Keras: 1 is the first, -1 the last. 0, the batch, is not allowed.';
export const axisDoc = `The axis, ${numbering}`;
export const axesDoc = `The axes, ${numbering}`;

/** The place in a shape of an axis as Keras numbers it: 1 is the first. */
export const placeOfAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis - 1);
