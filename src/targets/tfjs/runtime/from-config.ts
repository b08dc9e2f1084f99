import * as tf from '@tensorflow/tfjs';

/** An initializer or a regularizer from its config, which has the name of its class; none from null. */
export function fromConfig(config: unknown): tf.serialization.Serializable | undefined {
  if (config === null) return undefined;
  const { className, config: settings } = config as { className: string; config: tf.serialization.ConfigDict };
  const [type, make] = tf.serialization.SerializationMap.getMap().classNameMap[className] ?? [];
  return type && make?.(type, settings);
}
