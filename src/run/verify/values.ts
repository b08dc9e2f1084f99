/** Compares the values of each layer with those of a second engine. */
import type { Layer, Model } from '../../graph/graph.js';
import { type Lazy, placeOf } from '../../reference/lazy.js';
import { positionAt } from '../../text/source.js';
import { randomFrom } from '../../weights/initial.js';
import type { Weights } from '../../weights/tensor.js';
import { loadRuntime, onnxPredictor } from '../predict/onnx.js';
import type { Discrepancy } from './compare.js';
import { modelOf, partsOf, referenceOf, type Subgraph, type TensorsByName } from './subgraph.js';

/** The second engine: ONNX Runtime, or plain JavaScript. */
export type SecondEngine = 'onnx' | 'javascript';

/**
 * The maximum distance of a value from the reference, relative to its spread: the root of the sum of squares of the
 * terms that were added up. In float32 a sum of n products is off by about sqrt(n) * 2 ** -24 of that: 1e-5 for 25,000
 * products, and all engines were below 3e-6. A wrong constant, such as an epsilon of 1e-5 for 1e-3, shows at 1e-4.
 */
export const tolerance = 5e-5;

/** Values below this count as zero: engines flush subnormal numbers of float32 to zero, and multiply the result. */
const negligible = 1e-30;

/** The maximum number of places in an output that are compared without ONNX Runtime. */
const mostPlaces = 256;

/** A place with a wrong value. */
interface WrongValue {
  readonly index: number;
  readonly expected: number;
  readonly actual: number;
}

/**
 * Compares what a network computed for its layers with a second engine, each layer from its own inputs, so that errors
 * do not add up. ONNX Runtime, if installed, computes whole tensors; if it is not, or can't run a layer, plain
 * JavaScript computes random places in double precision. Gives the worst place of each layer that differs.
 */
export async function compareValues(
  model: Model,
  values: TensorsByName,
  weights: Weights,
  onLayer: (name: string) => void,
): Promise<{ readonly engine: SecondEngine; readonly differences: readonly Discrepancy[] }> {
  const isThere = await loadRuntime().then(
    () => true,
    () => false,
  );
  const differences: Discrepancy[] = [];
  for (const part of partsOf(model, values)) {
    const { name, last } = part;
    onLayer(last.name);
    const actual = values.get(name)?.data ?? [];
    const reference = referenceOf(part, model, weights);
    const whole = isThere ? await computeByOnnx(part, model, weights) : undefined;
    const misfit = whole?.length === actual.length ? findMisfit(actual, whole, reference) : worstOf(actual, reference);
    if (misfit) differences.push(differenceOf(name, last, reference.shape, misfit));
  }
  return { engine: isThere ? 'onnx' : 'javascript', differences };
}

/** The value by ONNX Runtime; undefined if it refuses. */
async function computeByOnnx(part: Subgraph, model: Model, weights: Weights): Promise<Float32Array | undefined> {
  const { name } = part;
  const own = modelOf(part, model, weights);
  try {
    const predictor = await onnxPredictor(own.model, own.weights, [name]);
    try {
      return (await predictor.predict(own.inputs)).get(name)?.data;
    } finally {
      predictor.dispose();
    }
  } catch {
    return undefined;
  }
}

/**
 * The place where two engines are furthest apart, if the reference disagrees with the first. If it disagrees with the
 * second, that engine can't judge this layer, and the reference is computed at other places.
 */
function findMisfit(actual: ArrayLike<number>, expected: ArrayLike<number>, reference: Lazy): WrongValue | undefined {
  let index = 0;
  let most = -1;
  for (let at = 0; at < expected.length && !Number.isNaN(most); at += 1) {
    const distance = distanceOf(actual[at] ?? Number.NaN, expected[at] ?? Number.NaN);
    // NaN counts as furthest.
    if (!(distance <= most)) [index, most] = [at, distance];
  }
  if (isNear(most, reference, index)) return undefined;
  return misfitAt(index, actual, reference) ?? worstOf(actual, reference);
}

/** The worst of the places that are compared. */
function worstOf(actual: ArrayLike<number>, reference: Lazy): WrongValue | undefined {
  const misfits = placesIn(reference.shape).flatMap((index) => misfitAt(index, actual, reference) ?? []);
  const distance = ({ expected, actual: found }: WrongValue) => distanceOf(expected, found);
  return misfits.reduce<WrongValue | undefined>(
    (worst, one) => (worst && !(distance(one) > distance(worst)) ? worst : one),
    undefined,
  );
}

function misfitAt(index: number, values: ArrayLike<number>, reference: Lazy): WrongValue | undefined {
  const expected = reference.value(index);
  const actual = values[index] ?? Number.NaN;
  return isNear(distanceOf(actual, expected), reference, index) ? undefined : { index, expected, actual };
}

const isNear = (distance: number, reference: Lazy, index: number): boolean =>
  distance === 0 || distance <= tolerance * reference.spread(index) + negligible;

/** The distance of two values; NaN from an earlier layer is NaN in both. */
const distanceOf = (one: number, other: number): number => (Object.is(one, other) ? 0 : Math.abs(one - other));

/** Random places of a tensor, the same in every run, many of them at its edges, where padding is. */
function placesIn(shape: readonly number[]): readonly number[] {
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (size <= mostPlaces) return Array.from({ length: size }, (_, index) => index);
  const random = randomFrom(shape.join());
  const along = (dim: number) => {
    const chance = random();
    if (chance < 1 / 8) return 0;
    return chance < 1 / 4 ? dim - 1 : Math.floor(random() * dim);
  };
  return Array.from({ length: mostPlaces }, () => shape.reduce((index, dim) => index * dim + along(dim), 0));
}

function differenceOf(
  name: string,
  { node }: Layer,
  shape: readonly number[],
  { index, expected, actual }: WrongValue,
): Discrepancy {
  const { source, start } = node.item.span;
  return {
    layer: name,
    what: `value [${placeOf(index, shape).join(', ')}]`,
    expected: numberText(expected),
    actual: `${numberText(actual)} (off by ${numberText(Math.abs(actual - expected))})`,
    line: positionAt(source, start).line,
  };
}

const numberText = (value: number): string => String(Number(value.toPrecision(6)));
