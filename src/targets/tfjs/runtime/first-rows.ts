import * as tf from '@tensorflow/tfjs';

/** The first rows of a table, one for each position. */
export function firstRows(table: tf.Tensor, positions: number): tf.Tensor {
  const [rows = 0] = table.shape;
  if (positions > rows) throw new Error(`The input has ${positions} positions, but the table has only ${rows}.`);
  return tf.slice(table, 0, positions);
}
