/** The inputs of a prediction: batches of examples from files. Input that does not fit the spec is an `UnfitInput`. */

import { boundOf } from '../analysis/bounds.js';
import { closest } from '../diagnostics/nearest.js';
import { type Dim, formatDim, formatShape, isKnown, joinDims } from '../expressions/shape.js';
import type { Model, NetworkInput } from '../graph/graph.js';
import { misfitOfImage } from '../read/preprocess.js';
import { placeOf } from '../reference/lazy.js';
import { decodeImage } from '../run/images/decode.js';
import { prepareImage } from '../run/images/prepare.js';
import { sizesOf } from '../run/verify/load.js';
import { Failure } from '../text/failure.js';
import { itemAt } from '../text/lookup.js';
import { listWords } from '../text/words.js';
import { readNpy } from '../weights/npy.js';
import type { Tensor } from '../weights/tensor.js';
import { type Invocation, type TensorArgument, UsageError } from './arguments.js';
import { readBytes } from './files.js';
import { type Host, UnfitInput } from './host.js';
import { nameOf } from './spec.js';

/** Examples of one size that are predicted at once: their names, and the inputs of the network by name. */
export interface Batch {
  readonly names: readonly string[];
  readonly inputs: ReadonlyMap<string, Tensor>;
}

export interface Examples {
  readonly count: number;
  /** The examples in order, at most `most` in a batch. */
  batches(most: number): AsyncIterable<Batch>;
}

/** The maximum size of an image's file, in bytes. */
const mostImageBytes = 2 ** 28;

/**
 * Images for the only input of a network, prepared as its spec says, each decoded when its batch is due. Unreadable
 * images are passed to `onBadFile` and left out.
 */
export function imagesFor(
  { graph }: Model,
  files: readonly string[],
  host: Host,
  onBadFile: (failure: Failure) => void,
): Examples {
  const { spec, inputs } = graph;
  const { preprocess } = spec;
  const [input] = inputs;
  if (!preprocess) {
    throw new UnfitInput(`${spec.name.text} has no preprocess for images; add it to the spec, or use --input X.npy`);
  }
  if (!input || inputs.length > 1)
    throw new UnfitInput(`${spec.name.text} has ${inputs.length} inputs; --image needs a network with one input`);
  const sizes = sizesOf(input.shape);
  const misfit = misfitOfImage(preprocess, input.name, sizes, input.dtype);
  if (misfit) throw new UnfitInput(misfit.message.text);
  const [height = null, width = null] = sizes;
  const prepare = async (file: string): Promise<Tensor | undefined> => {
    try {
      const image = await decodeImage(nameOf(file), await readBytes(file, host, mostImageBytes));
      return prepareImage(image, preprocess, { height, width });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      onBadFile(error);
      return undefined;
    }
  };
  return {
    count: files.length,
    async *batches(most) {
      let names: string[] = [];
      let tensors: Tensor[] = [];
      for (const file of files) {
        const tensor = await prepare(file);
        if (!tensor) continue;
        const isOther = tensors[0] !== undefined && tensors[0].shape.join() !== tensor.shape.join();
        if (tensors.length === most || isOther) {
          yield { names, inputs: new Map([[input.name, together(tensors)]]) };
          [names, tensors] = [[], []];
        }
        names.push(nameOf(file));
        tensors.push(tensor);
      }
      if (tensors.length > 0) yield { names, inputs: new Map([[input.name, together(tensors)]]) };
    },
  };
}

/** Tensors of one shape, concatenated along their first axis. */
function together(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (tensors.length === 1 && first) return first;
  const [, ...sizes] = first?.shape ?? [];
  const size = first?.data.length ?? 0;
  const data = new Float32Array(size * tensors.length);
  for (const [index, tensor] of tensors.entries()) data.set(tensor.data, index * size);
  return { shape: [tensors.length, ...sizes], data };
}

/** Examples from tensors, one for each input; they are named by their numbers from 1. */
export function examplesOf(tensors: ReadonlyMap<string, Tensor>): Examples {
  const count = [...tensors.values()][0]?.shape[0] ?? 0;
  return {
    count,
    async *batches(most) {
      for (let start = 0; start < count; start += most) {
        const end = Math.min(start + most, count);
        const names = Array.from({ length: end - start }, (_, index) => String(start + index + 1));
        yield { names, inputs: new Map([...tensors].map(([name, tensor]) => [name, part(tensor, start, end)])) };
      }
    },
  };
}

function part({ shape: [examples = 0, ...sizes], data }: Tensor, start: number, end: number): Tensor {
  const size = data.length / examples;
  return { shape: [end - start, ...sizes], data: data.subarray(start * size, end * size) };
}

