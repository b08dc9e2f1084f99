/** What a network gives, and the classes in it. */
import { Failure } from '../../text/failure.js';
import type { Tensor } from '../../weights/tensor.js';

/** What an output or an end point gives for all examples. */
export interface Prediction {
  readonly name: string;
  /** With the number of examples first. */
  readonly shape: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** The first classes of each example, if it gives one vector for each. */
  readonly top?: readonly (readonly Ranked[])[];
}

/** A class, by its index, and what the network gives for it. */
export interface Ranked {
  readonly class: number;
  readonly label?: string;
  readonly value: number;
}

/** The largest result that is kept to be written, in bytes. */
const mostKept = 2 ** 31;

/** Takes in what an output or an end point gives, batch by batch. */
export class Gathering {
  private shape: readonly number[] = [];
  private examples = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;
  private sum = 0;
  private count = 0;
  private readonly top: (readonly Ranked[])[] = [];
  private readonly kept: Float32Array[] = [];

  constructor(
    readonly name: string,
    private readonly options: {
      /** How many classes to keep of each example. */
      readonly classes: number;
      readonly labels?: readonly string[] | undefined;
      /** Whether to keep the values. */
      readonly keep: boolean;
    },
  ) {}

  /** Takes the values of some more examples. Throws a `Failure` if they don't go with the others. */
  add({ shape: [examples = 0, ...shape], data }: Tensor): void {
    if (this.examples > 0 && shape.join('x') !== this.shape.join('x')) {
      const shapes = `${this.shape.join('x')} and ${shape.join('x')}`;
      throw new Failure(`${this.name} is ${shapes} for different images; set one size with --input`);
    }
    this.shape = shape;
    this.examples += examples;
    this.count += data.length;
    for (const value of data) {
      this.min = Math.min(this.min, value);
      this.max = Math.max(this.max, value);
      this.sum += value;
    }
    const { classes, labels, keep } = this.options;
    if (shape.length === 1) this.top.push(...topClasses(data, shape[0] ?? 0, classes, labels));
    if (keep) this.keep(data);
  }

  get result(): Prediction {
    const { name, shape, examples, min, max, sum, count, top } = this;
    const ranked = shape.length === 1 ? { top } : {};
    return { name, shape: [examples, ...shape], min, max, mean: sum / count, ...ranked };
  }

  /** All values, if they were to be kept. */
  get tensor(): Tensor {
    const data = new Float32Array(this.count);
    let start = 0;
    for (const part of this.kept) {
      data.set(part, start);
      start += part.length;
    }
    return { shape: [this.examples, ...this.shape], data };
  }

  private keep(data: Float32Array): void {
    if (4 * this.count > mostKept)
      throw new Failure(`${this.name} is larger than 2 GiB; predict fewer examples at once`);
    this.kept.push(data);
  }
}

/** For each example the classes with the largest values, the largest first, what is no number last. */
function topClasses(
  data: Float32Array,
  classes: number,
  count: number,
  labels?: readonly string[],
): readonly (readonly Ranked[])[] {
  return Array.from({ length: data.length / classes }, (_, example) => {
    const values = data.subarray(example * classes, (example + 1) * classes);
    const rank = (value: number) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value);
    const order = Array.from(values.entries()).sort(([, one], [, other]) => rank(other) - rank(one));
    return order.slice(0, count).map(([index, value]) => {
      const label = labels?.[index];
      return { class: index, ...(label === undefined ? {} : { label }), value };
    });
  });
}

/** A label a line, in the order of the classes; the end of the last line begins no other. */
export function parseLabels(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
