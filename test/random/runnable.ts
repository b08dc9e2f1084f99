/** Which networks TensorFlow.js can build. */
import type { Model } from '../../src/graph/graph.js';

/**
 * Whether TensorFlow.js can run a model. It fails if an output is returned twice, if a join combines a known size with
 * one that is only assumed to be equal, and if the size of weights depends on the input's.
 */
export function canRun({ outputs, assumptions, totals }: Model): boolean {
  const isDistinct = (names: readonly string[]) => new Set(names).size === names.length;
  return (
    typeof totals.params === 'number' &&
    isDistinct([...outputs.values()]) &&
    !assumptions.some(({ condition }) => condition.includes('=='))
  );
}
