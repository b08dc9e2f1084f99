/** `netspec run`: predicts with trained weights. */

import type { Model } from '../graph/graph.js';
import { classesOf } from '../run/predict/classes.js';
import { resultsCsv } from '../run/predict/csv.js';
import { Gathering } from '../run/predict/results.js';
import { resultsText } from '../run/predict/text.js';
import { profileText } from '../run/verify/profile-text.js';
import { visible } from '../text/display.js';
import type { Failure } from '../text/failure.js';
import { jsonText } from '../text/json.js';
import { listWords } from '../text/words.js';
import { writeNpy } from '../weights/npy.js';
import { writeNpz } from '../weights/npz.js';
import type { Weights } from '../weights/tensor.js';
import { type Invocation, UsageError } from './arguments.js';
import { checkClasses, layersAskedFor, readLabels } from './asked.js';
import { compute } from './compute.js';
import { depthOf } from './depth.js';
import { readBytes, writeWhole } from './files.js';
import { type Host, screenOf, status, UnfitInput } from './host.js';
import { type Examples, examplesOf, imagesFor, readTensors, shapesSetBy } from './inputs.js';
import { type FileKind, filesOf } from './operands.js';
import { attempt, compileSpec, showDiagnostics } from './spec.js';

const imageFiles: FileKind = { name: 'images', extension: /\.(jpe?g|png|webp)$/i };

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { values } = invocation;
  const depth = depthOf(invocation);
  const files: string[] = [];
  for (const word of values.image ?? []) files.push(...(await filesOf(word, imageFiles, 'run')));
  checkArguments(invocation, files);
  return attempt(host, async () => {
    let outcome: number = status.ok;
    const onBadFile = (failure: Failure) => {
      // Without its row, the rows of the output would be those of other images.
      if (files.length === 1 || values.output) throw failure;
      outcome = status.failed;
      host.stderr.write(`netspec: ${visible(failure.message)}\n`);
    };
    const given = await readNetwork(invocation, files, host, onBadFile);
    if (!given) return status.found;
    const { model, examples } = given;
    const asked = layersAskedFor(model, values.endpoint);
    const classes = classesOf(model, asked);
    if (values.format === 'csv') checkClasses(asked, classes);
    const labels = values.labels === undefined ? undefined : await readLabels(values.labels, classes, host);
    const options = { classes: Number(values.top ?? (examples.count > 1 ? 1 : 5)), labels, keep: !!values.output };
    const gatherings = new Map(
      [...asked.keys()].map((name) => {
        const isSequence = classes.get(name)?.isSequence === true;
        return [name, new Gathering(name, { ...options, isSequence })];
      }),
    );
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
      const what = `${names.length} ${files.length > 0 ? 'image' : 'example'}${names.length === 1 ? '' : 's'}`;
      if (!values.quiet) host.stderr.write(`${what} on ${engine} in ${Math.round(milliseconds)} ms\n`);
    }
    const broken = results.filter(({ min, max }) => !Number.isFinite(max - min)).map(({ name }) => name);
    if (broken.length > 0) throw new UnfitInput(`${listWords(broken)} has values that are not finite`);
    return outcome;
  });
}

/** Checks the command line as far as possible without a spec; `files` are the images. */
function checkArguments({ operands, values, tensors }: Invocation, files: readonly string[]): void {
  const { weights, output, endpoint = [], top = '1', labels, format, input = [] } = values;
  const fail = (message: string) => new UsageError(message, 'run');
  if (!weights) throw fail('run needs --weights FILE');
  if (files.length === 0 && tensors.length === 0) {
    const size = input.find((text) => /^([\w-]+=)?\d+$/.test(text));
    const hint = size === undefined ? '' : `; --input ${size} is a size: to pass one number, write ${size},`;
    throw fail(`run needs --image FILE, --input X.npy or --input 5,17,2${hint}`);
  }
  if (values.profile && values.backend === 'onnx')
    throw fail('--profile needs TensorFlow.js; ONNX Runtime does not report the time of each layer');
  if (values.profile && format === 'csv') throw fail('--profile cannot be combined with --format csv');
  if (files.length > 0 && tensors.length > 0) throw fail('--image cannot be combined with --input X.npy');
  if (!/^[1-9]\d{0,14}$/.test(top)) throw fail(`--top must be a whole number, 1 or more, not "${top}"`);
  if (output && !/\.np[yz]$/.test(output)) throw fail(`--output must end in .npy or .npz, not "${output}"`);
  if (output?.endsWith('.npy') && new Set(endpoint).size > 1)
    throw fail('an .npy file holds one array; use .npz for several');
  if ([operands[0], weights, labels, ...files].filter((file) => file === '-').length > 1)
    throw fail('standard input can only be read once');
}

/** The network, in the size of the .npy files, and its examples; undefined if the spec has errors, which are shown. */
async function readNetwork(
  invocation: Invocation,
  files: readonly string[],
  host: Host,
  onBadFile: (failure: Failure) => void,
): Promise<{ readonly model: Model; readonly examples: Examples } | undefined> {
  const [spec = ''] = invocation.operands;
  // A size from a file needs a second compilation, and standard input can be read only once.
  const bytes = await readBytes(spec, host);
  const { variants, ...rest } = invocation;
  const variant = variants?.get(spec) ?? rest.variant;
  const compileAt = (input: Invocation['variant']['input']) =>
    compileSpec(spec, { ...rest, variant: { ...variant, ...(input && { input }) } }, host, {}, async () => bytes);
  let { diagnostics, model } = await compileAt(variant.input);
  const tensors = model && files.length === 0 ? await readTensors(model, invocation, host) : undefined;
  const shapes = model && tensors ? shapesSetBy(tensors, model) : {};
  if (Object.keys(shapes).length > 0) ({ diagnostics, model } = await compileAt({ ...variant.input, ...shapes }));
  showDiagnostics(diagnostics, invocation, host, host.stderr);
  if (!model) return undefined;
  return { model, examples: tensors ? examplesOf(tensors) : imagesFor(model, files, host, onBadFile) };
}

/** The output file. */
function encode(tensors: Weights, file: string): Uint8Array {
  const [only] = tensors.values();
  return file.endsWith('.npz') || !only ? writeNpz(tensors) : writeNpy(only);
}
