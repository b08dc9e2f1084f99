/**
 * `netspec build`: checks, then writes code, reports and the schema; with --check, compares files on disk with them.
 */
import path from 'node:path';
import { targets, usualTargets } from '../all-targets.js';
import type { Model } from '../graph/graph.js';
import { schema } from '../spec/schema/published.js';
import { stemOf } from '../targets/stem.js';
import {
  type BinaryFile,
  type File,
  type Target,
  TargetLimit,
  type TargetOptions,
  type TextFile,
} from '../targets/target.js';
import { visible } from '../text/display.js';
import { Failure } from '../text/failure.js';
import type { Weights } from '../weights/tensor.js';
import { type Invocation, UsageError } from './arguments.js';
import { removeAbandonedDrafts } from './drafts.js';
import { holds, readExisting, writeWhole } from './files.js';
import { type Host, status } from './host.js';
import { lineDiffText } from './line-diff.js';
import { readMap } from './maps.js';
import { attempt, compileSpec, nameOf, showDiagnostics } from './spec.js';
import { readWeights } from './weights/read.js';

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { operands, values } = invocation;
  const names = values.target ?? usualTargets;
  const chosen = chosenTargets(names);
  const folders = outputFolders(operands);
  checkWeights(invocation);
  const settle = (file: File, folder = '') =>
    attempt(host, () => settleFile(path.join(values.out ?? 'generated', folder, file.name), file, invocation, host));

  const outcomes = [await settle({ name: 'netspec.schema.json', text: `${JSON.stringify(schema, null, 2)}\n` })];
  for (const [spec, folder] of folders) {
    const outcome = await attempt(host, async () => {
      const compiled = await compileSpec(spec, invocation, host);
      const found = showDiagnostics(compiled.diagnostics, invocation, host, host.stderr);
      const model = compiled.model && (await portable(compiled.model, spec, invocation, host));
      if (!model) return found;
      const weights = values.weights && (await readTrained(values.weights, model, invocation, host));
      if (values.weights && !weights) return status.found;
      const files = emit(model, chosen, {
        javascript: values.javascript === true,
        code: names.includes('keras') && !names.includes('tfjs') ? 'keras' : 'tfjs',
        ...linkedFrom(path.join(values.out ?? 'generated', folder ?? '')),
        ...(weights ? { weights } : {}),
      });
      for (const file of files) outcomes.push(await settle(file, folder ?? stemOf(model)));
      return found;
    });
    outcomes.push(outcome);
  }
  return Math.max(...outcomes);
}

/** Trained weights belong to one network, and to targets that hold weights. */
function checkWeights({ operands, values }: Invocation): void {
  if (values.weights === undefined) {
    const [idle] = (['map', 'allow-missing'] as const).filter((name) => values[name] !== undefined);
    if (idle) throw new UsageError(`--${idle} needs --weights`, 'build');
    return;
  }
  if (operands.length > 1) throw new UsageError('--weights needs a single spec', 'build');
  if (!values.target?.includes('onnx')) throw new UsageError('--weights needs --target onnx', 'build');
}

/** The weights; undefined if the map has errors or the file does not fit, which is shown. */
async function readTrained(
  file: string,
  model: Model,
  invocation: Invocation,
  host: Host,
): Promise<Weights | undefined> {
  const map = await readMap(invocation, host);
  return map && readWeights(file, model, map, invocation, host);
}

/** The files of all targets. What a target does not support is no mistake of the spec. */
function emit(model: Model, chosen: readonly Target[], options: TargetOptions): readonly File[] {
  try {
    return chosen.flatMap((target) => target(model, options));
  } catch (error) {
    const { file } = model.graph.spec.span.source;
    throw error instanceof TargetLimit ? new Failure(`cannot build ${file}: ${error.message}`) : error;
  }
}

/** The requested targets, each once, in the order of the table. */
const chosenTargets = (names: readonly string[]): readonly Target[] =>
  Object.entries(targets).flatMap(([name, target]) => (names.includes(name) ? [target] : []));

/** The output folder of each spec: the name of its file; undefined for standard input. */
function outputFolders(specs: readonly string[]): ReadonlyMap<string, string | undefined> {
  if (specs.includes('-') && specs.length > 1)
    throw new UsageError('standard input cannot be combined with other specs', 'build');
  const folders = new Map<string, string | undefined>();
  // Some file systems ignore case.
  const taken = new Map<string, string>();
  for (const spec of specs) {
    const folder = path.basename(spec).replace(/\.ya?ml$/, '');
    if (/^\.{0,2}$/.test(folder)) throw new UsageError(`cannot name a folder after ${spec}`, 'build');
    const earlier = taken.get(folder.toLowerCase());
    if (earlier !== undefined) {
      throw new UsageError(`${earlier} and ${spec} have the same output folder, ${folder}`, 'build');
    }
    taken.set(folder.toLowerCase(), spec);
    folders.set(spec, spec === '-' ? undefined : folder);
  }
  return folders;
}

/** The folder from which files link to specs: below the current folder, as the specs are. */
function linkedFrom(folder: string): { readonly folder?: string } {
  return path.isAbsolute(folder) || folder.startsWith('..') ? {} : { folder: nameOf(folder) };
}

/** The model under the spec's portable name, by which generated files refer to it. */
async function portable(model: Model, spec: string, invocation: Invocation, host: Host): Promise<Model | undefined> {
  const file = portableName(spec);
  return file === nameOf(spec) ? model : (await compileSpec(spec, invocation, host, { file })).model;
}

/** The name of a spec in generated files: never an absolute path, so that every machine builds the same bytes. */
function portableName(spec: string): string {
  const relative = path.isAbsolute(spec) ? path.relative('', spec) : path.normalize(spec);
  return nameOf(path.isAbsolute(spec) && relative.startsWith('..') ? path.basename(spec) : relative);
}

/** Writes a file unless it is up to date; with --check, only reports it. Gives the exit status. */
async function settleFile(place: string, file: File, { values }: Invocation, host: Host): Promise<number> {
  const name = visible(nameOf(place));
  if (!values.check) removeAbandonedDrafts(path.dirname(place));
  const complaint = 'text' in file ? await textComplaint(place, file) : await binaryComplaint(place, file);
  if (complaint === undefined) return status.ok;
  if (values.check) {
    host.stdout.write(`${name} is ${complaint}`);
    return status.found;
  }
  await writeWhole(place, 'text' in file ? Buffer.from(file.text) : file.pieces);
  if (!values.quiet) host.stdout.write(`wrote ${name}\n`);
  return status.ok;
}

/** How a file on disk is out of date; undefined if it is not. */
async function textComplaint(place: string, { text }: TextFile): Promise<string | undefined> {
  const existing = await readExisting(place);
  if (existing === undefined) return 'missing\n';
  if (existing.equals(Buffer.from(text))) return undefined;
  const versions = [`${nameOf(place)} on disk`, 'as it would be built'] as const;
  return `stale\n${lineDiffText(versions, existing.toString(), text)}`;
}

async function binaryComplaint(place: string, { pieces }: BinaryFile): Promise<string | undefined> {
  const isSame = await holds(place, pieces);
  return isSame === undefined ? 'missing\n' : isSame ? undefined : 'stale\n';
}
