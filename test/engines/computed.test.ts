/** What engines are given for an op that their tables do not have is right: with their tables empty, all ops are printed. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { type OpName, ops } from '../../src/ops/index.js';
import { TargetLimit } from '../../src/targets/target.js';
import type { Tensor } from '../../src/weights/tensor.js';
import { isTaken } from './given.js';
import { combinationsOf, idOf } from './grid.js';
import { distanceOf, engines, runAll } from './run.js';

vi.mock(import('../../src/targets/onnx/ops.js'), () => ({ rows: {} }));
// The plan of inference folds weights and activations into the ops that it has ready-made.
vi.mock(import('../../src/targets/tfjs-inference/operations.js'), async (original) => {
  const real = await original();
  const isPrinted = (op: string) => printed.includes(op);
  return { ...real, rows: Object.fromEntries(Object.entries(real.rows).filter(([op]) => !isPrinted(op))) };
});
const printed = vi.hoisted((): readonly string[] => [
  'global_max_pool2d',
  'global_avg_pool2d',
  'rescaling',
  'concat',
  'add',
  'multiply',
  'subtract',
  'average',
  'maximum',
  'minimum',
  'flatten',
  'reshape',
  'squeeze',
  'permute',
  'zero_pad2d',
  'up_sampling2d',
]);

const settings = { numRuns: 12, seed: 1 };
/** How far two engines may be apart. */
const tolerance = 1e-4;

const all = Object.keys(ops);
const cases = engines.flatMap((engine) => {
  const taken = engine.name === 'onnx' ? all : engine.name === 'wasm, inference' ? printed : [];
  return taken.map((op) => ({ engine, name: engine.name, op: op as OpName }));
});
const tensorFlow = engines.find(({ name }) => name === 'cpu, layers');

/** The ops that an engine has only ready-made. */
const readyMade: Readonly<Record<string, readonly string[]>> = {
  onnx: ['conv1d_transpose', 'conv2d_transpose', 'conv3d_transpose'],
};

test.each(cases)('$name: $op', { timeout: 60_000 }, async ({ engine, op }) => {
  if (!tensorFlow) throw new Error('TensorFlow.js is not there');
  const drawn = new Map(fc.sample(combinationsOf(op), settings).map((one) => [idOf(one), one]));
  const combinations = [...drawn.values()].filter(isTaken);
  const expected = await runAll(tensorFlow, combinations);
  const actual = await runAll(engine, combinations);
  const findings = combinations.flatMap((combination, index) => {
    const [right, found] = [expected[index], actual[index]];
    if (found instanceof TargetLimit) return [];
    const complaint = complaintOf(right, found);
    return complaint === undefined ? [] : [`${complaint}: ${JSON.stringify(combination)}`];
  });
  expect(findings).toEqual([]);
  const refused = actual.filter((found) => found instanceof TargetLimit).length;
  if (readyMade[engine.name]?.includes(op)) expect(refused).toBe(combinations.length);
  else expect(refused).toBeLessThan(combinations.length);
});

function complaintOf(right: Tensor | Error | undefined, found: Tensor | Error | undefined): string | undefined {
  if (!right || right instanceof Error || !found) return 'nothing to compare';
  if (found instanceof Error) return found.message.trim().slice(0, 300);
  const distance = distanceOf(right, found);
  return distance <= tolerance ? undefined : `off by ${distance.toPrecision(3)}`;
}
