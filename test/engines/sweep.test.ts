/**
 * Every op over a grid of its attributes and input sizes, on all available engines: they agree, or refuse by name.
 *
 * NETSPEC_SWEEP is the number of combinations per op, and NETSPEC_SWEEP_SEED their seed; without a seed they are always
 * the same.
 */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type OpName, ops } from '../../src/ops/index.js';
import { TargetLimit } from '../../src/targets/target.js';
import type { Tensor } from '../../src/weights/tensor.js';
import { isTaken } from './given.js';
import { type Combination, combinationsOf, idOf } from './grid.js';
import { distanceOf, engines, runAll } from './run.js';

const { NETSPEC_SWEEP: count = '6', NETSPEC_SWEEP_SEED: seed = '1' } = process.env;
const settings = { numRuns: Number(count), seed: Number(seed) };

/** How far two engines may be apart. */
const tolerance = 1e-4;
/** How many combinations are one network. */
const together = 40;

const totals = new Map<string, { values: number; refused: number }>(
  engines.map(({ name }) => [name, { values: 0, refused: 0 }]),
);

afterAll(() => {
  for (const [name, { values, refused }] of totals)
    console.log(`${name}: ${values} compared, ${refused} refused by name`);
});

test.each(Object.keys(ops) as OpName[])('%s', { timeout: 60_000 + settings.numRuns * 1000 }, async (op) => {
  const drawn = new Map(fc.sample(combinationsOf(op), settings).map((one) => [idOf(one), one]));
  const accepted = [...drawn.values()].filter(isTaken);
  expect(accepted.length).toBeGreaterThan(0);
  const findings: string[] = [];
  for (let start = 0; start < accepted.length; start += together) {
    const combinations = accepted.slice(start, start + together);
    const results = new Map<string, Awaited<ReturnType<typeof runAll>>>();
    for (const engine of engines) results.set(engine.name, await runAll(engine, combinations));
    for (const [index, combination] of combinations.entries())
      findings.push(...findingsOf(combination, index, results));
  }
  expect(findings).toEqual([]);
});

/** What engines say of a combination that the plain back end of TensorFlow.js does not. */
function findingsOf(
  combination: Combination,
  index: number,
  results: ReadonlyMap<string, readonly (Tensor | Error)[]>,
): readonly string[] {
  const reference = results.get('cpu, layers')?.[index];
  return [...results].flatMap(([engine, all]) => {
    const result = all[index] as Tensor | Error;
    const total = totals.get(engine);
    if (result instanceof TargetLimit) {
      if (total) total.refused += 1;
      return [];
    }
    if (total) total.values += 1;
    const complaint = complaintOf(reference, result);
    return complaint ? [`${engine}: ${complaint}: ${JSON.stringify(combination)}`] : [];
  });
}

function complaintOf(reference: Tensor | Error | undefined, result: Tensor | Error): string | undefined {
  if (result instanceof Error) return result.message.trim().slice(0, 200);
  if (!reference || reference instanceof Error) return undefined;
  const distance = distanceOf(reference, result);
  return distance <= tolerance ? undefined : `off by ${distance.toPrecision(3)}`;
}
