/** Predictions with weights from files. */
import { boundOf } from '../../analysis/bounds.js';
import { formatShape, isKnown } from '../../expressions/shape.js';
import type { Model, NetworkInput } from '../../graph/graph.js';
import { misfitOfImage } from '../../read/preprocess.js';
import { prepareImage } from '../../run/images/prepare.js';
import { classesOf } from '../../run/predict/classes.js';
import { neededFor } from '../../run/predict/predictor.js';
import { Gathering, parseLabels } from '../../run/predict/results.js';
import { tfjsPredictor } from '../../run/predict/tfjs.js';
import { sizesOf } from '../../run/verify/load.js';
import { Failure } from '../../text/failure.js';
import { found } from '../../text/lookup.js';
import { BadFile, type ByteSource } from '../../weights/bytes.js';
import { type Fit, fit } from '../../weights/fit.js';
import { load, type OnProgress } from '../../weights/load.js';
import { parseMap } from '../../weights/map.js';
import { openTensors } from '../../weights/open.js';
import type { Tensor, TensorFile } from '../../weights/tensor.js';
import type { PredictionReply, PredictTask } from './messages.js';
import { modelOf } from './model.js';
import { decodePicture } from './picture.js';

/** Computes all outputs. Throws a `Failure` if weights or inputs do not fit the network. */
export async function predict(task: PredictTask, onProgress: OnProgress): Promise<Omit<PredictionReply, 'backend'>> {
  const model = modelOf(task.spec, sizesGiven(task));
  const inputs = new Map<string, Tensor>();
  for (const input of model.graph.inputs) inputs.set(input.name, await tensorFor(input, model, task));
  const layers = [...new Set(model.outputs.values())];
  const tensors = await openWeights(task.weights);
  const { fitted, map } = bestFit(model, tensors, task.maps);
  const needed = neededFor(model, layers);
  const [misfit] = fitted.misfits.filter(({ slot }) => needed.has(slot.layer.name));
  if (misfit)
    throw new Failure(`${tensors.name} does not fill all weights of this network, such as ${misfit.slot.name}`);
  const predictor = await tfjsPredictor(model, await load(fitted, onProgress), layers);
  const order = new Map(model.layers.map(({ name }, index) => [name, index + 1]));
  const start = performance.now();
  const values = await predictor.predict(inputs, (layer) =>
    onProgress(order.get(layer) ?? 0, model.layers.length, layer),
  );
  const milliseconds = performance.now() - start;
  predictor.dispose();
  const labels = task.labels === undefined ? undefined : parseLabels(task.labels);
  const classes = classesOf(model, model.outputs);
  const results = [...model.outputs].map(([name, layer]) => {
    const isSequence = classes.get(name)?.isSequence === true;
    const gathering = new Gathering(name, { classes: 5, labels, isSequence, keep: false });
    gathering.add(found(values, layer));
    return gathering.result;
  });
  return { milliseconds, results, ...(map === undefined ? {} : { map }) };
}

/** The lengths of lists of numbers, which set the sizes that a spec leaves open. */
const sizesGiven = ({ inputs }: PredictTask): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    Object.entries(inputs).flatMap(([name, given]) => (given instanceof File ? [] : [[name, [given.length]]])),
  );

async function tensorFor(input: NetworkInput, model: Model, { inputs }: PredictTask): Promise<Tensor> {
  const { name, shape, dtype } = input;
  const given = inputs[name];
  if (given === undefined) throw new Failure(`there is nothing for the input ${name}`);
  if (given instanceof File) return pictureFor(input, model, given);
  const sizes = shape.map((dim) => (isKnown(dim) ? dim : 0));
  if (sizes.length !== 1 || sizes[0] !== given.length)
    throw new Failure(`${given.length} numbers do not fit the input ${name}, which is ${formatShape(shape)}`);
  const bound = dtype === 'float32' ? undefined : dtype === 'bool' ? 2 : boundOf(input, model.layers);
  const wrong =
    bound === undefined ? undefined : given.find((one) => !Number.isInteger(one) || one < 0 || one >= bound);
  if (wrong !== undefined) throw new Failure(`${name} takes whole numbers from 0 to ${(bound ?? 1) - 1}, not ${wrong}`);
  return { shape: [1, given.length], data: Float32Array.from(given) };
}

async function pictureFor({ name, shape, dtype }: NetworkInput, { graph }: Model, file: File): Promise<Tensor> {
  const { preprocess } = graph.spec;
  if (!preprocess) throw new Failure('the spec has no preprocess: for images; add it, so that their values are known');
  const sizes = sizesOf(shape);
  const misfit = misfitOfImage(preprocess, name, sizes, dtype);
  if (misfit) throw new Failure(misfit.message.text);
  const [height = null, width = null] = sizes;
  return prepareImage(await decodePicture(file), preprocess, { height, width });
}

const sourceOf = (file: File): ByteSource => ({
  name: file.name,
  size: file.size,
  read: async (start, end) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
});

/** The tensors of a file, with the shards of a model.json beside it. */
async function openWeights(files: readonly File[]): Promise<TensorFile> {
  const first = files.find(({ name }) => !name.endsWith('.bin'));
  if (!first) throw new Failure('choose a .safetensors or .npz file, or a model.json with its .bin files');
  return openTensors(sourceOf(first), async (name) => {
    const shard = files.find((file) => file.name === name.replace(/^.*\//, ''));
    if (!shard) throw new BadFile(`${first.name} needs ${name}; choose both files at once`);
    return sourceOf(shard);
  });
}

/** How tensors fit by their own names, or else by the map with which most do. */
function bestFit(
  model: Model,
  tensors: TensorFile,
  maps: Readonly<Record<string, string>>,
): { readonly fitted: Fit; readonly map?: string } {
  const own = fit(model, tensors);
  const others = Object.entries(maps).flatMap(([name, text]) => {
    const { map } = parseMap(text, name);
    return map ? [{ fitted: fit(model, tensors, map), map: name }] : [];
  });
  const [best] = others.toSorted((one, other) => other.fitted.filled.length - one.fitted.filled.length);
  return best && best.fitted.filled.length > own.filled.length ? best : { fitted: own };
}
