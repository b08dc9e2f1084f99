/** Ops that add or remove something at both ends of axes. */
import { cropsAll } from '../diagnostics/messages/shapes.js';
import { add, type Dim, formatShape, isKnown } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { defineOp } from './op.js';
import { cropAlong, padAlong, paddingAliases } from './padding.js';
import { endsOf, margins, only, type Rank, type SpatialWords, sizesOf, spatialInput } from './spatial.js';
import { channelsOf } from './types.js';

const docs = {
  1: 'The same on both ends (1), or [before, after].',
  2: 'The same on all sides (1), vertical and horizontal (1x2), or [[top, bottom], [left, right]].',
  3: 'The same on all sides (1), one number for each axis (0x1x1), or [[front, back], [top, bottom], [left, right]].',
} as const;

const pairs = {
  2: [
    [1, 1],
    [1, 1],
  ],
  3: [
    [1, 1],
    [1, 1],
    [1, 1],
  ],
} as const;

const padding = {
  1: attribute(margins[1], { doc: docs[1], default: [1, 1], aliases: paddingAliases }),
  2: attribute(margins[2], { doc: docs[2], default: pairs[2], aliases: paddingAliases }),
  3: attribute(margins[3], { doc: docs[3], default: pairs[3], aliases: paddingAliases }),
} as const;

const croppingAliases = ['crop', 'margin'] as const;

const cropping = {
  1: attribute(margins[1], { doc: docs[1], default: [1, 1], aliases: croppingAliases }),
  2: attribute(margins[2], { doc: docs[2], default: pairs[2], aliases: croppingAliases }),
  3: attribute(margins[3], { doc: docs[3], default: pairs[3], aliases: croppingAliases }),
} as const;

const zeroPad = <R extends Rank>(rank: R, { aliases, doc }: SpatialWords) =>
  defineOp({
    name: `zero_pad${rank}d`,
    keras: `ZeroPadding${rank}D`,
    aliases,
    doc,
    kind: 'shape',
    figure: { label: 'zero pad' },
    inputs: spatialInput(rank),
    attributes: { padding: padding[rank] },
    window: (values) => ({ kind: 'shifted', by: endsOf(values.padding).map(([before]) => before) }),
    infer(inputs, values) {
      const x = only(inputs);
      const ends = endsOf(values.padding);
      const sizes = sizesOf(x).map((size, axis) => (ends[axis] ?? []).reduce(add, size));
      return { output: { ...x, shape: [...sizes, channelsOf(x)] } };
    },
    compute: (t, inputs, _, values) => padAlong(t, only(inputs), endsOf(values.padding)),
  });

const crop = <R extends Rank>(rank: R, { aliases, doc }: SpatialWords) =>
  defineOp({
    name: `cropping${rank}d`,
    keras: `Cropping${rank}D`,
    aliases,
    doc,
    kind: 'shape',
    figure: { label: 'crop' },
    inputs: spatialInput(rank),
    attributes: { cropping: cropping[rank] },
    window: (values) => ({ kind: 'shifted', by: endsOf(values.cropping).map(([before]) => -before) }),
    infer(inputs, values, assume) {
      const x = only(inputs);
      const sizes: Dim[] = [];
      for (const [axis, [before, after]] of endsOf(values.cropping).entries()) {
        const size = x.shape[axis] ?? 1;
        const gone = before + after;
        if (isKnown(size) && size <= gone)
          return new RuleFault(cropsAll(`${before} and ${after}`, formatShape(x.shape)), { attribute: 'cropping' });
        if (!isKnown(size) && gone > 0) assume(`${size} > ${gone}`);
        sizes.push(add(size, -gone));
      }
      return { output: { ...x, shape: [...sizes, channelsOf(x)] } };
    },
    compute: (t, inputs, _, values) =>
      cropAlong(
        t,
        only(inputs),
        endsOf(values.cropping).map(([before, after]) => [t.literal(before), t.literal(after)] as const),
      ),
  });

export const zeroPad1d = zeroPad(1, {
  aliases: ['ConstantPad1d'],
  doc: 'Adds zeros before and after a sequence.',
});

export const zeroPad2d = zeroPad(2, {
  aliases: ['ZeroPadding', 'ZeroPad', 'pad'],
  doc: 'Adds rows and columns of zeros around the image. A max pool counts them as values, which has no effect after relu.',
});

export const zeroPad3d = zeroPad(3, {
  aliases: ['ConstantPad3d'],
  doc: 'Adds zeros around a volume. A max pool counts them as values, which has no effect after relu.',
});

export const cropping1d = crop(1, {
  aliases: ['Crop1d', ['Chomp1d', 'write padding: causal in the convolution before it']],
  doc: 'Removes the beginning and the end of a sequence.',
});

export const cropping2d = crop(2, {
  aliases: ['Crop2d', 'Crop', ['CenterCrop', 'cropping is what to remove on each side']],
  doc: 'Removes rows and columns from the sides of an image.',
});

export const cropping3d = crop(3, {
  aliases: ['Crop3d'],
  doc: 'Removes the sides of a volume.',
});
