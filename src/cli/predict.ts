/** `netspec run`: predictions of the generated code, with trained weights. */
import { listWords } from '../diagnostics.js';
import { Failure } from '../failure.js';
import type { Model } from '../graph.js';
import { closest } from '../nearest.js';
import { type Engine, type Prediction, predict } from '../predict/predict.js';
import { neededFor } from '../predict/predictor.js';
import { parseLabels, resultOf } from '../predict/results.js';
import { resultsText } from '../predict/text.js';
import { profileText } from '../verify/profile-text.js';
import { fit } from '../weights/fit.js';
import { load } from '../weights/load.js';
import { writeNpy } from '../weights/npy.js';
import { writeNpz } from '../weights/npz.js';
import type { Tensor, Weights } from '../weights/tensor.js';
import { type Invocation, UsageError } from './arguments.js';
import { depthOf } from './depth.js';
import { writeWhole } from './files.js';
import { type Host, screenOf, status, Unfit } from './host.js';
import { readPicture, readTensors } from './inputs.js';
import { readMap } from './maps.js';
import { Progress } from './progress.js';
import { attempt, compileSpec, nameOf, readSpec, showDiagnostics } from './spec.js';
import { withTensors } from './tensors.js';

export async function run(invocation: Invocation, host: Host): Promise<number> {
  checkArguments(invocation);
  const { operands, values, tensors } = invocation;
  const depth = depthOf(invocation);
  return attempt(host, async () => {
    const { diagnostics, model } = await compileSpec(operands[0] as string, invocation, host);
    const outcome = showDiagnostics(diagnostics, invocation, host, host.stderr);
    if (!model) return status.found;
    const asked = layersAskedFor(model, values.endpoint);
    const labels = values.labels === undefined ? undefined : await readLabels(values.labels, model, asked, host);
    const inputs = values.image
      ? await readPicture(model, values.image, host)
      : await readTensors(model, tensors, host);
    const prediction = await compute(model, inputs, [...new Set(asked.values())], invocation, host);
    if (!prediction) return status.found;
    const { backend, milliseconds, profile } = prediction;
    const given = new Map([...asked].map(([name, layer]) => [name, prediction.tensors.get(layer) as Tensor]));
    if (values.output) await writeWhole(values.output, encode(given, values.output));
    const results = [...given].map(([name, tensor]) => resultOf(name, tensor, Number(values.top ?? 5), labels));
    const screen = screenOf(host.stdout, host, { noColor: values['no-color'] === true, width: 80 });
    host.stdout.write(
      values.format === 'json'
        ? `${JSON.stringify({ backend, forward_ms: milliseconds, results, profile }, null, 2)}\n`
        : `${resultsText(results, screen)}${profile ? `\n${profileText(profile, { ...screen, depth })}` : ''}`,
    );
    const broken = results.filter(({ min, max }) => !Number.isFinite(max - min)).map(({ name }) => name);
    if (broken.length > 0) throw new Unfit(`${listWords(broken)} has values that are not finite`);
    return outcome;
  });
}

/** What can be said of the command line without a spec. */
function checkArguments({ operands, values, tensors }: Invocation): void {
  const { weights, image, output, endpoint = [], top = '1', labels } = values;
  const fail = (message: string) => new UsageError(message, 'run');
  if (!weights) throw fail('run needs --weights FILE: what it predicts without training means nothing');
  if (!image && tensors.length === 0) throw fail('run needs --image FILE or --input X.npy');
  if (values.profile && values.backend === 'onnx')
    throw fail('--profile times layers on TensorFlow.js; ONNX Runtime fuses them, and tells of none');
  if (image && tensors.length > 0) throw fail('--image and --input X.npy do not go together');
  if (!/^[1-9]\d{0,14}$/.test(top)) throw fail(`--top is a whole number from 1, not "${top}"`);
  if (output && !/\.np[yz]$/.test(output)) throw fail(`--output ends in .npy or .npz, not "${output}"`);
  if (output?.endsWith('.npy') && new Set(endpoint).size > 1)
    throw fail('an .npy file holds one array; several make an .npz');
  if ([operands[0], weights, image, labels].filter((file) => file === '-').length > 1)
    throw fail('standard input can be read once only');
}

