/** Specs that another one uses as blocks: found by their paths, each read and checked once. */
import { type Diagnostic, remediesOf } from '../diagnostics/diagnostic.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import * as messages from '../diagnostics/messages/names.js';
import type { Name, Spec } from '../spec/spec.js';
import { type Source, type Span, sourceOf } from '../text/source.js';
import { ItemCache } from '../yaml/item-cache.js';
import type { GrowingShapes } from './expand/context.js';
import { expandVariant } from './expand/expand.js';
import { coreOf } from './resolver.js';
import { sliceAt } from './slice.js';
import { asWritten, reportUnknown } from './variant.js';

/** The text of a file, by a path that is relative as the entry spec's is; undefined if there is none. */
export type ReadFile = (path: string) => string | undefined;

/** Checks a spec by itself; undefined if it has errors. */
export type CheckSpec = (source: Source, library: Library, diagnostics: Diagnostics) => Spec | undefined;

/** How deep specs may use one another. */
const deepest = 16;

/** The texts that were read for a spec, its own included, by file; undefined for a file that could not be read. */
type Reads = ReadonlyMap<string, string | undefined>;

/** Keeps what the next analysis can take: items of the text, and used specs without errors, if their texts are unchanged. */
export class SpecCache {
  private readonly items = new Map<string, ItemCache>();
  private readonly specs = new Map<string, Well>();

  /** The spec of a file, if neither its text nor that of a spec below it changed. */
  find(root: string, file: string, readFile: ReadFile): Well | undefined {
    const well = this.specs.get(`${root} ${file}`);
    return well && [...well.reads].every(([path, text]) => readFile(path) === text) ? well : undefined;
  }

  /** The items of the last text of a file. */
  itemsOf(file: string): ItemCache {
    const items = this.items.get(file) ?? new ItemCache();
    this.items.set(file, items);
    return items;
  }

  keep(root: string, file: string, well: Well): void {
    this.specs.set(`${root} ${file}`, well);
  }
}

/** A spec without errors, and what was read for it. */
interface Well {
  readonly spec: Spec;
  readonly reads: Reads;
}

export class Library {
  private readonly checked = new Map<string, Checked>();
  private readonly open: string[];
  /** What was read so far for each spec that is being checked. */
  private readonly reads: Map<string, string | undefined>[] = [];

  constructor(
    private readonly entry: string,
    private readonly readFile: ReadFile | undefined,
    private readonly check: CheckSpec,
    readonly cache?: SpecCache,
  ) {
    this.open = [entry];
  }

  /** The spec that an op names, up to an end point. What is wrong with it is reported, with a note at the op. */
  load(path: Name, until: Name | undefined, diagnostics: Diagnostics): Spec | undefined {
    const file = this.locate(path, diagnostics);
    if (file === undefined) return undefined;
    const { spec, errors } = this.find(file, path.span);
    for (const found of errors) {
      const { code, span, message, notes } = found;
      const used = span === path.span ? [] : [{ message: messages.specUsedHere, span: path.span }];
      const [help] = remediesOf(found);
      diagnostics.report({ code, text: message }, span, { notes: [...notes, ...used], help });
    }
    return spec && until ? cut(spec, until, diagnostics) : spec;
  }

  /** Resolves a path against the file that contains it; undefined if it is not allowed, which is reported. */
  private locate({ text, span }: Name, diagnostics: Diagnostics): string | undefined {
    const file = normalise(folderOf(span.source.file) + text);
    const root = rootOf(this.entry);
    const isRelative = !/^[/\\]|^[A-Za-z][A-Za-z0-9+.-]*:|\\/.test(text);
    const isInside = file.startsWith(root) && !/^(\.\.)?\//.test(file.slice(root.length));
    if (isRelative && isInside) return file;
    diagnostics.report(isRelative ? messages.pathOutside(text, root) : messages.badPath(text), span);
    return undefined;
  }

