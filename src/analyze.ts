/**
 * Analyzes the text of a spec, as far as possible:
 *
 *   text ─ parse ─▶ tree ─ validate ─▶ tree ─ read ─▶ spec ─ resolve ─▶ core ─ expand ─▶ graph ─ infer ─▶ model
 *
 * Each phase takes one value and gives the next, and reports all mistakes that it finds. A part that fails becomes a
 * hole, and what depends on a hole is skipped, so that one run finds every mistake, each once. After a mistake that
 * leaves a phase without a sound value, later phases process the rest without reporting anything, since they would
 * report consequences. Nothing here uses files, the process or TensorFlow.
 */
import { placeInSpec, warnOfChannelsFirst } from './blame/channels-first.js';
import { expand } from './core/expand/expand.js';
import { Library, type ReadFile, type SpecCache } from './core/library.js';
import { resolve } from './core/resolve.js';
import { collectSymbols } from './core/symbols/collect.js';
import { noSymbols, type Symbols } from './core/symbols/table.js';
import type { Variant } from './core/variant.js';
import type { Diagnostic } from './diagnostics/diagnostic.js';
import { Diagnostics, TooManyFound } from './diagnostics/diagnostics.js';
import { specTooDeep } from './diagnostics/messages/yaml.js';
import type { Known } from './graph/edges.js';
import type { Edge, Graph, Model } from './graph/graph.js';
import { lintAttention } from './infer/attention-lints.js';
import { lintBroadcasts } from './infer/broadcasts.js';
import { findTotals } from './infer/expectations.js';
import { infer } from './infer/infer.js';
import { lint } from './infer/lint.js';
import { Lookahead } from './infer/lookahead.js';
import { checkSizeBounds } from './infer/size-bounds.js';
import { inferVariant } from './infer/variants.js';
import { read } from './read/read.js';
import { validate } from './read/validate.js';
import type { ParameterValue, Spec } from './spec/spec.js';
import { type Source, sourceOf } from './text/source.js';
import { parse } from './yaml/parse.js';
import type { Tree } from './yaml/tree.js';

/** The variant of a spec to analyze; by default, the network as written. */
export interface AnalysisOptions {
  /** The name of the text in diagnostics and reports. */
  readonly file?: string;
  /** Values of parameters; null means none. */
  readonly set?: Readonly<Record<string, ParameterValue>>;
  /**
   * Shapes of inputs, without the batch; null is an unknown size. The key '' is the only input. A size that the spec
   * names has one number: `{length: [77]}`.
   */
  readonly input?: Readonly<Record<string, readonly (number | null)[]>>;
  /** The end point at which to cut the network. */
  readonly until?: string;
  /** Reads the specs that this one uses, by paths relative to the folder of `file`. */
  readonly read?: ReadFile;
  /** Keeps used specs for the next analysis. */
  readonly cache?: SpecCache;
}

/** A network that may be incomplete because of errors. */
export interface Sketch {
  /** Items with errors are holes: edges without a node. */
  readonly graph: Graph;
  /** The names and shapes of the edges; edges that could not be inferred are missing. */
  readonly edges: ReadonlyMap<Edge, Known>;
}

/** The result of analyzing a text. Properties are absent if errors prevented them. */
export interface Analysis {
  readonly source: Source;
  /** In the order of the source. */
  readonly diagnostics: readonly Diagnostic[];
  /** The YAML tree. */
  readonly tree?: Tree;
  /** The spec that was read from the tree. */
  readonly spec?: Spec;
  /** The network as written in the spec, possibly incomplete. */
  readonly sketch?: Sketch;
  /** The requested variant of the network; absent if there are errors. */
  readonly model?: Model;
  /** The names in the spec with their definitions and references; collected on first use. */
  readonly symbols: Symbols;
}

/**
 * Works out what the text of a spec says. What is wrong with it is in the diagnostics; only netspec's own mistakes are
 * thrown.
 */
export function analyze(text: string, options: AnalysisOptions = {}): Analysis {
  const made = workOut(text, options);
  let symbols: Symbols | undefined;
  return {
    ...made,
    get symbols() {
      symbols ??= made.spec ? collectSymbols(made.spec, made.tree, made.sketch?.graph) : noSymbols;
      return symbols;
    },
  };
}

