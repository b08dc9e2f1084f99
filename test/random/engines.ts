/** The engines on which random networks are compared with their reports. */
import { afterAll } from 'vitest';
import { isKnown } from '../../src/expressions/shape.js';
import type { Layer, Model } from '../../src/graph/graph.js';
import { typesOf } from '../../src/graph/values.js';
import type { VerifyResult } from '../../src/run/verify/judge.js';
import { startKeras } from '../../src/run/verify/keras/python.js';
import { verifyIn } from '../../src/run/verify/keras/verify.js';
import { verify } from '../../src/run/verify/verify.js';
import { backends } from '../tensorflow/backends.js';

/** What compares a model with the network that it runs. */
export interface ComparingEngine {
  readonly name: string;
  readonly isThere: boolean;
  /** The number of networks, unless NETSPEC_RANDOM_RUNS sets it. */
  readonly runs: number;
  /** Whether it has all layers of a model; it has if undefined. */
  canRun?(model: Model): boolean;
  /** `variant` is the model whose code is run. */
  verify(model: Model, variant: Model): Promise<VerifyResult>;
}

/** One process for all networks. */
const python = await startKeras().catch(() => undefined);
afterAll(() => python?.close());

const keras: ComparingEngine = {
  name: `Keras (${python?.backend ?? 'needs keras and a back end'})`,
  isThere: python !== undefined,
  // JAX compiles each of them.
  runs: 5,
  // Keras's convolutional recurrent layers refuse frames of unknown sizes.
  canRun(model) {
    const types = typesOf(model);
    const frameOf = ({ inputs }: Layer) => types.get(inputs[0] ?? '')?.shape.slice(1) ?? [];
    return model.layers.every((layer) => !layer.op.name.startsWith('conv_lstm') || frameOf(layer).every(isKnown));
  },
  verify(model, variant) {
    if (!python) throw new Error('Python is missing');
    return verifyIn(python, model, { variant });
  },
};

export const engines: readonly ComparingEngine[] = [
  ...backends.map(
    ({ backend, isThere }): ComparingEngine => ({
      name: backend,
      isThere,
      runs: 40,
      verify: (model, variant) => verify(model, { backend, variant }),
    }),
  ),
  keras,
];
