/**
 * The whole story:
 *
 *   text ─ parse ─▶ tree ─ validate ─▶ tree ─ read ─▶ spec ─ resolve ─▶ graph ─ infer ─▶ model ─ emit ─▶ files
 *
 * Each phase takes one value and gives the next, and reports all that it finds. Where a part can't be made out, a hole
 * takes its place, and what depends on it is passed over: so every mistake is found in one run, and each once. There is
 * a model only where nothing is wrong. Nothing here touches files, the process or TensorFlow.
 */
import { placeInSpec, warnOfChannelsFirst } from './blame/channels-first.js';
import { Library, type ReadFile } from './core/library.js';
import { resolve } from './core/resolve.js';
import type { Variant } from './core/variant.js';
import { type Diagnostic, Diagnostics, TooManyFound } from './diagnostics/diagnostics.js';
import type { Model } from './graph/graph.js';
import { findTotals } from './infer/expectations.js';
import { infer } from './infer/infer.js';
import { lint } from './infer/lint.js';
import { inferVariant } from './infer/variants.js';
import { read } from './read/read.js';
import { validate } from './read/validate.js';
import type { ParameterValue } from './spec/spec.js';
import type { File, Target, TargetOptions } from './targets/target.js';
import { type Source, sourceOf } from './text/source.js';
import { parse } from './yaml/parse.js';

/** What of a spec is asked for. Without any option: the network as it stands. */
export interface Options extends TargetOptions {
  /** The name of the text in diagnostics and reports. */
  readonly file?: string;
  /** Values of parameters; null is none. */
  readonly set?: Readonly<Record<string, ParameterValue>>;
  /** Shapes of inputs without the batch, null for a size that is not known; the key '' stands for the only input. */
  readonly input?: Readonly<Record<string, readonly (number | null)[]>>;
  /** The end point at which the network is cut. */
  readonly until?: string;
  /** Reads the specs that this one uses, by paths relative to where `file` is. */
  readonly read?: ReadFile;
  /** What to compile to; the caller brings the targets, so that a check loads none. */
  readonly targets?: readonly Target[];
}

export interface Compilation {
  /** In the order of the source. */
  readonly diagnostics: readonly Diagnostic[];
  /** The network that was asked for; absent where there are errors. */
  readonly model?: Model;
  /** The files of the targets that were asked for, by name; empty where there are errors. */
  readonly files: readonly File[];
}

/** Compiles the text of a spec. What is wrong with it is in the diagnostics; only netspec's own mistakes are thrown. */
export function compile(text: string, options: Options = {}): Compilation {
  const diagnostics = new Diagnostics(mostErrors);
  const source = sourceOf(options.file ?? '<spec>', text);
  const library = new Library(source.file, options.read, (used, its, found) => check(used, its, found)?.graph.spec);
  const model = withinLimits(source, diagnostics, () => {
    const written = check(source, library, diagnostics);
    return written && choose(written, variantOf(options), diagnostics);
  });
  const files = model ? (options.targets ?? []).flatMap((target) => target(model, options)) : [];
  return { diagnostics: diagnostics.list(), ...(model ? { model } : {}), files };
}

/** After so many errors the search for more ends. */
const mostErrors = 1000;

/**
 * Every recursion here follows the spec's own nesting, whose parts have limits of their own; together they may still
 * nest deeper than the stack.
 */
function withinLimits<T>(source: Source, diagnostics: Diagnostics, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof TooManyFound) return undefined;
    if (!(error instanceof RangeError) || !/call stack/i.test(error.message)) throw error;
    diagnostics.report('too-large', { source, start: 0, end: 1 }, 'the spec nests too deep to be worked out');
    return undefined;
  }
}

/** The model of a spec as it stands; undefined where something is wrong with it. */
function check(source: Source, library: Library, diagnostics: Diagnostics): Model | undefined {
  diagnostics.suppress(source);
  const tree = parse(source, diagnostics);
  const faulty = tree && validate(tree, diagnostics);
  const spec = faulty && read(tree, faulty, (path, until) => library.load(path, until, diagnostics), diagnostics);
  const graph = spec && resolve(spec, diagnostics);
  if (!graph) return undefined;
  const { model, claims } = infer(graph, diagnostics);
  const isAsDeclared = claims.isEmpty;
  if (model && isAsDeclared) claims.expect(findTotals(model, diagnostics));
  if (model) lint(model, claims, diagnostics);
  claims.report(diagnostics);
  warnOfChannelsFirst(graph, diagnostics, placeInSpec(spec));
  if (model && isAsDeclared) diagnostics.reportSuppressions();
  return diagnostics.hasErrors ? undefined : model;
}

/** The model of a variant of a spec that is well. */
function choose(model: Model, variant: Variant, diagnostics: Diagnostics): Model | undefined {
  const wanted = inferVariant(model, variant, diagnostics);
  return diagnostics.hasErrors ? undefined : wanted;
}

function variantOf({ set, input, until }: Options): Variant {
  return {
    set: new Map(Object.entries(set ?? {})),
    inputs: new Map(Object.entries(input ?? {})),
    ...(until === undefined ? {} : { until }),
  };
}
