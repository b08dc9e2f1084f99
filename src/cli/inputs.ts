/** What a network is to predict from: files to the values of its inputs. What does not fit the spec is `Unfit`. */
import { listWords } from '../diagnostics.js';
import type { Model } from '../graph.js';
import { closest } from '../nearest.js';
import { misfitOfPicture } from '../phases/preprocess.js';
import { decodePicture } from '../pictures/decode.js';
import { preparePicture } from '../pictures/prepare.js';
import { formatShape, type Shape } from '../shape.js';
import { sizesOf } from '../verify/load.js';
import { readNpy } from '../weights/npy.js';
import type { Tensor } from '../weights/tensor.js';
import type { TensorArgument } from './arguments.js';
import { readBytes } from './files.js';
import { type Host, Unfit } from './host.js';
import { nameOf } from './spec.js';

type Inputs = ReadonlyMap<string, Tensor>;

/** The largest file of a picture that is read. */
const mostPictureBytes = 2 ** 28;

/** A picture as the only input of a network, prepared as its spec says. */
export async function readPicture({ graph }: Model, file: string, host: Host): Promise<Inputs> {
  const { spec, inputs } = graph;
  const [input] = inputs;
  if (!spec.preprocess) {
    throw new Unfit(
      `${spec.name.text} does not say how a picture becomes its input: it needs a preprocess, or an --input X.npy`,
    );
  }
  if (!input || inputs.length > 1)
    throw new Unfit(`${spec.name.text} has ${inputs.length} inputs; a picture can be the only one, and no other`);
  const sizes = sizesOf(input.shape);
  const misfit = misfitOfPicture(spec.preprocess, input.name, sizes);
  if (misfit) throw new Unfit(misfit.message);
  const picture = await decodePicture(nameOf(file), await readBytes(file, host, mostPictureBytes));
  const [height = null, width = null] = sizes;
  return new Map([[input.name, preparePicture(picture, spec.preprocess, { height, width })]]);
}

/** The inputs of a network from .npy files, one for each, all with the same number of examples. */
export async function readTensors(model: Model, tensors: readonly TensorArgument[], host: Host): Promise<Inputs> {
  const { spec, inputs } = model.graph;
  const names = inputs.map(({ name }) => name);
  const read = new Map<string, Tensor>();
  for (const { input: given, file } of tensors) {
    const name = given === '' && names.length === 1 ? (names[0] as string) : given;
    const input = inputs.find((one) => one.name === name);
    if (!input) throw new Unfit(refusalOf(given, names, spec.name.text));
    if (read.has(name)) throw new Unfit(`the input ${name} is given twice`);
    read.set(name, await readTensor(file, input.name, input.shape, host));
  }
  const missing = names.filter((name) => !read.has(name));
  if (missing.length > 0) throw new Unfit(`there are no values for ${listWords(missing)}: --input ${missing[0]}=X.npy`);
  const examples = new Set([...read.values()].map(({ shape }) => shape[0]));
  if (examples.size > 1) throw new Unfit(`the inputs have different numbers of examples: ${[...examples].join(', ')}`);
  return read;
}

function refusalOf(given: string, names: readonly string[], network: string): string {
  if (given === '') return `${network} has several inputs (${listWords(names)}): say which, as in ${names[0]}=X.npy`;
  const meant = closest(given, names);
  return `${network} has no input "${given}"${meant ? `; did you mean ${meant}?` : `; it has ${listWords(names)}`}`;
}

async function readTensor(file: string, input: string, shape: Shape, host: Host): Promise<Tensor> {
  const tensor = await readNpy(nameOf(file), await readBytes(file, host));
  const [examples = 0, ...sizes] = tensor.shape;
  const wanted = sizesOf(shape);
  const fits = sizes.length === wanted.length && wanted.every((size, axis) => size === null || size === sizes[axis]);
  if (!fits || examples === 0) {
    const expected = `the input ${input} takes ${formatShape([null, ...wanted])}, the number of examples first`;
    throw new Unfit(`${nameOf(file)} is ${formatShape(tensor.shape) || 'one number'}, and ${expected}`);
  }
  return tensor;
}
