import type * as tf from '@tensorflow/tfjs';

/** The config of an initializer or a regularizer, with the name of its class; null of none. */
export function toConfig(of: tf.serialization.Serializable | undefined): tf.serialization.ConfigDict | null {
  return of ? { className: of.getClassName(), config: of.getConfig() } : null;
}
