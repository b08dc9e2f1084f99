/** Images for networks to look at: square, with values from 0 to 1. */
import type { Tensor } from '../../src/weights/tensor.js';

type Colour = readonly [number, number, number];

/** Colours by place, which runs from 0 to 1 from the upper left. */
const images: readonly ((row: number, column: number) => Colour)[] = [
  (row, column) => [row, column, 1 - row],
  (row, column) => (Math.hypot(row - 0.5, column - 0.4) < 0.3 ? [0.9, 0.6, 0.5] : [0.1, 0.2, 0.3]),
  (row, column) => (Math.floor(8 * row + 5 * column) % 2 === 0 ? [1, 1, 1] : [0.8, 0, 0.1]),
  (row, column) => [noise(row, column, 1), noise(row, column, 2), noise(row, column, 3)],
];

/** A number from 0 to 1 that looks like chance, and is always the same. */
function noise(row: number, column: number, channel: number): number {
  const value = Math.sin(row * 12989.8 + column * 78233.3 + channel * 37719.1) * 43758.5453;
  return value - Math.floor(value);
}

/** All of them as one batch. */
export function imagesOf(size: number): Tensor {
  const places = Array.from({ length: size }, (_, index) => index / size);
  const data = images.flatMap((colour) => places.flatMap((row) => places.flatMap((column) => colour(row, column))));
  return { shape: [images.length, size, size, 3], data: Float32Array.from(data) };
}
