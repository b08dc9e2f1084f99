/** Every op in Keras: the values of the reference, the same after saving and loading, and a gradient of each weight. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type OpName, ops } from '../../src/ops/index.js';
import { referenceOf } from '../../src/run/verify/subgraph.js';
import { kerasCode } from '../../src/targets/keras/index.js';
import { naming } from '../../src/targets/keras/naming.js';
import type { Tensor } from '../../src/weights/tensor.js';
import { type Given, givenOf, isTaken } from '../engines/given.js';
import { type Combination, combinationsOf, idOf } from '../engines/grid.js';
import { distanceOf } from '../engines/run.js';
import { hasPackages, python, runScript } from './python.js';

const { NETSPEC_SWEEP: count, NETSPEC_SWEEP_SEED: seed = '1' } = process.env;
/** How many combinations of an op are tested; JAX compiles each of them. */
const counts = { jax: Number(count ?? 2), torch: Number(count ?? 5), tensorflow: Number(count ?? 2) };

/** How far Keras and the reference may be apart. */
const tolerance = 1e-4;

/** What Keras has of a network. */
interface Built {
  readonly error?: string;
  readonly outputs: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: readonly (number | null)[] }>
  >;
  /** Whether the network that was saved and loaded has the same outputs. */
  readonly saved?: Readonly<Record<string, boolean>>;
  /** Whether that has the weights of the report. */
  readonly names?: boolean;
  readonly without_gradient?: readonly string[];
}

const names = Object.keys(ops).filter((name): name is OpName => Object.hasOwn(ops, name));

/** The combinations of each op, side by side in one network. */
const networksOf = (amount: number) =>
  names.map((op) => {
    // Not all that are drawn are taken.
    const sample = fc.sample(combinationsOf(op), { numRuns: 3 * amount, seed: Number(seed) });
    const drawn = new Map(sample.map((one) => [idOf(one), one]));
    // Keras's convolutional recurrent layers refuse frames of unknown sizes.
    const isOfKeras = ({ isOpen }: Combination) => !(isOpen && op.startsWith('conv_lstm'));
    const taken = [...drawn.values()].filter((one) => isTaken(one) && isOfKeras(one));
    return { op, given: givenOf(taken.slice(0, amount)) };
  });

/** The outputs of a network as the reference computes them, example by example. */
function referenceOutputs({ model, weights, inputs }: Given): ReadonlyMap<string, Tensor> {
  const batch = [...inputs.values()][0]?.shape[0] ?? 1;
  return new Map(
    [...model.outputs].map(([name, of]) => {
      const examples = Array.from({ length: batch }, (_, example) => {
        const own = new Map([...inputs].map(([input, tensor]) => [input, exampleOf(tensor, example)]));
        const last = model.layers.at(-1);
        if (!last) throw new Error('a network without layers');
        return referenceOf({ inputs: own, name: of, last, layers: model.layers }, model, weights);
      });
      const shape = examples[0]?.shape ?? [];
      const size = shape.reduce((product, dim) => product * dim, 1);
      const data = examples.flatMap((one) => Array.from({ length: size }, (_, index) => one.value(index)));
      return [name, { shape: [batch, ...shape], data: Float32Array.from(data) }];
    }),
  );
}

function exampleOf({ shape, data }: Tensor, example: number): Tensor {
  const size = shape.slice(1).reduce((product, dim) => product * dim, 1);
  return { shape: [1, ...shape.slice(1)], data: data.slice(example * size, (example + 1) * size) };
}

/** What the script needs of a network. */
function caseOf({ model, weights, inputs }: Given): unknown {
  const dtypes = new Map(model.graph.inputs.map(({ name, dtype }) => [name, dtype]));
  const tensor = ({ shape, data }: Tensor) => ({ shape, data: [...data] });
  return {
    code: kerasCode(model),
    factory: naming.factory(model.graph.spec),
    inputs: Object.fromEntries([...inputs].map(([name, one]) => [name, { ...tensor(one), dtype: dtypes.get(name) }])),
    weights: Object.fromEntries([...weights].map(([name, one]) => [name, tensor(one)])),
  };
}

for (const backend of ['jax', 'torch', 'tensorflow'] as const)
  describe.skipIf(!hasPackages('keras', backend))(`on ${backend} (needs keras and ${backend} in ${python})`, () => {
    const networks = networksOf(counts[backend]);
    const built = new Map<OpName, Built>();

    beforeAll(async () => {
      const cases = networks.map(({ given }) => caseOf(given));
      const results = (await runScript('ops.py', cases, backend)) as readonly Built[];
      for (const [index, { op }] of networks.entries()) {
        const result = results[index];
        if (result) built.set(op, result);
      }
    }, 400_000);

    test.each(networks)('$op', ({ op, given }) => {
      const found = built.get(op);
      if (!found || found.error !== undefined) throw new Error(found?.error ?? 'nothing was built');
      for (const [name, expected] of referenceOutputs(given)) {
        const output = found.outputs[name];
        const actual = {
          shape: output?.shape ?? [],
          data: Float32Array.from(output?.data ?? [], (one) => one ?? Number.NaN),
        };
        expect(distanceOf(expected, actual), name).toBeLessThan(tolerance);
        if (backend === 'torch') expect(found.saved?.[name]).toBe(true);
      }
      if (backend === 'torch') expect(found.names).toBe(true);
      expect(found.without_gradient ?? []).toEqual([]);
    });
  });