/** An analysis without its symbols, for programs that do without the code that collects them. */
export function workOut(text: string, options: AnalysisOptions): Omit<Analysis, 'symbols'> {
  const source = sourceOf(options.file ?? '<spec>', text);
  const library = new Library(source.file, options.read, wellSpec, options.cache);
  const diagnostics = new Diagnostics(mostErrors);
  const line = (told: Diagnostics) => understand(source, library, told);
  // With too many errors the line ends in the middle of a phase, and nothing is made of the text.
  const { model, ...made } = attempt(source, line, diagnostics) ?? {};
  const choose = (told: Diagnostics) => model && inferVariant(model, variantOf(options), told);
  const wanted = diagnostics.hasErrors ? undefined : attempt(source, choose, diagnostics);
  return {
    source,
    diagnostics: diagnostics.list(),
    ...made,
    ...(wanted && !diagnostics.hasErrors ? { model: wanted } : {}),
  };
}

/** After so many errors the search for more ends. */
const mostErrors = 1000;

/** Part of the line: it reports what it finds to what it is given. */
type Work<T> = (told: Diagnostics) => T;

/**
 * Does a part of the line; undefined if that can't be finished. Every recursion here follows the spec's own nesting,
 * whose parts have limits of their own; together they may still nest deeper than the stack.
 */
function attempt<T>(source: Source, work: Work<T>, diagnostics: Diagnostics): T | undefined {
  try {
    return work(diagnostics);
  } catch (error) {
    if (error instanceof TooManyFound) return undefined;
    if (!(error instanceof RangeError) || !/call stack/i.test(error.message)) throw error;
    diagnostics.report(specTooDeep(), { source, start: 0, end: 1 });
    return undefined;
  }
}

/** Follows the line after a phase; after one without a sound value in silence. */
function goOn<T>(source: Source, isSound: boolean, work: Work<T>, diagnostics: Diagnostics): T | undefined {
  return isSound ? work(diagnostics) : attempt(source, work, Diagnostics.behindError(mostErrors));
}

/** What of an analysis the text alone says. */
type Understood = Omit<Analysis, 'source' | 'diagnostics' | 'symbols'>;

function understand(source: Source, library: Library, diagnostics: Diagnostics): Understood {
  diagnostics.suppress(source);
  const { tree, isSound } = parse(source, diagnostics, { cache: library.cache?.itemsOf(source.file) });
  if (!tree) return {};
  const rest = (told: Diagnostics) => understandTree(source, tree, library, told);
  return { tree, ...goOn(source, isSound, rest, diagnostics) };
}

function understandTree(source: Source, tree: Tree, library: Library, diagnostics: Diagnostics): Understood {
  const valid = validate(tree, diagnostics);
  if (!valid) return {};
  const rest = (told: Diagnostics) => {
    const spec = read(valid.tree, valid.faulty, (path, until) => library.load(path, until, told), told);
    return { spec, ...understandSpec(source, spec, told) };
  };
  return goOn(source, valid.isSound, rest, diagnostics) ?? {};
}

function understandSpec(source: Source, spec: Spec, diagnostics: Diagnostics): Understood {
  const { core, isSound } = resolve(spec, diagnostics);
  const rest = (told: Diagnostics) => {
    const graph = expand(core, new Lookahead(), told);
    return graph ? understandGraph(graph, told) : {};
  };
  return goOn(source, isSound, rest, diagnostics) ?? {};
}

function understandGraph(graph: Graph, diagnostics: Diagnostics): Understood {
  const { model, edges, claims } = infer(graph, diagnostics);
  const isAsDeclared = claims.isEmpty;
  if (model && isAsDeclared) checkSizeBounds(model, diagnostics);
  if (model && isAsDeclared) claims.expect(findTotals(model, diagnostics));
  if (model) {
    lint(model, claims, diagnostics);
    lintBroadcasts(model, diagnostics);
    lintAttention(model, diagnostics);
  }
  claims.report(diagnostics);
  warnOfChannelsFirst(graph, diagnostics, placeInSpec(graph.spec));
  if (model && isAsDeclared) diagnostics.reportSuppressions();
  const sketch = { graph, edges };
  return model && !diagnostics.hasErrors ? { sketch, model } : { sketch };
}

/** A used spec as a block of another one; undefined if anything is wrong with it. */
function wellSpec(source: Source, library: Library, diagnostics: Diagnostics): Spec | undefined {
  const { spec, model } = understand(source, library, diagnostics);
  return model && !diagnostics.hasErrors ? spec : undefined;
}

function variantOf({ set, input, until }: AnalysisOptions): Variant {
  return {
    set: new Map(Object.entries(set ?? {})),
    inputs: new Map(Object.entries(input ?? {})),
    ...(until === undefined ? {} : { until }),
  };
}