/**
 * The layers of the end points or outputs that are asked for, by their names; where none is, of the output that ends in
 * a softmax, or else the first.
 */
function layersAskedFor({ graph, layers, endpoints, outputs }: Model, names?: readonly string[]) {
  const known = new Map([...outputs, ...endpoints]);
  const probabilities = new Set(
    layers.filter((layer) => layer.attributes.activation === 'softmax').map(({ name }) => name),
  );
  const standard = [...outputs].find(([, layer]) => probabilities.has(layer)) ?? [...outputs][0];
  return new Map(
    names?.map((name) => {
      const layer = known.get(name);
      if (layer !== undefined) return [name, layer] as const;
      const meant = closest(name, [...known.keys()]);
      const hint = meant ? `did you mean ${meant}?` : `it has ${listWords([...known.keys()])}`;
      throw new Unfit(`${graph.spec.name.text} has no end point or output "${name}"; ${hint}`);
    }) ?? [standard as [string, string]],
  );
}

/** Labels, one for each class of every vector that is asked for. */
async function readLabels(
  file: string,
  { layers }: Model,
  asked: ReadonlyMap<string, string>,
  host: Host,
): Promise<readonly string[]> {
  const { text } = await readSpec(file, host);
  if (text === undefined) throw new Failure(`${nameOf(file)} is not UTF-8 text`);
  const labels = parseLabels(text);
  for (const [name, layer] of asked) {
    const shape = layers.find((one) => one.name === layer)?.output ?? [];
    if (shape.length === 1 && shape[0] !== labels.length)
      throw new Unfit(`${nameOf(file)} has ${labels.length} labels, and ${name} has ${shape[0]} classes`);
  }
  return labels;
}

/** Fills the network and runs it, and shows how far it is; undefined where the map has errors, which are shown. */
async function compute(
  model: Model,
  inputs: ReadonlyMap<string, Tensor>,
  layers: readonly string[],
  invocation: Invocation,
  host: Host,
): Promise<Prediction | undefined> {
  const { values } = invocation;
  const progress = new Progress(host.stderr, host.stderr.isTTY === true && !values.quiet);
  try {
    const weights = await readWeights(model, neededFor(model, layers), progress, invocation, host);
    if (!weights) return undefined;
    const backend = values.backend as Engine | undefined;
    const options = { profile: values.profile === true, ...(backend ? { backend } : {}) };
    return await predict(model, weights, inputs, layers, options);
  } finally {
    progress.clear();
  }
}

/** The weights of the layers that are needed, all of them, and of others what is there; undefined without a map. */
async function readWeights(
  model: Model,
  needed: ReadonlySet<string>,
  progress: Progress,
  invocation: Invocation,
  host: Host,
): Promise<Weights | undefined> {
  const map = await readMap(invocation, host);
  if (!map) return undefined;
  return withTensors(invocation.values.weights as string, host, async (tensors) => {
    const fitted = fit(model, tensors, map);
    const misfits = fitted.misfits.filter(({ slot }) => needed.has(slot.layer.name));
    const [first] = misfits;
    if (!first) return load(fitted, progress.show);
    const count = `${misfits.length} of the weights that are needed, such as ${first.slot.name}`;
    throw new Unfit(`${tensors.name} does not fill ${count}; netspec weights check says why`);
  });
}

/** The file of what was asked for. */
function encode(tensors: Weights, file: string): Uint8Array {
  const [only] = tensors.values();
  return file.endsWith('.npz') ? writeNpz(tensors) : writeNpy(only as Tensor);
}