  private find(file: string, span: Span): Checked {
    const found = new Diagnostics();
    if (this.open.includes(file)) {
      found.report(messages.recursiveSpec([...this.open.slice(this.open.indexOf(file)), file]), span);
    } else if (this.open.length > deepest) found.report(messages.specsTooDeep(deepest), span);
    if (found.hasErrors) return { errors: found.inOrder(), reads: new Map() };
    const known = this.checked.get(file) ?? this.findKept(file);
    if (known) {
      this.note(known.reads);
      return known;
    }
    const text = this.readFile?.(file);
    if (text === undefined) {
      found.report(messages.unreadableSpec(file), span);
      this.note(new Map([[file, text]]));
      return { errors: found.inOrder(), reads: new Map() };
    }
    const reads = new Map<string, string | undefined>([[file, text]]);
    this.reads.push(reads);
    const spec = this.checkOpen(sourceOf(file, text), found);
    this.reads.pop();
    this.note(reads);
    const errors = found.inOrder().filter(({ severity }) => severity === 'error');
    const checked = { ...(spec ? { spec } : {}), errors, reads };
    this.checked.set(file, checked);
    if (spec && errors.length === 0) this.cache?.keep(rootOf(this.entry), file, { spec, reads });
    return checked;
  }

  /** What an earlier analysis found; undefined if it may be part of a circle, or specs may nest too deep. */
  private findKept(file: string): Checked | undefined {
    const well = this.readFile && this.cache?.find(rootOf(this.entry), file, this.readFile);
    if (!well || this.open.length + well.reads.size > deepest) return undefined;
    return this.open.some((one) => well.reads.has(one)) ? undefined : { ...well, errors: [] };
  }

  /** Adds to what was read for the spec that is being checked. */
  private note(reads: Reads): void {
    const around = this.reads.at(-1);
    if (around) for (const [file, text] of reads) around.set(file, text);
  }

  private checkOpen(source: Source, diagnostics: Diagnostics): Spec | undefined {
    this.open.push(source.file);
    try {
      return this.check(source, this, diagnostics);
    } finally {
      this.open.pop();
    }
  }
}

/** A spec without errors, or its errors. */
interface Checked {
  readonly spec?: Spec;
  readonly errors: readonly Diagnostic[];
  readonly reads: Reads;
}

/** Of a spec that was cut before, by end points. */
const cuts = new WeakMap<Spec, Map<string, Spec>>();

function cut(spec: Spec, until: Name, diagnostics: Diagnostics): Spec | undefined {
  const known = cuts.get(spec) ?? new Map<string, Spec>();
  cuts.set(spec, known);
  const part = known.get(until.text) ?? cutAnew(spec, until, diagnostics);
  if (part) known.set(until.text, part);
  return part;
}

function cutAnew(spec: Spec, until: Name, diagnostics: Diagnostics): Spec | undefined {
  const core = coreOf(spec);
  const graph = expandVariant(core, { ...asWritten, until: until.text }, noShapes, new Diagnostics());
  if (graph?.cut) return sliceAt(spec, graph.cut);
  const known = [...(expandVariant(core, asWritten, noShapes, new Diagnostics())?.endpoints.keys() ?? [])];
  reportUnknown(messages.unknownEndpoint, until.text, known, spec, until.span, diagnostics);
  return undefined;
}

/** End points are found by name; each condition that asks for a shape counts as true. */
const noShapes: GrowingShapes = { shapeOf: () => undefined };

/** `HEAD:specs/` of `HEAD:specs/net.yaml`, empty if a name has no folder. */
const folderOf = (file: string): string => file.replace(/[^/:]*$/, '');

/** The folder that paths must be in: the working directory (''), or, if the entry is not in that, the folder of the entry. */
const rootOf = (entry: string): string => (/^(\.\.)?\/|^[A-Za-z]:/.test(entry) ? normalise(folderOf(entry)) : '');

/** A path without `.` and, as far as it can be, without `..`. */
function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
