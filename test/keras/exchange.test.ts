/** Weights as safetensors: the generated module loads what netspec writes, and `netspec run` reads what Python saves. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { isKnown } from '../../src/expressions/shape.js';
import { randomInputs, randomWeights } from '../../src/run/verify/numbers.js';
import { kerasCode } from '../../src/targets/keras/index.js';
import { readNpy, writeNpy } from '../../src/weights/npy.js';
import { writeNpz } from '../../src/weights/npz.js';
import { Folder, netspec } from '../cli/netspec.js';
import { modelOf } from '../model.js';
import { hasPackages, python, runScript } from './python.js';

/** Weights whose names are Keras's, and of layers that are classes of the module. */
const text = `netspec: 1
name: exchanged
inputs: {images: 8x8x3}
layers:
- {op: conv2d, name: Conv, filters: 4, kernel_size: 3, padding: same, batch_norm: true, activation: relu}
- {op: depthwise_conv2d, name: Depthwise, kernel_size: 3, strides: 2, padding: same}
- {op: rearrange, name: Patches, pattern: (h p) (w q) c -> (h w) (p q) c, sizes: {p: 2, q: 2}}
- {op: multi_head_attention, name: Attention, num_heads: 2}
- {op: reshape, name: Rows, target_shape: 16x4}
- {op: position_embedding, name: Positions, sequence_length: 20}
- {op: gru, name: Gru, units: 5, bidirectional: concat}
- {op: dense, name: Logits, units: 3}
outputs: {logits: Logits}
`;

/** What the script prints; outputs are tables. */
interface Exchanged {
  /** The first and the last tensor of the file. */
  readonly names: readonly [string, string];
  readonly refusals: readonly { readonly message: string; readonly unchanged: boolean }[];
  readonly loaded: { readonly logits: readonly (readonly number[])[] };
  readonly trained: { readonly logits: readonly (readonly number[])[] };
}

describe.each(['jax', 'torch'])(`on %s (needs keras and safetensors in ${python})`, (backend) => {
  const isThere = hasPackages('keras', 'safetensors', backend);
  const folder = new Folder();
  const model = modelOf(text);
  const shapes = new Map<string, readonly number[]>(
    model.layers.flatMap(({ name, weights }) =>
      weights.map((weight) => [`${name}/${weight.name}`, weight.shape.filter(isKnown)] as const),
    ),
  );
  let found: Exchanged;

  beforeAll(async () => {
    if (!isThere) return;
    folder.write('exchanged.yaml', text);
    folder.write('weights.npz', writeNpz(randomWeights(model)));
    const files = ['exchanged.yaml', 'weights.npz', 'weights.safetensors'].map((file) => folder.at(file));
    expect(await netspec(['weights', 'convert', ...files])).toMatchObject({ status: 0 });
    const [images = { shape: [], data: new Float32Array() }] = randomInputs(model).values();
    const given = {
      module: folder.write('exchanged.py', kerasCode(model)),
      factory: 'create_exchanged',
      weights: folder.at('weights.safetensors'),
      input: folder.write('images.npy', writeNpy(images)),
      saved: folder.at('trained.safetensors'),
    };
    found = (await runScript('exchange.py', given, backend)) as Exchanged;
  }, 120_000);

  /** What `netspec run` computes with weights. */
  async function logits(weights: string): Promise<readonly number[]> {
    const input = ['--weights', folder.at(weights), '--input', folder.at('images.npy')];
    const args = ['run', folder.at('exchanged.yaml'), ...input, '--endpoint', 'logits', '--backend', 'cpu'];
    expect(await netspec([...args, '--output', folder.at('logits.npy')])).toMatchObject({ status: 0 });
    return [...(await readNpy('logits.npy', readFileSync(folder.at('logits.npy')))).data];
  }

  test.skipIf(!isThere)('a file of netspec gives the same outputs in Python', async () => {
    expect(distance(found.loaded.logits.flat(), await logits('weights.safetensors'))).toBeLessThan(1e-5);
  });

  test.skipIf(!isThere)('a file of Python gives the same outputs in netspec', async () => {
    expect(distance(found.trained.logits.flat(), found.loaded.logits.flat())).toBeGreaterThan(1e-3);
    expect(distance(found.trained.logits.flat(), await logits('trained.safetensors'))).toBeLessThan(1e-5);
  });

  test.skipIf(!isThere)('tensors that do not fit are named, and change no weight', () => {
    const [first, last] = found.names;
    const tuple = (shape: readonly number[] = []) => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
    const misshapen = (name: string) =>
      `${name} has shape ${tuple([1, ...(shapes.get(name) ?? [])])}, not ${tuple(shapes.get(name))}`;
    const leftOver = 'other is not a weight of the model';
    const missing = `${first} is missing`;
    expect(found.refusals).toEqual(
      [missing, leftOver, misshapen(first), `${missing}; ${misshapen(last)}; ${leftOver}`].map((problems) => ({
        message: `The tensors do not fit the model: ${problems}`,
        unchanged: true,
      })),
    );
  });
});

const distance = (some: readonly number[], others: readonly number[]): number => {
  expect(some).toHaveLength(others.length);
  return Math.max(...some.map((one, index) => Math.abs(one - (others[index] ?? Number.NaN))));
};
