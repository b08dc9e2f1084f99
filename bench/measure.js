/** Measuring two sides against one another, and the rows that come of it. */
import { spawnSync } from 'node:child_process';

/**
 * A row of the table.
 *
 * @typedef {object} Row
 * @property {string} what What is measured.
 * @property {string} peer What it is measured against.
 * @property {number} [limit] The most that the ratio may be.
 * @property {Side} [ours] Where there is nothing to run, `missing` says why.
 * @property {Side} [theirs]
 * @property {string} [missing]
 * @property {number} [runs] How often each side is run; as often as there is time for where nothing is said.
 *
 * @typedef {() => number | undefined | Promise<number | undefined>} Side
 *   Runs once. It gives what it measured itself, or else the milliseconds that it took are what counts.
 *
 * @typedef {object} Result
 * @property {number} ours The median.
 * @property {number} theirs The median.
 * @property {number} ratio The median of the ratios of neighbouring runs.
 */

/** How long the two sides of a row are run for, in milliseconds, and how often at least and at most. */
const patience = 4000;
const fewest = 5;
const most = 60;

/**
 * Runs both sides in turn, so that whatever else the machine does meets both.
 *
 * @param {Row} row
 * @returns {Promise<Result>}
 */
export async function measure({ ours, theirs, runs }) {
  const pairs = [];
  const start = performance.now();
  const isEnough = () => pairs.length >= (runs ?? most) || (performance.now() - start > patience && pairs.length >= fewest);
  while (!isEnough()) pairs.push([await timed(ours), await timed(theirs)]);
  // The first runs of code are those of its compilation.
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
  return measured ?? performance.now() - start;
}

/** @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/**
 * Runs a program to its end; fails where the program does.
 *
 * @param {string} program
 * @param {readonly string[]} args
 */
export function runProgram(program, args) {
  const { status, stderr, stdout } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}\n${stderr}`);
  return stdout;
}
