/** Which networks TensorFlow.js can build. */
import type { Model } from '../../src/graph/graph.js';

/**
 * Not where TensorFlow.js fails: on an output that is given twice, on a join of a known size with one that is only
 * assumed to be the same, and on weights whose size depends on the input's.
 */
export function canRun({ outputs, assumptions, totals }: Model): boolean {
  const isDistinct = (names: readonly string[]) => new Set(names).size === names.length;
  return (
    typeof totals.params === 'number' &&
    isDistinct([...outputs.values()]) &&
    !assumptions.some(({ condition }) => condition.includes('=='))
  );
}
