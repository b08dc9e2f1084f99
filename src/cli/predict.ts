/** `netspec run`: predictions of a network with trained weights. */
import path from 'node:path';
import { findMemory } from '../analysis/memory.js';
import { listWords } from '../diagnostics.js';
import { visible } from '../display.js';
import { Failure } from '../failure.js';
import type { Model } from '../graph.js';
import { jsonText } from '../json.js';
import { closest } from '../nearest.js';
import { resultsCsv } from '../predict/csv.js';
import { type Engine, makeReady } from '../predict/predict.js';
import { neededFor } from '../predict/predictor.js';
import { Gathering, parseLabels } from '../predict/results.js';
import { resultsText } from '../predict/text.js';
import { Unfit as UnfitForTarget } from '../targets/target.js';
import { type LayerTime, profile } from '../verify/profile.js';
import { profileText } from '../verify/profile-text.js';
import { fit } from '../weights/fit.js';
import { load } from '../weights/load.js';
import { writeNpy } from '../weights/npy.js';
import { writeNpz } from '../weights/npz.js';
import type { Tensor, Weights } from '../weights/tensor.js';
import { type Invocation, UsageError } from './arguments.js';
import { depthOf } from './depth.js';
import { readBytes, writeWhole } from './files.js';
import { type Host, screenOf, status, Unfit } from './host.js';
import { type Examples, examplesOf, picturesFor, readTensors, shapesSetBy } from './inputs.js';
import { readMap } from './maps.js';
import { type FileKind, filesOf } from './operands.js';
import { Progress } from './progress.js';
import { attempt, compileSpec, nameOf, readSpec, showDiagnostics } from './spec.js';
import { withTensors } from './tensors.js';

const pictures: FileKind = { name: 'pictures', extension: /\.(jpe?g|png|webp)$/i };

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { values } = invocation;
  const depth = depthOf(invocation);
  const files: string[] = [];
  for (const word of values.image ?? []) files.push(...(await filesOf(word, pictures, 'run')));
  checkArguments(invocation, files);
  return attempt(host, async () => {
    let outcome: number = status.ok;
    const onBadFile = (failure: Failure) => {
      // Its row would be missing, so that the rows of the file would be those of other pictures.
      if (files.length === 1 || values.output) throw failure;
      outcome = status.failed;
      host.stderr.write(`netspec: ${visible(failure.message)}\n`);
    };
    const given = await readNetwork(invocation, files, host, onBadFile);
    if (!given) return status.found;
    const { model, examples } = given;
    const asked = layersAskedFor(model, values.endpoint);
    if (values.format === 'csv') checkVectors(model, asked);
    const labels = values.labels === undefined ? undefined : await readLabels(values.labels, model, asked, host);
    const options = { classes: Number(values.top ?? (examples.count > 1 ? 1 : 5)), labels, keep: !!values.output };
    const gatherings = new Map([...asked.keys()].map((name) => [name, new Gathering(name, options)]));
    const prediction = await compute(model, examples, asked, gatherings, invocation, host);
    if (!prediction) return status.found;
    const { names, engine, milliseconds, times } = prediction;
    if (names.length === 0) return outcome;
    if (values.output) {
      const tensors = new Map([...gatherings].map(([name, gathering]) => [name, gathering.tensor]));
      await writeWhole(values.output, encode(tensors, values.output));
    }
    const results = [...gatherings.values()].map(({ result }) => result);
    const screen = screenOf(host.stdout, host, { noColor: values['no-color'] === true, width: 80 });
    if (values.format === 'json') {
      const named = files.length > 0 ? { pictures: names } : {};
      host.stdout.write(jsonText({ backend: engine, forward_ms: milliseconds, ...named, results, profile: times }));
    } else {
      host.stdout.write(values.format === 'csv' ? resultsCsv(results, names) : resultsText(results, names, screen));
      if (times) host.stdout.write(`\n${profileText(times, { ...screen, depth })}`);
      const what = `${names.length} ${files.length > 0 ? 'picture' : 'example'}${names.length === 1 ? '' : 's'}`;
      if (!values.quiet) host.stderr.write(`${what} on ${engine} in ${Math.round(milliseconds)} ms\n`);
    }
    const broken = results.filter(({ min, max }) => !Number.isFinite(max - min)).map(({ name }) => name);
    if (broken.length > 0) throw new Unfit(`${listWords(broken)} has values that are not finite`);
    return outcome;
  });
}

/** What can be said of the command line without a spec; `files` are the pictures. */
function checkArguments({ operands, values, tensors }: Invocation, files: readonly string[]): void {
  const { weights, output, endpoint = [], top = '1', labels, format } = values;
  const fail = (message: string) => new UsageError(message, 'run');
  if (!weights) throw fail('run needs --weights FILE: what it predicts without training means nothing');
  if (files.length === 0 && tensors.length === 0) throw fail('run needs --image FILE or --input X.npy');
  if (values.profile && values.backend === 'onnx')
    throw fail('--profile times layers on TensorFlow.js; ONNX Runtime fuses them, and tells of none');
  if (values.profile && format === 'csv') throw fail('--profile is not for csv');
  if (files.length > 0 && tensors.length > 0) throw fail('--image and --input X.npy do not go together');
  if (!/^[1-9]\d{0,14}$/.test(top)) throw fail(`--top is a whole number from 1, not "${top}"`);
  if (output && !/\.np[yz]$/.test(output)) throw fail(`--output ends in .npy or .npz, not "${output}"`);
  if (output?.endsWith('.npy') && new Set(endpoint).size > 1)
    throw fail('an .npy file holds one array; several make an .npz');
  if ([operands[0], weights, labels, ...files].filter((file) => file === '-').length > 1)
    throw fail('standard input can be read once only');
}

