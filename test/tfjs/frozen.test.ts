/** A frozen layer of every op with weights: nothing of it is trained, and it gets its weights as before. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import { type OpName, ops } from '../../src/ops/index.js';
import type { Op } from '../../src/ops/op.js';
import { generate } from '../../src/run/verify/load.js';
import { verify } from '../../src/run/verify/verify.js';
import { settings } from '../tensorflow/settings.js';

beforeAll(() => tf.setBackend('cpu'));

/** One takes no input, the other has the weights of another layer. */
const apart = ['parameter', 'unembedding'];
const learning = Object.values<Op>(ops).filter(
  ({ name, weights, companions }) => !apart.includes(name) && (weights || companions.includes('batch_norm')),
);

test.each(learning.map(({ name, companions }) => [name, companions.includes('batch_norm')] as const))(
  '%s',
  async (name, takesNorm) => {
    const models = (settings[name as OpName] ?? []).slice(0, 6).flatMap(({ inputs, attributes, below, isMasked }) => {
      const names = inputs.map((_, index) => `x${index}`);
      const typeOf = (index: number) => {
        if (isMasked && index === inputs.length - 1) return { dtype: 'bool' };
        return below === undefined ? {} : { dtype: 'int32', below };
      };
      const layer = { op: name, input: names, ...attributes, ...(takesNorm ? { batch_norm: true } : {}) };
      const { model } = compile(
        JSON.stringify({
          netspec: 1,
          name: 'Net',
          inputs: Object.fromEntries(names.map((one, index) => [one, { shape: inputs[index], ...typeOf(index) }])),
          layers: [
            { ...layer, name: 'Frozen', trainable: false },
            { ...layer, name: 'Free' },
          ],
          outputs: { frozen: 'Frozen', free: 'Free' },
        }),
      );
      return model?.layers[1]?.trainableParams ? [model] : [];
    });
    expect(models.length).toBeGreaterThan(0);
    for (const model of models) {
      const { differences } = await verify(model, { backend: 'cpu' });
      expect(differences).toEqual([]);
      const net = await generate(model)();
      const trained = net.trainableWeights.map((weight) => weight.originalName.split('/')[0]);
      expect(new Set(trained)).toEqual(new Set(['Free']));
      net.dispose();
    }
  },
);
