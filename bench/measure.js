/** Rows of the table: two sides that are measured against one another. */
import { spawnSync } from 'node:child_process';

/**
 * @typedef {object} Row
 * @property {string} what What is measured.
 * @property {string} peer What it is measured against.
 * @property {Side} [ours] Where there is nothing to run, `missing` says why.
 * @property {Side} [theirs]
 * @property {string} [missing]
 * @property {number} [limit] The most that the ratio may be.
 * @property {string} [unit] Of what the sides give; ms where nothing is said.
 * @property {number} [runs] How often each side is run; as often as there is time for where nothing is said.
 *
 * @typedef {() => unknown} Side Runs once, and may give a promise. Where that comes to a number it is what was
 *   measured; else the milliseconds are that it took.
 *
 * @typedef {object} Result Medians, and the median of the ratios of neighbouring runs.
 * @property {number} ours
 * @property {number} theirs
 * @property {number} ratio
 */

/** How long the sides of a row are run, in milliseconds, and how often at least and at most. */
const patience = 4000;
const [fewest, most] = [5, 60];

/**
 * Runs both sides in turn, so that whatever else the machine does meets both.
 *
 * @param {Row} row
 * @returns {Promise<Result>}
 */
export async function measure({ ours, theirs, runs }) {
  const pairs = [];
  const end = performance.now() + patience;
  while (pairs.length < (runs ?? (performance.now() < end ? most : fewest)))
    pairs.push([await timed(ours), await timed(theirs)]);
  // While code is young it is measured with its compilation.
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
 * Runs a program to its end, and gives what it printed; fails where the program does.
 *
 * @param {string} program
 * @param {readonly string[]} args
 */
export function runProgram(program, args) {
  // Node.js reads these certificates at each start, which slows both sides, and brings any ratio nearer to 1.
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };
  const { error, status, stderr, stdout } = spawnSync(program, args, { encoding: 'utf8', env, maxBuffer: 2 ** 28 });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stderr}`);
  return stdout;
}