/**
 * The network, of the size that .npy files have, and what it is to predict from; undefined where the spec has errors,
 * which are shown.
 */
async function readNetwork(
  invocation: Invocation,
  files: readonly string[],
  host: Host,
  onBadFile: (failure: Failure) => void,
): Promise<{ readonly model: Model; readonly examples: Examples } | undefined> {
  const [spec = ''] = invocation.operands;
  // A size that a file sets is one more variant of the text, which standard input gives once.
  const bytes = await readBytes(spec, host);
  const compileAt = (input: Invocation['variant']['input']) =>
    compileSpec(
      spec,
      { ...invocation, variant: { ...invocation.variant, ...(input && { input }) } },
      host,
      {},
      async () => bytes,
    );
  let { diagnostics, model } = await compileAt(invocation.variant.input);
  const tensors = model && files.length === 0 ? await readTensors(model, invocation, host) : undefined;
  const shapes = model && tensors ? shapesSetBy(tensors, model) : {};
  if (Object.keys(shapes).length > 0)
    ({ diagnostics, model } = await compileAt({ ...invocation.variant.input, ...shapes }));
  showDiagnostics(diagnostics, invocation, host, host.stderr);
  if (!model) return undefined;
  return { model, examples: tensors ? examplesOf(tensors) : picturesFor(model, files, host, onBadFile) };
}

/**
 * The layers of the end points or outputs that are asked for, by their names; by default, of the output that ends in a
 * softmax, or else the first.
 */
function layersAskedFor(
  { graph, layers, endpoints, outputs }: Model,
  names?: readonly string[],
): ReadonlyMap<string, string> {
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
      throw new UsageError(`${graph.spec.name.text} has no end point or output "${name}"; ${hint}`, 'run');
    }) ?? [standard as [string, string]],
  );
}

/** CSV has a row for a class, and nothing that is no vector. */
function checkVectors({ layers }: Model, asked: ReadonlyMap<string, string>): void {
  for (const [name, layer] of asked) {
    const shape = layers.find((one) => one.name === layer)?.output ?? [];
    if (shape.length === 1) continue;
    throw new UsageError(`--format csv lists classes, and ${name} has none: write it with --output`, 'run');
  }
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

interface Prediction {
  readonly engine: Engine;
  /** The names of the examples that were predicted. */
  readonly names: readonly string[];
  /** How long the network took, from its inputs until its outputs were read; without the time to build it. */
  readonly milliseconds: number;
  /** How long each layer takes for the first batch, if that is asked for. */
  readonly times?: readonly LayerTime[];
}

/** The most examples in a batch. More of them take more memory, and hardly less time each. */
const largestBatch = 8;

/** How much memory the layers of a batch may take, in bytes, unless one example takes more. */
const batchBytes = 2 ** 28;

/** Fills the network and runs it, and shows how far it is; undefined where the map has errors, which are shown. */
async function compute(
  model: Model,
  examples: Examples,
  asked: ReadonlyMap<string, string>,
  gatherings: ReadonlyMap<string, Gathering>,
  invocation: Invocation,
  host: Host,
): Promise<Prediction | undefined> {
  const { values } = invocation;
  const progress = new Progress(host.stderr, host.stderr.isTTY === true && !values.quiet);
  const layers = [...new Set(asked.values())];
  try {
    const weights = await readWeights(model, neededFor(model, layers), progress, invocation, host);
    if (!weights) return undefined;
    const { engine, predict, dispose } = await makeReady(model, weights, layers, {
      ...(values.backend ? { backend: values.backend as Engine } : {}),
      observed: values.profile === true,
    });
    const { activations = batchBytes } = findMemory(model).inference;
    const most = Math.max(1, Math.min(largestBatch, Math.floor(batchBytes / activations)));
    const names: string[] = [];
    let milliseconds = 0;
    let times: readonly LayerTime[] | undefined;
    for await (const batch of examples.batches(most)) {
      const start = performance.now();
      const tensors = await predict(batch.inputs);
      milliseconds += performance.now() - start;
      for (const [name, gathering] of gatherings) gathering.add(tensors.get(asked.get(name) as string) as Tensor);
      names.push(...batch.names);
      if (examples.count > 1) progress.show(names.length, examples.count, path.basename(batch.names.at(-1) ?? ''));
      if (values.profile) times ??= await profile(model, (onDone) => predict(batch.inputs, onDone));
    }
    dispose();
    return { engine, names, milliseconds, ...(times ? { times } : {}) };
  } catch (error) {
    const { text } = model.graph.spec.name;
    throw error instanceof UnfitForTarget ? new Failure(`ONNX can't hold ${text}: ${error.message}`) : error;
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
