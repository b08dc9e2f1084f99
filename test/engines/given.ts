/** Combinations of the grid as networks, with the values that they are run on. */
import { createHash } from 'node:crypto';
import { compile } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import type { Tensor, Weights } from '../../src/weights/tensor.js';
import { modelOf } from '../model.js';
import { fill, someWeight, uniform } from '../onnx/numbers.js';
import { type Combination, idOf, specOf } from './grid.js';

const batch = 2;
/** Inputs reach as far as every activation is still not flat. */
const reach = 4;

/** A network with the values that it is run on. */
export interface Given {
  readonly model: Model;
  readonly weights: Weights;
  readonly inputs: ReadonlyMap<string, Tensor>;
}

/** Whether netspec takes a combination, at the sizes that it is run at too. */
export const isTaken = (combination: Combination): boolean =>
  [combination, { ...combination, isOpen: false }].every((one) => {
    const { model } = compile(specOf([one]));
    return model !== undefined && typeof model.totals.params === 'number';
  });

/** Combinations as one network, with its values. */
export function givenOf(combinations: readonly Combination[]): Given {
  const model = modelOf(specOf(combinations));
  const randomOf = (name: string) =>
    uniform(Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 7), 16) + 1);
  const inputs = combinations.flatMap((combination) =>
    combination.inputs.map((shape, place): [string, Tensor] => {
      const name = `x${idOf(combination)}_${place}`;
      const random = randomOf(name);
      const isLast = place === combination.inputs.length - 1;
      const isFloat = combination.isIndexed && !isLast;
      const below = combination.isMasked && isLast ? 2 : isFloat ? undefined : combination.below;
      const next =
        below === undefined ? () => reach * random() : () => Math.floor((below * (random() + 1)) / 2) % below;
      return [name, fill([batch, ...shape], next)];
    }),
  );
  const weights = model.layers.flatMap((layer) =>
    layer.weights.map(({ name, shape }): [string, Tensor] => {
      const full = `${layer.name}/${name}`;
      return [full, someWeight(name, shape as readonly number[], randomOf(full))];
    }),
  );
  return { model, weights: new Map(weights), inputs: new Map(inputs) };
}
