/** Networks with layers of the module's own: Keras saves them, and another process that imports the module loads them. */
import { describe, expect, test } from 'vitest';
import { randomInputs, randomWeights } from '../../src/run/verify/numbers.js';
import { kerasCode } from '../../src/targets/keras/index.js';
import { naming, snakeCase } from '../../src/targets/keras/naming.js';
import { writeNpz } from '../../src/weights/npz.js';
import { Folder } from '../cli/netspec.js';
import { verifiedModelOf } from '../gallery/models.js';
import { hasPackages, python, runScript } from './python.js';

const { KERAS_BACKEND: backend = 'jax' } = process.env;
const isThere = hasPackages('keras', backend);

/** Networks of the gallery; each has layers that the others lack. */
const specs = ['alexnet', 'convnext-tiny', 'gpt2', 'pointnet', 'shufflenet-v2', 'swin-t'];

describe.skipIf(!isThere)(`on ${backend} (needs keras and ${backend} in ${python})`, () => {
  test('networks are the same after saving and loading', { timeout: 600_000 }, async () => {
    const folder = new Folder();
    const cases = specs.map((spec) => {
      const model = verifiedModelOf(spec);
      const code = kerasCode(model);
      expect(code).toContain('(layers.Layer):');
      const name = snakeCase(spec);
      folder.write(`${name}.py`, code);
      const inputs = [...randomInputs(model)].map(([input, tensor]) => [`input/${input}`, tensor] as const);
      folder.write(`${name}.npz`, writeNpz(new Map([...inputs, ...randomWeights(model)])));
      return { name, factory: naming.factory(model.graph.spec) };
    });
    const unchanged = Object.fromEntries(cases.map(({ name }) => [name, []]));
    const given = { folder: folder.path, cases };
    expect(await runScript('saved.py', given, backend)).toEqual(unchanged);
    expect(await runScript('saved.py', given, backend)).toEqual(unchanged);
  });
});
