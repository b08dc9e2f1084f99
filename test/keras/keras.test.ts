/** The module IR is of no one language: Inception V3 printed in Python is what the report says, when Keras builds it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Options } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { kerasCode } from '../../src/targets/keras/index.js';
import { modelOf } from '../model.js';

const { NETSPEC_PYTHON: python = 'python3' } = process.env;
const hasKeras =
  spawnSync(python, ['-c', 'import keras, jax'], { env: { ...process.env, KERAS_BACKEND: 'jax' } }).status === 0;
const file = 'specs/inception-v3.yaml';
const spec = readFileSync(file, 'utf8');

/** What Keras has of a network that it built. */
interface Built {
  readonly params: number;
  readonly shapes: Readonly<Record<string, readonly (number | null)[]>>;
  /** The number of kernels that begin with the values of another. */
  readonly equal_kernels: number;
}

/** Variants of the factory's options, with published numbers of parameters if there are any. */
const variants: readonly { readonly set: NonNullable<Options['set']>; readonly params?: number }[] = [
  { set: { create_aux_logits: false }, params: 23_851_784 },
  { set: { depth_multiplier: 0.25, global_pool: true, spatial_squeeze: false, batch_norm_scale: true } },
];

test.skipIf(!hasKeras)(`Inception V3 in Python (needs keras and jax in ${python})`, { timeout: 240_000 }, () => {
  const written = variantOf({});
  const built = build(
    kerasCode(written),
    variants.map(({ set }) => set),
  );
  for (const [index, { set, params }] of variants.entries()) {
    const { layers, totals } = variantOf(set);
    const { params: counted, shapes, equal_kernels } = built[index] ?? { params: 0, shapes: {}, equal_kernels: 0 };
    expect(counted).toBe(totals.params);
    expect(equal_kernels).toBe(0);
    if (params !== undefined) expect(counted).toBe(params);
    expect(layers.map(({ name }) => [name, shapes[name.replaceAll('/', '>')]])).toEqual(
      layers.map(({ name, output }) => [name, output]),
    );
  }
});

const variantOf = (set: NonNullable<Options['set']>): Model => modelOf(spec, { file, set });

function build(code: string, options: readonly object[]): readonly Built[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'netspec-keras-'));
  try {
    const module = path.join(folder, 'inception_v3.py');
    writeFileSync(module, code);
    const script = fileURLToPath(new URL('build.py', import.meta.url));
    const given = options.map((one) => JSON.stringify(one));
    const { status, stdout, stderr } = spawnSync(python, [script, module, 'create_inception_v3', ...given], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
