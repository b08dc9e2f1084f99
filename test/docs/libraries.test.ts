/** The lists of layers of other libraries against the libraries themselves. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { keras, type LayerLibrary, tensorflowJs } from '../../src/vocabulary/library-layers.js';
import { hasPackages, python, runScript } from '../keras/python.js';

const namesIn = ({ layers, apart }: LayerLibrary): readonly string[] =>
  [...layers, ...apart.flatMap((one) => one.layers)].toSorted();

it('has every layer of TensorFlow.js', () => {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const { Layer } = tf.layers;
  const registered = Object.entries(classNameMap).filter(([, [type]]) => type.prototype instanceof Layer);
  expect(namesIn(tensorflowJs)).toEqual(registered.map(([name]) => name).toSorted());
});

describe.skipIf(!hasPackages('keras', 'torch'))(`Keras (needs keras and torch in ${python})`, () => {
  it('has every layer', async () => {
    expect(namesIn(keras)).toEqual(await runScript('layers.py', {}, 'torch'));
  });
});
