/** The states of recurrent layers: taken, given and passed on, every target computes what the reference does. */
import { describe, expect, test } from 'vitest';
import { verifiedTargets } from '../../src/run/verify/targets.js';
import { verify } from '../../src/run/verify/verify.js';
import { modelOf } from '../model.js';
import { ort } from '../onnx/engine.js';
import { backends } from '../tensorflow/backends.js';

/** An encoder and a decoder, as in Keras's lstm_seq2seq. */
const translator = `
netspec: 1
name: Translator
sizes: {source_length: {}, target_length: {}}
inputs:
  source: {shape: source_length, dtype: int32, below: 9}
  target: {shape: target_length, dtype: int32, below: 7}
layers:
- {op: embedding, name: SourceWords, input: source, vocabulary: 9, units: 4}
- {op: lstm, name: Encoder, units: 5, output: [5]}
- {op: embedding, name: TargetWords, input: target, vocabulary: 7, units: 4}
- {op: lstm, name: Decoder, input: [TargetWords, Encoder.state_h, Encoder.state_c], units: 5, return_sequences: true}
- {op: dense, name: Next, units: 7, output: target_length x 7}
outputs: {next: Next}
`;

const specs: Readonly<Record<string, string>> = {
  'an encoder and a decoder': translator,
  'every op, in one direction and in both': `
netspec: 1
name: Net
inputs: {a: 7x5, b: 6x4, s: 6}
layers:
- {op: lstm, name: Enc, input: a, units: 3, bidirectional: concat}
- {op: dense, name: OfOutput, input: Enc, units: 2}
- {op: lstm, name: Dec, input: [b, Enc.state_h, Enc.state_c], units: 6, return_sequences: true}
- {op: lstm, name: Both, input: [Dec, s, s], units: 3, bidirectional: ave}
- {op: gru, name: Gru, input: [Dec, s], units: 6, use_bias: false}
- {op: gru, name: GruBoth, input: [b, Gru.state], units: 3, bidirectional: sum, return_sequences: true, reset_after: false}
- {op: simple_rnn, name: Rnn, input: [GruBoth, Both.state_c], units: 6}
- {op: simple_rnn, name: RnnBoth, input: b, units: 6, bidirectional: mul}
- {op: lstm, name: Plain, input: b, units: 4, return_sequences: true}
outputs:
  {of_output: OfOutput, rnn: Rnn, rnn_state: Rnn.state, both: RnnBoth.state, plain: Plain, gru: GruBoth.state, enc: Enc}
`,
  'weights that are shared, and states of one layer for several': `
netspec: 1
name: Net
inputs: {a: 3x4, b: 5x4}
layers:
- {op: gru, name: First, input: a, units: 4, weights: shared}
- {op: gru, name: Second, input: [b, First.state], units: 4, weights: shared}
- {op: gru, name: Third, input: [b, First.state], units: 4, return_sequences: true}
- {op: add, name: Sum, input: [Second.state, First.state]}
outputs: {sum: Sum, third: Third, state: Second.state}
`,
  'images as states, and windows that are options': `
netspec: 1
name: Net
parameters: {size: 3, step: 2, rate: 1, padding: {default: same, choices: [same, valid]}}
inputs: {video: 3x9x8x2, next: 2x9x8x2, rows: 3x9x2}
layers:
- {op: conv_lstm2d, name: Enc, input: video, filters: 2, kernel_size: 3, padding: same, bidirectional: concat}
- {op: conv_lstm2d, name: Dec, input: [next, Enc.state_h, Enc.state_c], filters: 2, kernel_size: 2x3, padding: same,
   bidirectional: ave, return_sequences: true}
- {op: conv_lstm2d, name: Open, filters: 3, kernel_size: [size, 2], strides: step, dilation_rate: rate, padding: "\${padding}"}
- {op: conv_lstm1d, name: "Rows_\${kernel_size}", input: rows, filters: 2, kernel_size: size + 1}
- {op: dense, name: Last, units: 1}
- {op: conv_lstm1d, name: Gaps, input: rows, filters: 2, kernel_size: 2, strides: 3, padding: same}
outputs: {gaps: Gaps, open: Open, cell: Dec.state_c, last: Last}
`,
  'a number for each axis that a name mentions': `
netspec: 1
name: Net
inputs: {image: 4x4x2}
layers: [{op: up_sampling2d, name: "By_\${size}", size: 2x3}, {op: dense, name: Last, units: 2}]
outputs: {last: Last}
`,
  'a state alone': `
netspec: 1
name: Net
inputs: {a: 3x4}
layers: [{op: lstm, name: L, units: 2, return_sequences: true}]
outputs: {cell: L.state_c}
`,
};

describe.each(backends.map(({ backend, isThere }) => [backend, isThere] as const))('on %s', (backend, isThere) => {
  describe.each(verifiedTargets)('%s', (target) => {
    test.skipIf(!isThere).each(Object.entries(specs))('%s', { timeout: 60_000 }, async (_, text) => {
      const { differences, compared_with } = await verify(modelOf(text), { backend, target });
      expect(differences).toEqual([]);
      expect(compared_with).toBe(ort ? 'onnx' : 'javascript');
    });
  });
});

test('states are outputs of the report only if something asks for them', () => {
  const { layers } = modelOf(translator);
  expect(layers.map(({ name, outputs }) => [name, Object.keys(outputs)])).toEqual([
    ['SourceWords', ['output']],
    ['Encoder', ['output', 'state_h', 'state_c']],
    ['TargetWords', ['output']],
    ['Decoder', ['output']],
    ['Next', ['output']],
  ]);
});
