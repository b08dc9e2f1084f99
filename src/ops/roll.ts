import { noAxisInShape, otherCount } from '../diagnostics/messages/shapes.js';
import { formatShape } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { axesDoc, axisAliases, placeOfAxis } from './axes.js';
import { axisFromEnd } from './compute.js';
import { RuleFault } from './fault.js';
import { anyValues, defineOp } from './op.js';

export const roll = defineOp({
  name: 'roll',
  keras: 'Roll',
  aliases: ['cyclic_shift', 'circshift'],
  doc: 'Shifts the elements along axes. What is shifted beyond the end comes back at the start.',
  kind: 'shape',
  figure: { shows: 'shift' },
  inputs: anyValues,
  attributes: {
    shift: attribute(
      { type: 'integers' },
      {
        doc: 'The number of places: one for all axes, or one for each. A negative shift is towards the start.',
        aliases: ['shifts', 'displacement', 'offset'],
      },
    ),
    axis: attribute(
      { type: 'integers' },
      {
        doc: axesDoc,
        aliases: [...axisAliases, 'axes'],
      },
    ),
  },
  window({ axis }, { x: { shape } }) {
    const last = shape.length - 1;
    return { kind: axis.every((one) => placeOfAxis(one, shape.length) === last) ? 'same' : 'none' };
  },
  infer({ x }, { shift, axis }) {
    const { shape } = x;
    const odd = axis.find((one) => shape[placeOfAxis(one, shape.length)] === undefined);
    if (odd !== undefined)
      return new RuleFault(noAxisInShape(odd, formatShape(shape), shape.length), { attribute: 'axis' });
    if (shift.length > 1 && shift.length !== axis.length)
      return new RuleFault(otherCount('shift', shift.length, 'axis', axis.length), { attribute: 'shift' });
    return { output: x };
  },
  compute: (t, { x }, _, { shift, axis }) =>
    axis.reduce((y, one, index) => t.roll(y, axisFromEnd(one, t.rank(x)), shift[index] ?? shift[0] ?? 0), x),
});
