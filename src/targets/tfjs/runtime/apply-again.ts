import type * as tf from '@tensorflow/tfjs';
import { layers } from './sharing.js';

/** Applies the earlier layer of this name. */
export function applyAgain(name: string, x: tf.SymbolicTensor): tf.SymbolicTensor {
  return layers.get(name)?.apply(x) as tf.SymbolicTensor;
}
