/** The predictions that README.md and docs/run.md show are made, with files of the names that they have there. */
import { mkdirSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../src/run/verify/backends.js';
import { writeNpy } from '../../src/weights/npy.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import { Folder, netspec } from '../cli/netspec.js';
import { encodeJpeg, sample } from '../images/files.js';
import { BlankInception } from '../weights/inception.js';
import { fencesOf, readPage } from './page.js';

const commands = ['README.md', 'docs/run.md'].flatMap((file) =>
  fencesOf(readPage(file)).flatMap(({ text }) => text.match(/^(npx )?netspec run .*$/gm) ?? []),
);
const folder = new Folder();

beforeAll(async () => {
  await useBackend();
  const network = new BlankInception('torchvision', 1);
  // The smallest input: what the weights are does not depend on it.
  tf.tidy(() => void network.run(tf.zeros([1, 107, 107, 3]), 1000, true));
  folder.write('inception_v3.safetensors', writeSafetensors(network.tensors));
  folder.write('cat.jpg', await encodeJpeg(sample(640, 480)));
  mkdirSync(folder.at('cats'));
  for (const name of ['tom', 'felix']) folder.write(`cats/${name}.jpg`, await encodeJpeg(sample(320, 240)));
  folder.write('small.npy', writeNpy({ shape: [1, 150, 150, 3], data: new Float32Array(150 * 150 * 3) }));
  folder.write('imagenet.txt', Array.from({ length: 1000 }, (_, index) => `class ${index}\n`).join(''));
});

describe('the predictions of the documentation', () => {
  it('are found', () => {
    expect(commands.length).toBeGreaterThan(3);
  });

  it.each(commands)('%s', async (command) => {
    const [, ...words] = command.replace(/^npx /, '').replaceAll("'", '').split(' ');
    const args = words.map((word) => (/^([^/]+\.\w+|cats.*)$/.test(word) ? folder.at(word) : word));
    const { status, stdout, stderr } = await netspec(args);
    expect({ status, stderr }).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^\d images? on |^1 example on /),
    });
    expect(stdout).toMatch(/^(predictions$|Mixed_\w+ |example,output)/m);
  });
});
