/** Networks in mixed precision: outputs of float32 that are close to those without it, and a step of training. */
import { expect, test } from 'vitest';
import type { Options } from '../../src/compile.js';
import { randomInputs, randomWeights } from '../../src/run/verify/numbers.js';
import { kerasCode } from '../../src/targets/keras/index.js';
import { naming, snakeCase } from '../../src/targets/keras/naming.js';
import { writeNpz } from '../../src/weights/npz.js';
import { Folder } from '../cli/netspec.js';
import { modelOf } from '../gallery/models.js';
import { hasPackages, python, runScript } from './python.js';

const { KERAS_BACKEND: backend = 'torch' } = process.env;
/** PyTorch compiles nothing, which takes the others longer than the networks. */
const most = backend === 'torch' ? undefined : 2;

/** How far outputs may be apart, relative to their size. The steps of bfloat16 are 0.004 to 0.008 of a number. */
const tolerance = 0.03;

/** Networks of the gallery, made small; each has layers that the others lack. */
const specs: Readonly<Record<string, Options>> = {
  gpt2: { set: { units: 24, heads: 2, blocks: 1 }, input: { tokens: [300] } },
  unet: { set: { width: 4 }, input: { image: [64, 64, 1] } },
  'bilstm-imdb': { set: { embedding_size: 8, state_size: 4 }, input: { tokens: [5] } },
  'detr-r50': { set: { width: 4, units: 16, blocks: 1, num_queries: 7 }, input: { images: [32, 32, 3] } },
  'mobilevit-s': { input: { images: [64, 64, 3] }, until: 'stage3' },
  'nasnet-mobile': { set: { filters: 8 }, input: { images: [64, 64, 3] }, until: 'normal_1' },
  'shufflenet-v2': { input: { images: [32, 32, 3] } },
  'swin-t': { set: { width: 12, rows: 2 }, input: { images: [56, 56, 3] }, until: 'features_1' },
};

interface Mixed {
  readonly found: Readonly<Record<string, { readonly distance: number }>>;
  readonly warnings: readonly string[];
}

test.skipIf(!hasPackages('keras', backend))(
  `on ${backend} (needs keras and ${backend} in ${python})`,
  { timeout: 240_000 },
  async () => {
    const folder = new Folder();
    const cases = Object.entries(specs)
      .slice(0, most)
      .map(([spec, options]) => {
        const model = modelOf(spec, options);
        const name = snakeCase(spec);
        folder.write(`${name}.py`, kerasCode(model));
        const inputs = [...randomInputs(model)].map(([input, tensor]) => [`input/${input}`, tensor] as const);
        folder.write(`${name}.npz`, writeNpz(new Map([...inputs, ...randomWeights(model)])));
        return { name, factory: naming.factory(model.graph.spec) };
      });
    const { found, warnings } = (await runScript('mixed.py', { folder: folder.path, cases }, backend)) as Mixed;
    for (const { name } of cases) {
      expect(found[name], name).toMatchObject({ dtypes: ['float32'], finite: true, trained: true });
      expect(found[name]?.distance, name).toBeLessThan(tolerance);
    }
    // Keras warns where a layer drops the mask of another.
    expect(warnings.filter((one) => one.includes('mask'))).toEqual([]);
  },
);
