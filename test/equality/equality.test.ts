/**
 * Networks of Python libraries with random weights, carried over by the maps that come with netspec: each engine gives
 * the outputs that the library gives. `make.py` has the networks; those of libraries that are not installed are skipped.
 * All are of full size, so that they run only if NETSPEC_EQUALITY is the path of a Python.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GalleryEntry, gallery } from '../../src/cli/gallery.js';
import type { Model } from '../../src/graph/graph.js';
import { type Engine, makeReady } from '../../src/run/predict/predict.js';
import { found, keysOf } from '../../src/text/lookup.js';
import { bytesOf } from '../../src/weights/bytes.js';
import { fit } from '../../src/weights/fit.js';
import { load } from '../../src/weights/load.js';
import { parseMap } from '../../src/weights/map.js';
import { openTensors } from '../../src/weights/open.js';
import type { Weights } from '../../src/weights/tensor.js';
import { modelOf } from '../model.js';
import { ort } from '../onnx/engine.js';
import { backends } from '../tensorflow/backends.js';

const { NETSPEC_EQUALITY: python = '' } = process.env;
const script = fileURLToPath(new URL('make.py', import.meta.url));
const run = (...args: readonly string[]) => spawnSync(python, [script, ...args], { encoding: 'utf8' });
const listed = python ? run() : undefined;
const installed: readonly string[] = listed?.status === 0 ? JSON.parse(listed.stdout) : [];

const engines: readonly Engine[] = [
  ...(ort ? (['onnx'] as const) : []),
  ...backends.filter(({ isThere }) => isThere).map(({ backend }) => backend),
];

/** How far an output may be from the library's, relative to the largest value if that is above 1. */
const tolerance = 1e-4;

async function readTensors(folder: string, name: string) {
  const bytes = bytesOf(name, readFileSync(path.join(folder, name)));
  return openTensors(bytes, () => Promise.reject(new Error(`${name} is one file`)));
}

/** All tensors of a file, under their own names. */
async function tensorsIn(folder: string, name: string): Promise<Weights> {
  const { tensors } = await readTensors(folder, name);
  const read = [...tensors].map(
    async ([key, tensor]) => [key, { shape: tensor.shape, data: await tensor.read() }] as const,
  );
  return new Map(await Promise.all(read));
}

/** The weights of a model from the library's, by the map of that name. */
async function carriedOver(model: Model, folder: string, name: string): Promise<Weights> {
  const { map, diagnostics } = parseMap(readFileSync(`maps/${name}.yaml`, 'utf8'), `maps/${name}.yaml`);
  expect(diagnostics).toEqual([]);
  const fitted = fit(model, await readTensors(folder, 'weights.safetensors'), map);
  expect(fitted.ok).toBe(true);
  expect(fitted.leftOver.map(({ name: tensor }) => tensor)).toEqual([]);
  return load(fitted);
}

const entries = keysOf(gallery).flatMap((name) => {
  const { equality }: GalleryEntry = gallery[name];
  return equality ? [{ name, ...equality }] : [];
});

describe.each(entries)('$name is $model of $library', ({ name, map, set = {} }) => {
  const isThere = installed.includes(name);
  const folder = mkdtempSync(path.join(tmpdir(), 'netspec-equality-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    if (!isThere) return;
    const { status, stderr } = run(name, folder);
    if (status !== 0) throw new Error(stderr);
  }, 300_000);

  const model = modelOf(readFileSync(`specs/${name}.yaml`, 'utf8'), { set });
  // Plain JavaScript takes minutes for a hundred million parameters, or for a billion products.
  const isSmall = Number(model.totals.params) < 5e7 && Number(model.totals.macs) < 1e9;
  const able = engines.filter((engine) => engine !== 'cpu' || isSmall);

  test.skipIf(!isThere).each(able)('on %s', { timeout: 120_000 }, async (engine) => {
    const weights = await carriedOver(model, folder, map);
    const values = [...model.outputs.values()];
    const predictor = await makeReady(model, weights, values, { backend: engine });
    const computed = await predictor.predict(await tensorsIn(folder, 'input.npz'));
    predictor.dispose();
    for (const [output, expected] of await tensorsIn(folder, 'output.npz')) {
      const actual = found(computed, found(model.outputs, output));
      expect(actual.shape).toEqual(expected.shape);
      const scale = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const distance = expected.data.reduce(
        (most, value, index) => Math.max(most, Math.abs(value - (actual.data[index] ?? Number.NaN))),
        0,
      );
      console.log(`${name} on ${engine}: ${output} is off by ${distance.toPrecision(2)} of ${scale.toPrecision(3)}`);
      expect(scale).toBeGreaterThan(0.05);
      expect(distance / Math.max(scale, 1)).toBeLessThan(tolerance);
    }
  });
});
