import type * as tf from '@tensorflow/tfjs';
import { layers } from './sharing.js';

/** Applies the earlier layer of this name in reverse. */
export function applyAgain(name: string, x: tf.SymbolicTensor): tf.SymbolicTensor {
  return layers.get(name)?.apply(x, { reverse: true }) as tf.SymbolicTensor;
}
