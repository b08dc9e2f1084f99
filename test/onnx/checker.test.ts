/** ONNX files against ONNX's own checker and shape inference, where its Python package is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { onnxModel } from '../../src/targets/onnx/index.js';
import { writeSpec } from '../random/writer.js';
import { withEveryLayer } from './engine.js';

const [numRuns, seed] = [Number(process.env.NETSPEC_RANDOM_RUNS ?? 40), Number(process.env.NETSPEC_RANDOM_SEED ?? 1)];

const hasChecker = spawnSync('python3', ['-c', 'import onnx']).status === 0;

/** The shapes that ONNX infers for each model, by the names of values. Fails if the checker refuses a model. */
function inferredBy(models: readonly Model[]): readonly Readonly<Record<string, readonly (string | number)[]>>[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'netspec-onnx-'));
  try {
    const files = models.map((model, index) => {
      const file = path.join(folder, `${index}.onnx`);
      writeFileSync(file, Buffer.concat([...onnxModel(withEveryLayer(model), new Map())]));
      return file;
    });
    const script = fileURLToPath(new URL('check.py', import.meta.url));
    const { status, stdout, stderr } = spawnSync('python3', [script, ...files], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!hasChecker)('the checker of ONNX', () => {
  const timeout = 300_000 + numRuns * 2_000;
  test('finds no errors, and infers the reported shapes', { timeout }, () => {
    const random = fc.sample(fc.gen(), { numRuns, seed }).map((generator) => compile(writeSpec(generator)).model);
    const whole = compile(readFileSync('specs/inception-v3.yaml', 'utf8')).model;
    const models = [whole, ...random].filter(
      (model): model is Model => model !== undefined && typeof model.totals.params === 'number',
    );
    expect(models.length).toBeGreaterThan(numRuns / 4);
    for (const [index, shapes] of inferredBy(models).entries())
      for (const { name, output } of (models[index] as Model).layers) {
        const known = output.map((dim, axis) => (typeof dim === 'number' ? dim : shapes[`${name}:0`]?.[axis + 1]));
        expect([name, ...(shapes[`${name}:0`] ?? [])]).toEqual([name, 'batch', ...known]);
      }
  });
});
