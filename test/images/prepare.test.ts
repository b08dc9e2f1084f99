/** What images become, held against TensorFlow's own operations. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { prepareImage } from '../../src/run/images/prepare.js';
import { useBackend } from '../../src/run/verify/backends.js';
import type { Preprocess } from '../../src/spec/spec.js';
import type { Tensor } from '../../src/weights/tensor.js';
import { modelOf } from '../language/network.js';
import { backends } from '../tensorflow/backends.js';
import { sample } from './files.js';

/** What a spec's line means, as it is read. */
function preprocessOf(settings: string, input = '?x?x3'): Preprocess {
  const { graph } = modelOf(
    `inputs: {images: ${input}}\npreprocess: {${settings}}\nlayers: [{op: activation, name: Last, activation: relu}]\noutputs: {out: Last}\n`,
  );
  return graph.spec.preprocess as Preprocess;
}

const prepare = (settings: string, [height, width]: readonly [number, number], image = sample(64, 48)) =>
  prepareImage(image, preprocessOf(settings), { height, width });

const tensorOf = ({ width, height, data }: ReturnType<typeof sample>): tf.Tensor4D =>
  tf.tensor4d(Array.from(data), [1, height, width, 3]);

/** The largest difference between what came out and what should have. */
function expectClose({ shape, data }: Tensor, expected: tf.Tensor, tolerance: number): void {
  expect(shape).toEqual(expected.shape);
  const wanted = expected.dataSync();
  const largest = data.reduce((worst, value, index) => Math.max(worst, Math.abs(value - (wanted[index] as number))), 0);
  expect(largest).toBeLessThanOrEqual(tolerance);
}

const sizes = [
  [48, 64],
  [31, 17],
  [24, 32],
  [100, 131],
  [1, 1],
  [48, 5],
] as const;

describe.each(backends)('on $backend', ({ backend, isThere }) => {
  beforeAll(async () => {
    if (isThere) await useBackend(backend);
  });

  describe.skipIf(!isThere).each(sizes)('to %ix%i', (height, width) => {
    const image = sample(64, 48);

    it.each([true, false])('bilinear is resizeBilinear, with half-pixel centers %s', (half) => {
      const expected = tf.image.resizeBilinear(tensorOf(image), [height, width], false, half);
      const actual = prepare(`resize: bilinear, half_pixel_centers: ${half}`, [height, width]);
      expectClose(actual, expected, 0.002);
    });

    it('nearest is resizeNearestNeighbor', () => {
      const expected = tf.image.resizeNearestNeighbor(tensorOf(image), [height, width], false, true);
      expectClose(prepare('resize: nearest', [height, width]), expected, 0);
    });
  });

  test.skipIf(!isThere)('Inception V3 takes what slim gives it for evaluation', () => {
    const image = sample(401, 333);
    const expected = tf.tidy(() => {
      const scaled = tf.div(tensorOf(image), 255) as tf.Tensor4D;
      // central_crop: a sixteenth of each side, rounded down, is left out on either side.
      const cropped = tf.slice(scaled, [0, 20, 25, 0], [1, 333 - 2 * 20, 401 - 2 * 25, 3]);
      return tf.mul(tf.sub(tf.image.resizeBilinear(cropped, [299, 299], false, false), 0.5), 2);
    });
    const settings = 'crop: 0.875, resize: bilinear, half_pixel_centers: false, range: [-1, 1]';
    expectClose(prepare(settings, [299, 299], image), expected, 1e-4);
  });
});

const native = backends.find(({ backend }) => backend === 'tensorflow');

describe.skipIf(!native?.isThere)('averaging on tensorflow', () => {
  beforeAll(async () => {
    await useBackend('tensorflow');
  });

  /** TensorFlow's tf.image.resize with antialias; TensorFlow.js has only its kernel. */
  function resizeAntialiased(image: tf.Tensor4D, [height, width]: readonly [number, number]): tf.Tensor {
    const { binding, executeSingleOutput } = tf.backend() as unknown as {
      binding: Record<string, number>;
      executeSingleOutput: (name: string, attributes: object[], inputs: tf.Tensor[]) => tf.Tensor;
    };
    const attributes = [
      { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
      { name: 'kernel_type', type: binding.TF_ATTR_STRING, value: 'triangle' },
      { name: 'antialias', type: binding.TF_ATTR_BOOL, value: true },
    ];
    const scale = tf.tensor1d([height / (image.shape[1] as number), width / (image.shape[2] as number)]);
    const inputs = [image, tf.tensor1d([height, width], 'int32'), scale, tf.tensor1d([0, 0])];
    return executeSingleOutput.call(tf.backend(), 'ScaleAndTranslate', attributes, inputs);
  }

  it.each(sizes)('to %ix%i is what TensorFlow does', (height, width) => {
    const expected = resizeAntialiased(tensorOf(sample(64, 48)), [height, width]);
    expectClose(prepare('antialias: true', [height, width]), expected, 0.002);
  });

  it('and cutting out is what torchvision does', () => {
    const image = sample(97, 75);
    const expected = tf.tidy(() => {
      // Resize(40): 40 x floor(40 * 97 / 75); CenterCrop(32) from round(4) and round(9.5), which in Python is 10.
      const resized = resizeAntialiased(tensorOf(image), [40, 51]) as tf.Tensor4D;
      const cropped = tf.div(tf.slice(resized, [0, 4, 10, 0], [1, 32, 32, 3]), 255);
      return tf.div(tf.sub(cropped, [0.485, 0.456, 0.406]), [0.229, 0.224, 0.225]);
    });
    const settings =
      'shorter_side: 40, antialias: true, range: [0, 1], mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]';
    expectClose(prepare(settings, [32, 32], image), expected, 1e-4);
  });
});

describe('values', () => {
  const pixel = { width: 1, height: 1, data: Uint8Array.of(255, 51, 0) };
  const valuesOf = (settings: string, input = '1x1x3') =>
    Array.from(prepareImage(pixel, preprocessOf(settings, input), { height: 1, width: 1 }).data);

  it('are those of the image by default', () => {
    expect(valuesOf('')).toEqual([255, 51, 0]);
  });

  it('are scaled to a range, like in Keras’s mode tf', () => {
    expect(valuesOf('range: [-1, 1]')).toEqual([1, Math.fround(51 / 127.5 - 1), -1]);
  });

  it('have blue first and a mean subtracted, like in Keras’s mode caffe', () => {
    const expected = [0 - 103.939, 51 - 116.779, 255 - 123.68].map(Math.fround);
    expect(valuesOf('channels: bgr, mean: [103.939, 116.779, 123.68]')).toEqual(expected);
  });

  it('take one mean and one deviation for all channels', () => {
    expect(valuesOf('range: [0, 1], mean: 0.5, std: 0.5')).toEqual([1, Math.fround((0.2 - 0.5) / 0.5), -1]);
  });

  it('are grayscale if the network has one channel', () => {
    const [grey] = valuesOf('channels: grayscale', '1x1x1');
    expect(grey).toBeCloseTo(0.299 * 255 + 0.587 * 51, 4);
  });
});

describe('an input of unknown size', () => {
  const sized = (settings: string) =>
    prepareImage(sample(65, 48), preprocessOf(settings), { height: null, width: null }).shape;

  it('has the size of the image after cropping', () => {
    expect(sized('')).toEqual([1, 48, 65, 3]);
    expect(sized('crop: 0.5')).toEqual([1, 24, 33, 3]);
  });

  it('keeps the aspect ratio', () => {
    expect(sized('shorter_side: 24')).toEqual([1, 24, 32, 3]);
  });
});
