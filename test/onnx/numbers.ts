/** Numbers for networks to be compared on: weights and inputs that no initialiser gives, the same in every run. */
import { boundOf } from '../../src/analysis/bounds.js';
import type { Model } from '../../src/graph/graph.js';
import type { Tensor, Weights } from '../../src/weights/tensor.js';

/** Every weight of a model: around 0, and variances and factors around 1. */
export function someWeights(model: Model): Weights {
  const random = uniform(1);
  return new Map(
    model.layers.flatMap((layer) =>
      layer.weights.map(({ name, shape }): [string, Tensor] => [
        `${layer.name}/${name}`,
        someWeight(name, shape as readonly number[], random),
      ]),
    ),
  );
}

/** One weight, by its name below its layer's. */
export function someWeight(name: string, shape: readonly number[], random: () => number): Tensor {
  const isFactor = /(^|\/)(moving_variance|gamma)$/.test(name);
  const fan = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const width = isFactor ? 0.5 : 1 / Math.sqrt(fan);
  return fill(shape, () => (isFactor ? 1 : 0) + width * random());
}

/** Inputs of a model, a batch of this many; a size that is not known is another. */
export function someInputs(model: Model, batch: number, unknown = 33): ReadonlyMap<string, Tensor> {
  const random = uniform(2);
  return new Map(
    model.graph.inputs.map((input) => {
      const sizes = input.shape.map((dim) => (typeof dim === 'number' ? dim : unknown));
      const bound = input.dtype === 'bool' ? 2 : boundOf(input, model.layers);
      const next = input.dtype === 'float32' ? random : () => Math.floor((bound * (random() + 1)) / 2) % bound;
      return [input.name, fill([batch, ...sizes], next)];
    }),
  );
}

export function fill(shape: readonly number[], next: () => number): Tensor {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let index = 0; index < data.length; index += 1) data[index] = next();
  return { shape, data };
}

/** From -1 to 1, by Park and Miller's generator. */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state / 2147483647) * 2 - 1;
  };
}
