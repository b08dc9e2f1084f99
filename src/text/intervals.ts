/** Finds what is at an offset of a text. */
import type { TextRange } from './source.js';

/** A range of a text with a value; the cursor may be at its end, so `end` counts as inside. */
export interface Interval<T> extends TextRange {
  readonly value: T;
}

interface IntervalNode<T> extends Interval<T> {
  readonly around: IntervalNode<T> | undefined;
}

/** Nested ranges; finding one takes logarithmic time, and those around it time in their depth. */
export class Intervals<T> {
  private readonly nodes: readonly IntervalNode<T>[];

  constructor(intervals: readonly Interval<T>[]) {
    const nodes: IntervalNode<T>[] = [];
    const open: IntervalNode<T>[] = [];
    for (const interval of intervals.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
      while (open.length > 0 && (open.at(-1)?.end ?? 0) < interval.end) open.pop();
      const node = { ...interval, around: open.at(-1) };
      open.push(node);
      nodes.push(node);
    }
    this.nodes = nodes;
  }

  /** The values around an offset, innermost first. */
  at(offset: number): readonly T[] {
    let low = 0;
    let high = this.nodes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.nodes[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const found: T[] = [];
    for (let node = this.nodes[low - 1]; node; node = node.around) if (offset <= node.end) found.push(node.value);
    return found;
  }
}
