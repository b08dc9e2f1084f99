import { cropsAll } from '../diagnostics/messages/shapes.js';
import { add, formatShape, isKnown, multiply } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { defineOp, oneSequence } from './op.js';
import { paddingAliases } from './windows.js';

export const zeroPad1d = defineOp({
  name: 'zero_pad1d',
  keras: 'ZeroPadding1D',
  aliases: ['ConstantPad1d'],
  doc: 'Adds zeros before and after a sequence.',
  kind: 'shape',
  figure: { label: 'zero pad' },
  inputs: oneSequence,
  attributes: {
    padding: attribute(
      { type: 'pair', minimum: 0 },
      { doc: 'The same on both ends (1), or [before, after].', default: [1, 1], aliases: paddingAliases },
    ),
  },
  infer({ sequence }, { padding: [before, after] }) {
    const [length, channels] = sequence.shape;
    return { output: { ...sequence, shape: [add(length, before + after), channels] } };
  },
  compute: (t, { sequence }, _, { padding }) => t.pad(sequence, new Map([[-2, padding]])),
});

export const cropping1d = defineOp({
  name: 'cropping1d',
  keras: 'Cropping1D',
  aliases: ['Crop1d', ['Chomp1d', 'write padding: causal in the convolution before it']],
  doc: 'Removes the beginning and the end of a sequence.',
  kind: 'shape',
  figure: { label: 'crop' },
  inputs: oneSequence,
  attributes: {
    cropping: attribute(
      { type: 'pair', minimum: 0 },
      { doc: 'The same on both ends (1), or [before, after].', default: [1, 1], aliases: ['crop', 'margin'] },
    ),
  },
  infer({ sequence }, { cropping: [before, after] }, assume) {
    const [length, channels] = sequence.shape;
    const gone = before + after;
    if (isKnown(length) && length <= gone)
      return new RuleFault(cropsAll(`${before} and ${after}`, formatShape(sequence.shape)), { attribute: 'cropping' });
    if (!isKnown(length)) assume(`${length} > ${gone}`);
    return { output: { ...sequence, shape: [add(length, -gone), channels] } };
  },
  compute(t, { sequence }, _, { cropping: [before, after] }) {
    const end = t.literal(after);
    return t.slice(sequence, -2, t.literal(before), end === 0 ? undefined : -end);
  },
});

export const upSampling1d = defineOp({
  name: 'up_sampling1d',
  keras: 'UpSampling1D',
  aliases: ['Upsample1d'],
  doc: 'Repeats each place of a sequence.',
  kind: 'shape',
  figure: { label: 'upsample', shows: 'size' },
  inputs: oneSequence,
  attributes: {
    size: attribute(
      { type: 'integer', minimum: 1 },
      { doc: 'How often each place is repeated.', default: 2, aliases: ['scale_factor', 'factor', 'scale', 'stride'] },
    ),
  },
  infer({ sequence }, { size }) {
    const [length, channels] = sequence.shape;
    return { output: { ...sequence, shape: [multiply(length, size), channels] } };
  },
  compute: (t, { sequence }, _, { size }) => t.repeat(sequence, -2, size),
});
