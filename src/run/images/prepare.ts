/** Prepares images as inputs of a network: crops and resizes them, and scales their values. */

import type { Preprocess } from '../../spec/spec.js';
import { itemAt } from '../../text/lookup.js';
import type { Tensor } from '../../weights/tensor.js';
import type { DecodedImage } from './decode.js';

/**
 * The tensor of an image, a batch of one: 1, height, width, channels. Unknown sizes of the input are those of the
 * image after cropping and resizing. Everything is computed in floating point, without rounding in between.
 */
export function prepareImage(
  image: DecodedImage,
  preprocess: Preprocess,
  input: { readonly height: number | null; readonly width: number | null },
): Tensor {
  const box = { height: centre(image.height, preprocess.crop), width: centre(image.width, preprocess.crop) };
  const { shorterSide } = preprocess;
  const shorter = Math.min(box.height.size, box.width.size);
  const axis = (side: 'height' | 'width'): readonly Taps[] => {
    const { start, size } = box[side];
    // As in torchvision, which rounds the longer side down.
    const resized = shorterSide === undefined ? (input[side] ?? size) : Math.floor((shorterSide * size) / shorter);
    const length = input[side] ?? resized;
    const cut = roundHalfToEven((resized - length) / 2);
    return Array.from({ length }, (_, index) => shift(tapsOf(cut + index, size / resized, size, preprocess), start));
  };
  const [rows, columns] = [axis('height'), axis('width')];
  const values = resample(image, rows, columns);
  const data = recolour(values, preprocess);
  return { shape: [1, rows.length, columns.length, data.length / (rows.length * columns.length)], data };
}

/** The part of an axis that is kept; the rest on each side is rounded down, as in TensorFlow. */
function centre(size: number, share: number): { readonly start: number; readonly size: number } {
  const start = Math.floor((size - size * share) / 2);
  return { start, size: size - 2 * start };
}

/** Python's round, with which torchvision finds the first pixel to keep. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}

/** The pixels of the source for a pixel of the result, along an axis: the first one, and the weights from there. */
interface Taps {
  readonly start: number;
  readonly weights: readonly number[];
}

const shift = ({ start, weights }: Taps, by: number): Taps => ({ start: start + by, weights });

/**
 * The source of the pixel at an index, out of `size` pixels, `scale` of which become one. Bilinear interpolation weighs
 * them by a triangle around the pixel's position; it reaches to the next pixel, or, if averaging, over all that become
 * one.
 */
function tapsOf(index: number, scale: number, size: number, { resize, halfPixelCenters, antialias }: Preprocess): Taps {
  const edge = halfPixelCenters ? (index + 0.5) * scale : index * scale;
  if (resize === 'nearest') return { start: Math.min(Math.floor(edge), size - 1), weights: [1] };
  const place = halfPixelCenters ? edge - 0.5 : edge;
  const reach = antialias ? Math.max(scale, 1) : 1;
  const start = Math.max(Math.ceil(place - reach), 0);
  const end = Math.min(Math.floor(place + reach), size - 1);
  const heights = Array.from({ length: end - start + 1 }, (_, at) => 1 - Math.abs(start + at - place) / reach);
  const total = heights.reduce((sum, height) => sum + height, 0);
  return { start, weights: heights.map((height) => height / total) };
}

/** The image at other rows and columns: red, green and blue of each pixel, from 0 to 255. */
function resample({ width, data }: DecodedImage, rows: readonly Taps[], columns: readonly Taps[]): Float64Array {
  const result = new Float64Array(rows.length * columns.length * 3);
  const blended = new Float64Array(width * 3);
  let to = 0;
  for (const row of rows) {
    blended.fill(0);
    for (const [index, weight] of row.weights.entries()) {
      const from = (row.start + index) * width * 3;
      for (let at = 0; at < blended.length; at += 1) blended[at] = (blended[at] ?? 0) + weight * (data[from + at] ?? 0);
    }
    for (const { start, weights } of columns) {
      for (let channel = 0; channel < 3; channel += 1, to += 1) {
        let sum = 0;
        for (let index = 0; index < weights.length; index += 1)
          sum += (weights[index] ?? 0) * (blended[(start + index) * 3 + channel] ?? 0);
        result[to] = sum;
      }
    }
  }
  return result;
}

/**
 * The weights of red, green and blue in each channel. Gray is the luma of ITU-R BT.601, as in Pillow and TensorFlow.
 */
const mixtures: Readonly<Record<Preprocess['channels'], readonly (readonly [number, number, number])[]>> = {
  rgb: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  bgr: [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ],
  grayscale: [[0.299, 0.587, 0.114]],
};

function recolour(values: Float64Array, { channels, range: [low, high], mean, std }: Preprocess): Float32Array {
  const mixture = mixtures[channels];
  const result = new Float32Array((values.length / 3) * mixture.length);
  let to = 0;
  const made = mixture.map((parts, channel) => ({ parts, mean: itemAt(mean, channel), std: itemAt(std, channel) }));
  for (let pixel = 0; pixel < values.length; pixel += 3) {
    const [r, g, b] = [values[pixel] ?? 0, values[pixel + 1] ?? 0, values[pixel + 2] ?? 0];
    for (const { parts, mean, std } of made) {
      const [red, green, blue] = parts;
      const inRange = low + ((red * r + green * g + blue * b) / 255) * (high - low);
      result[to] = (inRange - mean) / std;
      to += 1;
    }
  }
  return result;
}
