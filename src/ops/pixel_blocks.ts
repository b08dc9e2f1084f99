/** Ops that move blocks of pixels into channels, and back. */
import type { Algebra } from '../algebra/algebra.js';
import { unevenBlocks, unevenPixels } from '../diagnostics/messages/shapes.js';
import { floorDivide, isKnown, multiply } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { defineOp, oneImage } from './op.js';

const attributes = {
  block_size: attribute(
    { type: 'integer', minimum: 1 },
    {
      doc: 'The height and width of a block.',
      aliases: ['blocksize', 'size', 'scale', 'factor', 'upscale_factor', 'downscale_factor', 'r', 'stride'],
    },
  ),
  mode: attribute(
    { type: 'choice', choices: ['dcr', 'crd'] },
    {
      doc: 'The order of channels, as ONNX calls it. dcr: all channels of the first pixel, then those of the second, as in TensorFlow. crd: all pixels of the first channel, then those of the second, as in PyTorch.',
      default: 'dcr',
      aliases: ['order'],
    },
  ),
} as const;

/** Splits an axis into two, of which the second has a size. */
function splitOff<T, N>(t: Algebra<T, N>, x: T, axis: number, size: N): T {
  const sizes: (N | number)[] = t.axes(x).map((own) => t.size(x, own));
  return t.reshape(x, sizes.toSpliced(sizes.length + axis, 1, -1, size));
}

export const spaceToDepth = defineOp({
  name: 'space_to_depth',
  keras: 'SpaceToDepth',
  aliases: [['PixelUnshuffle', 'with mode: crd']],
  doc: 'Moves each block of pixels into the channels of one pixel.',
  kind: 'shape',
  figure: { shows: 'block_size' },
  inputs: oneImage,
  attributes,
  window: ({ block_size: side }) => ({
    kind: 'sliding',
    kernel: [side, side],
    strides: [side, side],
    padding: 'valid',
  }),
  infer({ image }, { block_size: side }, assume) {
    const [height, width, channels] = image.shape;
    for (const [name, size] of [
      ['height', height],
      ['width', width],
    ] as const) {
      if (!isKnown(size)) assume(`${size} % ${side} == 0`);
      else if (size % side !== 0) return new RuleFault(unevenBlocks(name, size, side), { attribute: 'block_size' });
    }
    const shape = [floorDivide(height, side), floorDivide(width, side), multiply(channels, side * side)];
    return { output: { ...image, shape } };
  },
  compute(t, { image }, _, { block_size: side, mode }) {
    const pixels = splitOff(t, splitOff(t, image, -3, side), -2, side);
    // Of height, row in the block, width, column in the block, channels.
    const ordered = t.transpose(pixels, mode === 'dcr' ? [-5, -3, -4, -2, -1] : [-5, -3, -1, -4, -2]);
    return t.merge(t.merge(ordered, -3), -2);
  },
});

export const depthToSpace = defineOp({
  name: 'depth_to_space',
  keras: 'DepthToSpace',
  aliases: [
    ['PixelShuffle', 'with mode: crd'],
    ['SubPixel', 'with mode: crd'],
  ],
  doc: 'Makes a block of pixels of the channels of each pixel.',
  kind: 'shape',
  figure: { shows: 'block_size' },
  inputs: oneImage,
  attributes,
  window: ({ block_size: side }) => ({ kind: 'enlarged', factors: [side, side], isBlended: false }),
  infer({ image }, { block_size: side }, assume) {
    const [height, width, channels] = image.shape;
    const pixels = side * side;
    if (!isKnown(channels)) assume(`${channels} % ${pixels} == 0`);
    else if (channels % pixels !== 0) return new RuleFault(unevenPixels(channels, side), { attribute: 'block_size' });
    const shape = [multiply(height, side), multiply(width, side), floorDivide(channels, pixels)];
    return { output: { ...image, shape } };
  },
  compute(t, { image }, _, { block_size: side, mode }) {
    const split =
      mode === 'dcr'
        ? t.split(t.split(image, -1, side), -1, side)
        : splitOff(t, splitOff(t, image, -1, side), -2, side);
    // Of height, width, and in either order the channels, and row and column in the block.
    const ordered = t.transpose(split, mode === 'dcr' ? [-5, -3, -4, -2, -1] : [-5, -2, -4, -1, -3]);
    return t.merge(t.merge(ordered, -5), -3);
  },
});
