/** examples/train.py on one device and on two, killed and started again, and its weights on TensorFlow.js. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { kerasCode } from '../../src/targets/keras/index.js';
import { bytesOf } from '../../src/weights/bytes.js';
import { readNpy, writeNpy } from '../../src/weights/npy.js';
import { openTensors } from '../../src/weights/open.js';
import { Folder, netspec } from '../cli/netspec.js';
import { modelOf } from '../model.js';
import { hasPackages, python, runScript } from './python.js';

/** Trainings that run; none outlives the tests. */
const running = new Set<() => void>();
afterAll(() => {
  for (const kill of running) kill();
});

const folder = new Folder();
const folderOf = (name: string) => mkdirSync(folder.at(name), { recursive: true });

/** Starts a training on a number of CPU devices: devices of one process on JAX, processes on PyTorch. */
function start(backend: string, devices: number, args: readonly string[]) {
  const script = fileURLToPath(new URL('../../examples/train.py', import.meta.url));
  const torchrun = ['-m', 'torch.distributed.run', '--standalone', `--nproc-per-node=${devices}`];
  const child = spawn(python, [...(backend === 'torch' && devices > 1 ? torchrun : []), script, ...args], {
    env: {
      ...process.env,
      KERAS_BACKEND: backend,
      OMP_NUM_THREADS: '1',
      XLA_FLAGS: `--xla_force_host_platform_device_count=${devices}`,
    },
    // Processes of torchrun are killed with it.
    detached: true,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      printed += text;
    });
  const kill = () => void (child.pid && process.kill(-child.pid, 'SIGKILL'));
  running.add(kill);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  ended.then(() => running.delete(kill));
  return {
    ended,
    kill,
    /** What a training prints that ends well. */
    async output(): Promise<string> {
      if ((await ended) !== 0) throw new Error(printed);
      return printed;
    },
  };
}

async function tensorsIn(file: string): Promise<ReadonlyMap<string, Float32Array>> {
  const { tensors } = await openTensors(bytesOf(file, readFileSync(file)), () => Promise.reject(new Error(file)));
  const read = [...tensors].map(async ([name, tensor]) => [name, await tensor.read()] as const);
  return new Map(await Promise.all(read));
}

const logitsIn = async (file: string) => new Map([['logits', (await readNpy(file, readFileSync(file))).data]]);

/** What exchange.py prints of outputs, which are tables. */
interface LoadedNetwork {
  readonly loaded: { readonly logits: readonly (readonly number[])[] };
}

const trained = (out: string) => tensorsIn(folder.at(`${out}/weights.safetensors`));

/** The largest difference of two files of the same tensors. */
function distance(some: ReadonlyMap<string, Float32Array>, others: ReadonlyMap<string, Float32Array>): number {
  expect([...some.keys()].sort()).toEqual([...others.keys()].sort());
  return Math.max(
    ...[...some].flatMap(([name, data]) =>
      [...data].map((one, index) => Math.abs(one - (others.get(name)?.[index] ?? NaN))),
    ),
  );
}

