import { cannotStack, mixedDtypes, noAxisForStack } from '../diagnostics/messages/shapes.js';
import { attribute } from './attributes.js';
import { axisAliases } from './axes.js';
import { axisFromEnd } from './compute.js';
import { RuleFault } from './fault.js';
import { assumeEqual, findMismatch, joined, listShapes, shapesOf } from './join.js';
import { defineOp } from './op.js';
import { dtypes } from './types.js';

export const stack = defineOp({
  name: 'stack',
  keras: 'Stack',
  aliases: ['Pack'],
  doc: 'Its inputs side by side along a new axis. They must have equal shapes.',
  kind: 'join',
  inputs: { xs: { least: 2, dtypes } },
  attributes: {
    axis: attribute(
      { type: 'integer' },
      {
        doc: 'The place of the new axis in the output, numbered as in Keras: 1 is the first, -1 the last. 0, the batch, is not allowed.',
        default: -1,
        aliases: axisAliases,
      },
    ),
  },
  window: () => ({ kind: 'none' }),
  infer({ xs }, { axis }, assume) {
    const inputs = shapesOf(xs);
    const rank = xs[0].shape.length + 1;
    const along = axis < 0 ? rank + axis : axis - 1;
    if (along < 0 || along >= rank) return new RuleFault(noAxisForStack(axis, rank), { attribute: 'axis' });
    const all = xs.map(({ dtype }) => dtype);
    const other = all.findIndex((dtype) => dtype !== all[0]);
    if (other !== -1) return new RuleFault(mixedDtypes('stack', all), { input: other });
    const mismatch = findMismatch(inputs);
    if (mismatch !== undefined) return new RuleFault(cannotStack(listShapes(inputs)), { input: mismatch });
    assumeEqual(inputs, assume);
    return { output: joined(xs, xs[0].shape.toSpliced(along, 0, xs.length)) };
  },
  compute(t, { xs }, _, { axis }) {
    const along = axisFromEnd(t.literal(axis), t.rank(xs[0]) + 1);
    return t.concat(
      xs.map((x) => t.unsqueeze(x, along)),
      along,
    );
  },
});
