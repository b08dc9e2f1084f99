/** Recurrent networks learn toy tasks on TensorFlow.js: to find a word, and to repeat what was read. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { generate } from '../../src/run/verify/load.js';

test('it learns which reviews contain a word', { timeout: 60_000 }, async () => {
  await useBackend('cpu');
  // Its totals are those of 20,000 words.
  const [text = ''] = readFileSync('specs/bilstm-imdb.yaml', 'utf8').replaceAll('20000', '8').split('expect:');
  const { model } = compile(text, { set: { embedding_size: 4, state_size: 4 } });
  if (!model) throw new Error('the spec has mistakes');
  const network = await generate(model)();
  // The same weights each time.
  network.setWeights(
    network.getWeights().map((weight, index) => tf.randomUniform(weight.shape, -0.5, 0.5, 'float32', index + 1)),
  );
  // One word in six of each review of six words.
  const reviews = Array.from({ length: 32 }, (_, review) =>
    Array.from({ length: 6 }, (_, place) =>
      review % 2 === 1 && place === review % 6 ? 1 : 2 + ((review * place) % 5),
    ),
  );
  const [words, labels] = [tf.tensor(reviews, [32, 6], 'int32'), tf.tensor(reviews.map((_, review) => [review % 2]))];
  network.compile({ optimizer: tf.train.adam(0.05), loss: 'binaryCrossentropy' });
  const { history } = await network.fit(words, labels, { epochs: 40, batchSize: 16, verbose: 0, shuffle: false });
  const losses = (history.loss ?? []).map(Number);
  expect(losses[0]).toBeGreaterThan(0.5);
  expect(losses.at(-1)).toBeLessThan(0.1);
});

test('a decoder learns to repeat the word that its encoder read', { timeout: 60_000 }, async () => {
  await useBackend('cpu');
  const { model } = compile(`
netspec: 1
name: Echo
inputs: {source: 4x6, target: 3x2}
layers:
- {op: lstm, name: Encoder, input: source, units: 4, bidirectional: concat}
- {op: lstm, name: Decoder, input: [target, Encoder.state_h, Encoder.state_c], units: 8, return_sequences: true}
- {op: dense, name: Words, units: 6, activation: softmax}
outputs: {words: Words}
`);
  if (!model) throw new Error('the spec has mistakes');
  const network = await generate(model)();
  network.setWeights(
    network.getWeights().map((weight, index) => tf.randomUniform(weight.shape, -0.5, 0.5, 'float32', index + 1)),
  );
  // The first word of four is what to repeat; the decoder itself reads nothing.
  const sources = Array.from({ length: 36 }, (_, index) =>
    Array.from({ length: 4 }, (_, place) => (place === 0 ? index % 6 : (index * place + 1) % 6)),
  );
  const [words, silence] = [tf.oneHot(tf.tensor2d(sources, [36, 4], 'int32'), 6), tf.zeros([36, 3, 2])];
  const goals = tf.oneHot(
    tf.tensor2d(
      sources.map(([word = 0]) => [word, word, word]),
      [36, 3],
      'int32',
    ),
    6,
  );
  network.compile({ optimizer: tf.train.adam(0.03), loss: 'categoricalCrossentropy' });
  const { history } = await network.fit([tf.cast(words, 'float32'), silence], tf.cast(goals, 'float32'), {
    epochs: 60,
    batchSize: 12,
    verbose: 0,
    shuffle: false,
  });
  const losses = (history.loss ?? []).map(Number);
  expect(losses[0]).toBeGreaterThan(1.5);
  expect(losses.at(-1)).toBeLessThan(0.3);
});