describe.each(['jax', 'torch'])(
  `on %s (needs keras, safetensors and pillow in ${python})`,
  { timeout: 240_000 },
  (backend) => {
    const isThere = hasPackages('keras', 'safetensors', 'PIL', backend);

    test.skipIf(!isThere)('two devices take the same step as one', async () => {
      const module = folder.write('gpt2.py', kerasCode(modelOf(readFileSync('specs/gpt2.yaml', 'utf8'))));
      const tokens = Float32Array.from({ length: 8 * 8 + 1 }, (_, index) => (index * index) % 11);
      const corpus = folder.write('corpus.npy', writeNpy({ shape: [tokens.length], data: tokens }));
      const network = ['vocabulary=11', 'units=8', 'heads=2', 'blocks=1', 'input_shape=(8,)'];
      const step = ['--epochs=1', '--batch-size=8', '--optimizer=sgd', '--learning-rate=100', '--precision=float32'];
      const weightsAfter = async (out: string, devices: number, ...options: readonly string[]) => {
        const args = [module, corpus, '--set', ...network, ...step, '--out', folder.at(out), ...options];
        await start(backend, devices, args).output();
        return trained(out);
      };
      const [one, two, shared] = await Promise.all([
        weightsAfter(`${backend}-one`, 1),
        weightsAfter(`${backend}-two`, 2),
        backend === 'jax' ? weightsAfter('jax-shared', 2, '--model-parallel=2') : undefined,
      ]);
      // It is 0 at first.
      expect(Math.max(...(one.get('ln_f/beta') ?? []))).toBeGreaterThan(0.001);
      expect(distance(one, two)).toBeLessThan(1e-4);
      if (shared) expect(distance(one, shared)).toBeLessThan(1e-4);
    });

    test.skipIf(!isThere)('a killed training resumes, and TensorFlow.js predicts what Keras does', async () => {
      const spec = folder.write('photos.yaml', photos);
      const module = folder.write('photos.py', kerasCode(modelOf(photos)));
      const images = writePhotos();
      const options = ['--range', '-1', '1', '--batch-size=8', '--learning-rate=0.01', '--precision=float32'];
      // Processes take long to start, and only the first one saves.
      const devices = backend === 'torch' ? 1 : 2;
      const train = (out: string, epochs: number) =>
        start(backend, devices, [module, images, ...options, `--epochs=${epochs}`, '--out', folder.at(out)]);

      const checkpoint = folder.at(`${backend}-killed/checkpoint/training_metadata.json`);
      const killed = train(`${backend}-killed`, 10_000);
      const epochs = () =>
        Number(/"epoch": (\d+)/.exec(existsSync(checkpoint) ? readFileSync(checkpoint, 'utf8') : '')?.[1]);
      // In the third epoch, batches that were read in the first one would show.
      while (!(epochs() >= 3)) await Promise.race([setTimeout(20), killed.output()]);
      killed.kill();
      await killed.ended;
      const epoch = epochs();

      const runs = [train(`${backend}-whole`, epoch + 3), train(`${backend}-killed`, epoch + 3)] as const;
      const [whole, resumed] = await Promise.all([runs[0].output(), runs[1].output()]);
      const losses = lossesIn(whole);
      expect(losses).toHaveLength(epoch + 3);
      expect(losses.at(-1)).toBeLessThan(0.8 * Number(losses[0]));
      expect(lossesIn(resumed).length).toBeLessThan(epoch + 3);
      expect(distance(await trained(`${backend}-whole`), await trained(`${backend}-killed`))).toBeLessThan(1e-6);

      const weights = folder.at(`${backend}-killed/weights.safetensors`);
      const pixels = Float32Array.from({ length: 2 * 16 * 16 * 3 }, (_, index) => Math.sin(index));
      const input = folder.write('images.npy', writeNpy({ shape: [2, 16, 16, 3], data: pixels }));
      const given = { module, factory: 'create_photos', weights, input, saved: folder.at('more.safetensors') };
      const { loaded } = (await runScript('exchange.py', given, backend)) as LoadedNetwork;
      const ours = folder.at('tfjs.npy');
      const run = ['run', spec, '--weights', weights, '--input', input, '--endpoint', 'logits', '--backend', 'cpu'];
      expect(await netspec([...run, '--output', ours])).toMatchObject({ status: 0 });
      const logits = new Map([['logits', Float32Array.from(loaded.logits.flat())]]);
      expect(distance(logits, await logitsIn(ours))).toBeLessThan(1e-5);
    });
  },
);

/** A network with an auxiliary head. */
const photos = `netspec: 1
name: photos
parameters: {num_classes: {default: 2, type: integer, above: 0}}
inputs: {images: 16x16x3}
layers:
- {op: conv2d, name: Conv, filters: 4, kernel_size: 3x3, strides: 2, batch_norm: true, activation: relu}
- {op: global_avg_pool2d, name: AuxPool}
- {op: dense, name: AuxLogits, units: num_classes}
- {op: global_max_pool2d, name: Pool, input: Conv}
- {op: dense, name: Logits, units: num_classes}
- {op: activation, name: Predictions, activation: softmax}
outputs: {logits: Logits, aux_logits: AuxLogits, predictions: Predictions}
`;

/** Writes images of two classes: one is red, the other blue. */
function writePhotos(): string {
  for (const [label, channel] of Object.entries({ red: 0, blue: 2 })) {
    folderOf(`photos/${label}`);
    for (let index = 0; index < 16; index += 1) {
      const bright = (at: number) => (at % 3 === channel ? 200 : 40) + ((at * 7919 + index * 31) % 50);
      const pixels = Buffer.from(Array.from({ length: 16 * 16 * 3 }, (_, at) => bright(at)));
      folder.write(`photos/${label}/${index}.ppm`, Buffer.concat([Buffer.from('P6 16 16 255\n'), pixels]));
    }
  }
  return folder.at('photos');
}

/** The losses at the ends of epochs, of what Keras prints. */
function lossesIn(printed: string): readonly number[] {
  const epochs = printed.split(/Epoch \d+\/\d+/).slice(1);
  return epochs.map((epoch) => Number([...epoch.matchAll(/ loss: ([\d.]+)/g)].at(-1)?.[1]));
}
