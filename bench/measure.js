/** Measures the two sides of a row. */
import { spawnSync } from 'node:child_process';

/**
 * @typedef {object} Row
 * @property {string} what What is measured.
 * @property {string} peer What it is compared with.
 * @property {Side} [ours] Absent if it cannot run; `missing` is the reason.
 * @property {Side} [theirs]
 * @property {string} [missing]
 * @property {number} [limit] The maximum ratio.
 * @property {string} [unit] The unit of the results of the sides; ms by default.
 * @property {number} [runs] How often each side is run; by default, as often as time allows.
 *
 * @typedef {() => unknown} Side Runs once, and can return a promise. A number is the measured value; otherwise the time in
 *   milliseconds is.
 *
 * @typedef {object} Result Medians, and the median of the ratios of neighboring runs.
 * @property {number} ours
 * @property {number} theirs
 * @property {number} ratio
 */

/** The time for the sides of a row in milliseconds, and the minimum and maximum number of runs. */
const patience = 4000;
const [fewest, most] = [5, 60];

/**
 * Runs both sides alternately, so that other load affects both.
 *
 * @param {Row} row
 * @returns {Promise<Result>}
 */
export async function measure({ ours, theirs, runs }) {
  const pairs = [];
  const end = performance.now() + patience;
  while (pairs.length < (runs ?? (performance.now() < end ? most : fewest)))
    pairs.push([await timed(ours), await timed(theirs)]);
  // The first runs include compilation.
  const counted = pairs.slice(Math.floor(pairs.length / 3));
  return {
    ours: median(counted.map(([one]) => one)),
    theirs: median(counted.map(([, other]) => other)),
    ratio: median(counted.map(([one, other]) => one / other)),
  };
}

/** @param {Side} side */
async function timed(side) {
  const start = performance.now();
  const measured = await side();
  return typeof measured === 'number' ? measured : performance.now() - start;
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/**
 * Runs a program and returns its output; throws if it fails.
 *
 * @param {string} program
 * @param {readonly string[]} args
 */
export function runProgram(program, args) {
  // Node.js reads these certificates at each start, which slows both sides and brings ratios closer to 1.
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };
  const { error, status, stderr, stdout } = spawnSync(program, args, { encoding: 'utf8', env, maxBuffer: 2 ** 28 });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stderr}`);
  return stdout;
}
