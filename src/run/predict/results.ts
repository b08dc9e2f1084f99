/** Results of a network, and the top classes in them. */
import { Failure } from '../../text/failure.js';
import type { Tensor } from '../../weights/tensor.js';

/** The result of an output or an end point for all examples. */
export interface Prediction {
  readonly name: string;
  /** The number of examples comes first. */
  readonly shape: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** The top classes of each example, if its result is one vector, or one for each token: those of the last token. */
  readonly top?: readonly (readonly Ranked[])[];
}

/** A class, by its index, and its value. */
export interface Ranked {
  readonly class: number;
  readonly label?: string;
  readonly value: number;
}

/** The maximum size of a result that is kept to be written, in bytes. */
const mostKept = 2 ** 31;

/** Gathers the results of an output or an end point, batch by batch. */
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
      /** The number of classes to keep for each example. */
      readonly classes: number;
      readonly labels?: readonly string[] | undefined;
      /** Whether an example has a vector for each of its tokens. */
      readonly isSequence?: boolean;
      /** Whether to keep the values. */
      readonly keep: boolean;
    },
  ) {}

  /** Adds the values of some examples. Throws a `Failure` if their shape differs from earlier ones. */
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
    if (this.hasClasses) this.top.push(...topClasses(lastVectors(data, shape), shape.at(-1) ?? 0, classes, labels));
    if (keep) this.keep(data);
  }

  get result(): Prediction {
    const { name, shape, examples, min, max, sum, count, top } = this;
    const ranked = this.hasClasses ? { top } : {};
    return { name, shape: [examples, ...shape], min, max, mean: sum / count, ...ranked };
  }

  private get hasClasses(): boolean {
    return this.shape.length === 1 || this.options.isSequence === true;
  }

  /** All values, if they were kept. */
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

/** The last vector of each example, from values of the shape of an example. */
function lastVectors(data: Float32Array, shape: readonly number[]): Float32Array {
  const [size, classes] = [shape.reduce((product, dim) => product * dim, 1), shape.at(-1) ?? 0];
  if (size === classes) return data;
  const vectors = new Float32Array((data.length / size) * classes);
  for (let example = 0; example * size < data.length; example += 1) {
    const end = (example + 1) * size;
    vectors.set(data.subarray(end - classes, end), example * classes);
  }
  return vectors;
}

/** For each example the classes with the largest values, largest first; NaN last. */
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

/** Labels, one per line, in the order of the classes. A final line end starts no label. */
export function parseLabels(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
