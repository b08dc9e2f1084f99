import * as messages from '../diagnostics/messages/tables.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { defineOp } from './op.js';
import { shapeOfTable, valueFault, valuesOfTable } from './tables.js';
import { dtypes, type TensorType } from './types.js';

/** The maximum number of elements: those of a mask of 1,024 x 1,024. */
const mostElements = 2 ** 20;

export const constant = defineOp({
  name: 'constant',
  keras: 'Constant',
  aliases: ['register_buffer', 'buffer', 'Const', 'fixed', 'tensor', 'np.array', 'convert_to_tensor'],
  doc: 'A tensor that is not learned, the same for every example: a number, a table, or an expression of the indices i, j, k and l.',
  kind: 'shape',
  figure: { label: 'constant' },
  inputs: {},
  attributes: {
    shape: attribute(
      { type: 'integers', minimum: 1 },
      {
        doc: 'The shape, without the batch: 16x64. A table has its own.',
        default: [],
        aliases: ['size', 'dims', 'target_shape'],
      },
    ),
    value: attribute(
      { type: 'table' },
      {
        doc: 'The value: a number, a list, a list of lists, or an expression of the indices, which count from 0: i of the first dimension, then j, k and l.',
        aliases: ['values', 'data', 'table', 'buffer', 'fill_value', 'initializer'],
      },
    ),
    dtype: attribute(
      { type: 'choice', choices: dtypes },
      { doc: 'The dtype of the values; bool takes true and false.', default: 'float32' },
    ),
  },
  infer(_, { shape: written, value, dtype }) {
    const own = Array.isArray(value) ? shapeOfTable(value) : [];
    if (own === undefined) return new RuleFault(messages.raggedTable(), { attribute: 'value' });
    if (own.length > 0 && written.length > 0 && own.join() !== written.join())
      return new RuleFault(messages.tableOfShape(own, written), { attribute: 'value' });
    const shape = own.length > 0 ? own : written;
    if (shape.length === 0) return new RuleFault(messages.noTableShape(), { attribute: 'value' });
    const elements = shape.reduce((product, size) => product * size, 1);
    if (elements > mostElements)
      return new RuleFault(messages.hugeTable(elements, mostElements), {
        attribute: written.length > 0 ? 'shape' : 'value',
      });
    const fault = valueFault(value, shape, dtype);
    if (fault) return new RuleFault(fault, { attribute: 'value' });
    const limits = dtype === 'int32' ? limitsOf(valuesOfTable(value, shape)) : {};
    return { output: { dtype, shape, batched: false, ...limits } };
  },
  compute: (t, _, _weights, { shape, value, dtype }) => {
    const own = Array.isArray(value) ? (shapeOfTable(value) ?? []) : shape;
    return t.table(own, () => valuesOfTable(value, own), dtype);
  },
});

/** The least number that is above all values, or that one is negative. */
const limitsOf = (values: Float64Array): Pick<TensorType, 'below' | 'hasNegative'> =>
  values.some((value) => value < 0)
    ? { hasNegative: true }
    : { below: values.reduce((most, value) => Math.max(most, value + 1), 1) };
