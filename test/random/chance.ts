/** Choices that fast-check makes, and can repeat and shrink. */
import fc from 'fast-check';

export class Chance {
  constructor(private readonly generate: fc.GeneratorValue) {}

  /** A whole number between two, both included. */
  integer(min: number, max: number): number {
    return this.generate(fc.integer, { min, max });
  }

  /** True with a probability in percent; false when fast-check shrinks. */
  percent(share: number): boolean {
    return this.integer(0, 99) >= 100 - share;
  }

  pick<T>(...choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)] as T;
  }
}
