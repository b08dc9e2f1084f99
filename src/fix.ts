/** Applies the fixes of diagnostics as edits of the text, so that comments and layout are kept. */
import { type Compilation, compile, type Options } from './compile.js';
import type { Code } from './diagnostics/codes.js';
import type { Diagnostic, Edit, Fix } from './diagnostics/diagnostic.js';
import { Diagnostics } from './diagnostics/diagnostics.js';
import { totals } from './spec/spec.js';
import { type Span, sourceOf } from './text/source.js';
import { parse } from './yaml/parse.js';
import type { Tree } from './yaml/tree.js';

/** A diagnostic with a fix. */
export type Fixable = Diagnostic & { readonly fix: Fix };

/** A text with edits applied, and the remaining diagnostics. */
export interface Edited extends Compilation {
  readonly text: string;
  /** The fixes that were applied, in order. Positions refer to the text at that time. */
  readonly done: readonly Fixable[];
}

/** Fixes slips that can mean one thing only. An edit after which there are more errors is withdrawn. */
export function fix(text: string, options: Options = {}): Edited {
  return new Editor('fix', options).edit({ ...compile(text, options), text, done: [] });
}

/** A text with updates. */
export interface Updated extends Edited {
  /** The errors that updates do not remove. */
  readonly others: readonly Diagnostic[];
}

/**
 * Declares what is computed: outputs, numbers of parameters and expected totals. The text is unchanged if any other
 * error is left, even one that only the updated text has.
 */
export function update(text: string, options: Options = {}): Updated {
  const before = { ...compile(text, options), text, done: [] };
  const after = new Editor('update', options).edit(before);
  const others = after.diagnostics.filter(isOther);
  return { ...(others.length > 0 ? before : after), others };
}

/** A declaration that was not updated, or all of a spec, and the reason. */
export interface LeftDeclaration {
  readonly span?: Span;
  readonly reason: string;
}