/**
 * Reads the inputs of a network from .npy files, or from numbers. Sizes may differ from the spec's, except for the last
 * axis of float32 (channels or features) and for inputs with a shape in the command line.
 */
export async function readTensors(
  model: Model,
  { tensors, variant }: Invocation,
  host: Host,
): Promise<ReadonlyMap<string, Tensor>> {
  const { spec, inputs } = model.graph;
  const names = inputs.map(({ name }) => name);
  const read = new Map<string, Tensor>();
  for (const argument of tensors) {
    const { input: given } = argument;
    const name = given === '' && names.length === 1 ? itemAt(names, 0) : given;
    const input = inputs.find((one) => one.name === name);
    if (!input) throw new UsageError(refusalOf(given, names, spec.name.text), 'run');
    if (read.has(name)) throw new UsageError(`input ${name} is set twice`, 'run');
    const isSet = Object.keys(variant.input ?? {}).some((key) => key === name || key === '');
    read.set(name, await readTensor(argument, input, model, isSet, host));
  }
  const missing = names.filter((name) => !read.has(name));
  if (missing.length > 0)
    throw new UsageError(`missing values for ${listWords(missing)}; add --input ${missing[0]}=X.npy`, 'run');
  const examples = new Set([...read.values()].map(({ shape }) => shape[0]));
  if (examples.size > 1)
    throw new UnfitInput(`the inputs have different numbers of examples: ${[...examples].join(', ')}`);
  return read;
}

/** The shapes of inputs that tensors set: those that differ from the model's, or have sizes with names. */
export function shapesSetBy(
  tensors: ReadonlyMap<string, Tensor>,
  { graph }: Model,
): Readonly<Record<string, readonly number[]>> {
  const others = graph.inputs.flatMap(({ name, shape }) => {
    const [, ...sizes] = tensors.get(name)?.shape ?? [];
    const fits = shape.every((dim, axis) => (isKnown(dim) ? dim === sizes[axis] : formatDim(dim) === '?'));
    return fits ? [] : [[name, sizes] as const];
  });
  return Object.fromEntries(others);
}

function refusalOf(given: string, names: readonly string[], network: string): string {
  if (given === '') return `${network} has several inputs (${listWords(names)}); name the input: ${names[0]}=X.npy`;
  const meant = closest(given, names);
  return `${network} has no input "${given}"${meant ? `; did you mean ${meant}?` : `; it has ${listWords(names)}`}`;
}

async function readTensor(
  argument: TensorArgument,
  input: NetworkInput,
  { layers }: Model,
  isSet: boolean,
  host: Host,
): Promise<Tensor> {
  const { name, dtype } = input;
  const source = 'file' in argument ? nameOf(argument.file) : `--input ${name}`;
  const tensor = await valuesOf(argument, host);
  const [examples = 0, ...given] = tensor.shape;
  const sizes = sizesOf(input.shape);
  const hasFeatures = dtype === 'float32';
  const wanted = isSet ? sizes : sizes.map((size, axis) => (hasFeatures && axis === sizes.length - 1 ? size : null));
  const fits = given.length === wanted.length && wanted.every((size, axis) => size === null || size === given[axis]);
  if (!fits || examples === 0) {
    const nameOfSize = (dim: Dim) => (isKnown(dim) ? '?' : formatDim(dim));
    const expected = ['batch', ...input.shape.map((dim, axis) => String(wanted[axis] ?? nameOfSize(dim)))];
    const isUnbatched = tensor.shape.length === wanted.length;
    const help = isUnbatched ? '; for one example, add the batch in NumPy: x[None]' : '';
    const found = formatShape(tensor.shape) || 'one number';
    throw new UnfitInput(`${source} is ${found}, but input ${name} takes ${joinDims(expected)}${help}`);
  }
  if (dtype !== 'float32') checkWholeNumbers(tensor, source, name, dtype === 'bool' ? 2 : boundOf(input, layers));
  return tensor;
}

/** The values of a file, or numbers as one example. */
async function valuesOf(argument: TensorArgument, host: Host): Promise<Tensor> {
  if ('file' in argument) return readNpy(nameOf(argument.file), await readBytes(argument.file, host));
  const { numbers } = argument;
  return { shape: [1, numbers.length], data: Float32Array.from(numbers) };
}

/** Refuses values that are not whole numbers from 0 up to a bound: engines read past a table, or stop. */
function checkWholeNumbers({ shape, data }: Tensor, source: string, input: string, bound: number): void {
  const index = data.findIndex((value) => !Number.isInteger(value) || value < 0 || value >= bound);
  if (index === -1) return;
  const place = placeOf(index, shape).join(', ');
  throw new UnfitInput(
    `${source} has ${data[index]} at [${place}]; the input ${input} takes whole numbers from 0 to ${bound - 1}`,
  );
}
