/** Axes as attributes count them. */
const countsAxes = '1 is height, 2 is width, -1 is channels';
export const axisAliases = [
  ['dim', countsAxes],
  ['dims', countsAxes],
  ['concat_dim', countsAxes],
] as const;