/** What was not updated. */
export function leftBy({ diagnostics, others }: Updated): readonly LeftDeclaration[] {
  const [first, ...more] = others;
  if (!first)
    return diagnostics
      .filter((found) => found.fix?.kind === 'update')
      .map(({ span }) => ({ span, reason: 'other uses of the block, or other declarations, contradict it' }));
  if (!diagnostics.some(({ code, message }) => code === first.code && message === first.message))
    return [{ reason: `this would cause ${first.code}: ${first.message}` }];
  return [{ reason: `fix ${more.length === 0 ? 'the other error' : `the ${others.length} other errors`} first` }];
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/** Whether a diagnostic is about a declaration that does not hold. */
const isStale = ({ code }: Diagnostic): boolean => declarationErrors.has(code);

const isOther = (found: Diagnostic): boolean => isError(found) && !isStale(found);

const declarationErrors: ReadonlySet<Code> = new Set(['output-mismatch', 'params-mismatch', 'total-mismatch']);

/** The text with edits applied. Edits must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((edited, { span, newText }) => edited.slice(0, span.start) + newText + edited.slice(span.end), text);
}

/** Each trial compiles the text again; no real text needs more. */
const mostTrials = 100;

/** Applies fixes of one kind while they do not add errors. */
class Editor {
  private trials = 0;
  private readonly seen = new Set<string>();
  /** Fixes that were withdrawn. */
  private readonly withdrawn = new Set<string>();

  constructor(
    private readonly kind: Fix['kind'],
    private readonly options: Options,
  ) {}

  edit(before: Edited): Edited {
    let state = before;
    for (;;) {
      const batch = withoutOverlaps(this.wantedIn(state));
      if (batch.length === 0 || this.trials === mostTrials) return state;
      state = this.carryOut(batch, state);
    }
  }

  /** The fixes to apply; never those in another spec that this one uses. */
  private wantedIn({ diagnostics }: Compilation): readonly Fixable[] {
    const { file = '<spec>' } = this.options;
    return diagnostics
      .flatMap((found) => (found.fix?.kind === this.kind ? { ...found, fix: found.fix } : []))
      .filter((found) => !this.withdrawn.has(keyOf(found)))
      .filter(({ fix: { edits } }) => edits.every(({ span }) => span.source.file === file));
  }

  /** Applies a batch, or the first part of it that adds no errors. A single fix that adds errors is withdrawn. */
  private carryOut(batch: readonly Fixable[], state: Edited): Edited {
    const next = this.tryOut(batch, state);
    if (next && this.isBetter(next, state)) return next;
    if (batch.length > 1) return this.carryOut(batch.slice(0, batch.length >> 1), state);
    // Errors that a fix uncovers may have fixes themselves.
    const after = next && this.edit(next);
    if (after && this.isBetter(after, state)) return after;
    for (const one of batch) this.withdrawn.add(keyOf(one));
    return state;
  }

  /** Applies a batch; undefined if the text is no better, or if the batch changes what it must not change. */
  private tryOut(batch: readonly Fixable[], { text, done }: Edited): Edited | undefined {
    const edits = batch.flatMap((found) => found.fix.edits);
    const edited = applyEdits(text, edits);
    if (this.trials === mostTrials || this.seen.has(edited)) return undefined;
    if (this.kind === 'update' && undeclared(edited) !== undeclared(text)) return undefined;
    this.trials += 1;
    this.seen.add(edited);
    const next = { ...compile(edited, this.options), text: edited, done: [...done, ...batch] };
    const places = new Set(edits.map(({ span: { start }, newText }) => `${movedBy(edits, start)} ${newText}`));
    const isOfferedAgain = this.wantedIn(next).some((found) =>
      found.fix.edits.some(({ span, newText }) => places.has(`${span.start} ${newText}`)),
    );
    return isOfferedAgain ? undefined : next;
  }

  /** A fix may uncover another error; an update must leave fewer stale declarations. */
  private isBetter({ diagnostics: after }: Edited, { diagnostics: before }: Edited): boolean {
    if (this.kind === 'update') return count(after, isStale) < count(before, isStale);
    return count(after, isError) <= count(before, isError);
  }
}

const count = <T>(all: readonly T[], is: (one: T) => boolean): number => all.filter(is).length;

const keyOf = ({ code, fix: { edits } }: Fixable): string =>
  [code, ...edits.map(({ span, newText }) => `${span.start} ${newText}`)].join('\n');

/** A position after edits. */
export const movedBy = (edits: readonly Edit[], place: number): number =>
  edits.reduce(
    (moved, { span: { start, end }, newText }) => (start < place ? moved + newText.length - (end - start) : moved),
    place,
  );

const numbers: readonly string[] = ['params', ...totals];

/** The content of a spec without its declarations, with aliases expanded. */
function undeclared(text: string): string {
  const { tree } = parse(sourceOf('', text), new Diagnostics());
  return JSON.stringify(tree && withoutDeclarations(tree));
}

function withoutDeclarations(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(withoutDeclarations);
  const kept = [...tree.entries].filter(([key, { value }]) => !isDeclaration(key, value));
  return Object.fromEntries(kept.map(([key, { value }]) => [key, withoutDeclarations(value)]));
}

const isDeclaration = (key: string, value: Tree): boolean =>
  key === 'output' ||
  key === 'counts' ||
  (numbers.includes(key) && value.kind === 'scalar' && typeof value.value === 'number');

/** The fixes that can be applied at once: of two that overlap, the first. */
function withoutOverlaps(fixable: readonly Fixable[]): readonly Fixable[] {
  const taken: Edit[] = [];
  return fixable.filter(({ fix: { edits } }) => {
    if (edits.some((edit) => taken.some((other) => touch(edit, other)))) return false;
    taken.push(...edits);
    return true;
  });
}

const touch = (a: Edit, b: Edit): boolean => a.span.start <= b.span.end && b.span.start <= a.span.end;
