/** What moves elements to other places. */
import { computed, Products, placeOf, type Source, stepsOf } from './source.js';

type Pair = readonly [number, number];

/** Rows above and below an image, columns left and right of it. */
export type Margins = readonly [Pair, Pair];

/** An image with zeros around it. */
export function padWithZeros(image: Source, [[top], [left]]: Margins, output: readonly number[]): Source {
  const [height = 1, width = 1, channels = 1] = image.shape;
  return computed(output, (index) => {
    const [row = 0, column = 0, channel = 0] = placeOf(index, output);
    const [y, x] = [row - top, column - left];
    const isInside = y >= 0 && y < height && x >= 0 && x < width;
    return isInside ? image.at((y * width + x) * channels + channel) : { value: 0, spread: 0 };
  });
}

/** Inputs one behind the other along an axis, counted as in Keras. */
export function concat(inputs: readonly [Source, ...Source[]], axis: number, output: readonly number[]): Source {
  const along = axis < 0 ? output.length + axis : axis - 1;
  const before: { readonly input: Source; readonly first: number }[] = [];
  let first = 0;
  for (const input of inputs) {
    before.push({ input, first });
    first += input.shape[along] ?? 0;
  }
  return computed(output, (index) => {
    const place = placeOf(index, output);
    const found = before.findLast((one) => one.first <= (place[along] as number)) ?? { input: inputs[0], first: 0 };
    place[along] = (place[along] as number) - found.first;
    const steps = stepsOf(found.input.shape);
    return found.input.at(place.reduce((sum, position, dimension) => sum + position * (steps[dimension] as number), 0));
  });
}

/** From an index into a shape to the index into one that is 1 where it stands for all. */
export function broadcast(shape: readonly number[], output: readonly number[]): (index: number) => number {
  if (shape.join() === output.join()) return (index) => index;
  const steps = stepsOf(shape).map((step, axis) => (shape[axis] === 1 ? 0 : step));
  return (index) => placeOf(index, output).reduce((sum, position, axis) => sum + position * (steps[axis] as number), 0);
}

/** Larger by whole factors, with each pixel repeated. */
export function repeatPixels(image: Source, size: Pair, output: readonly number[]): Source {
  const [, width = 1, channels = 1] = image.shape;
  return computed(output, (index) => {
    const [row = 0, column = 0, channel = 0] = placeOf(index, output);
    return image.at((Math.floor(row / size[0]) * width + Math.floor(column / size[1])) * channels + channel);
  });
}

/** Larger by whole factors, bilinear, with the first pixel of the output on the first of the input: output y is at y / factor. */
export function blendPixels(image: Source, size: Pair, output: readonly number[]): Source {
  const [height = 1, width = 1, channels = 1] = image.shape;
  const along = (position: number, factor: number, length: number) => {
    const first = Math.floor(position / factor);
    const share = position / factor - first;
    return [
      { at: first, share: 1 - share },
      { at: Math.min(first + 1, length - 1), share },
    ];
  };
  return computed(output, (index) => {
    const [row = 0, column = 0, channel = 0] = placeOf(index, output);
    const sum = new Products();
    for (const y of along(row, size[0], height))
      for (const x of along(column, size[1], width))
        sum.add(y.share * x.share, image, (y.at * width + x.at) * channels + channel);
    return sum.element;
  });
}
