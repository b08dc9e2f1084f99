/** Carries out the fixes that diagnostics bring: edits of the text, so that comments and layout stay as they are. */
import { type Compilation, compile, type Options } from './compile.js';
import type { Code, Diagnostic, Edit, Fix } from './diagnostics.js';

/** A diagnostic with a fix. */
export type Fixable = Diagnostic & { readonly fix: Fix };

/** What is left to say of a text once it is fixed. */
export interface FixedCompilation extends Compilation {
  readonly text: string;
  /** What was fixed, one after the other; each place is one of the text as it was then. */
  readonly fixed: readonly Fixable[];
}

/** Where what a spec declares and what its layers come to contradict each other, the fix takes the side of the layers. */
const contradictions: ReadonlySet<Code> = new Set([
  'output-mismatch',
  'params-mismatch',
  'total-mismatch',
  'name-convention',
]);

/** Each pass compiles anew, and no text of a person needs many. */
const mostPasses = 100;

/**
 * Fixes the text of a spec until nothing more can be fixed. Declarations are what tells a wrong guess at a name from a
 * right one; so they are changed only where nothing had to be guessed, and nothing is guessed once they were changed.
 */
export function fix(text: string, options: Options = {}): FixedCompilation {
  const fixed: Fixable[] = [];
  const useless = new Set<string>();
  let current = text;
  let compilation = compile(text, options);
  const changesDeclarations = fixableIn(compilation).every(isContradiction);
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const wanted = fixableIn(compilation).filter(
      (found) => isContradiction(found) === changesDeclarations && !useless.has(keyOf(found)),
    );
    const chosen = withoutOverlaps(wanted);
    if (chosen.length === 0) break;
    const next = applyEdits(
      current,
      chosen.flatMap((found) => found.fix.edits),
    );
    const nextCompilation = compile(next, options);
    // What is offered again did not help, and would go on for ever.
    const offered = new Set(fixableIn(nextCompilation).map(keyOf));
    const again = chosen.map(keyOf).filter((key) => offered.has(key));
    for (const key of again) useless.add(key);
    if (again.length > 0) continue;
    current = next;
    compilation = nextCompilation;
    fixed.push(...chosen);
  }
  return { ...compilation, text: current, fixed };
}

/** The text with edits carried out, none of which touches another. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((edited, { span, newText }) => edited.slice(0, span.start) + newText + edited.slice(span.end), text);
}

const fixableIn = ({ diagnostics }: Compilation): readonly Fixable[] =>
  diagnostics.filter((found): found is Fixable => found.fix !== undefined);

const keyOf = ({ code, fix: { edits } }: Fixable): string =>
  [code, ...edits.map(({ span, newText }) => `${span.start} ${newText}`)].join('\n');

const isContradiction = ({ code }: Diagnostic): boolean => contradictions.has(code);

/** As many as can be fixed at once, the first of those whose edits touch. */
function withoutOverlaps(fixable: readonly Fixable[]): readonly Fixable[] {
  const taken: Edit[] = [];
  return fixable.filter(({ fix: { edits } }) => {
    if (edits.some((edit) => taken.some((other) => touch(edit, other)))) return false;
    taken.push(...edits);
    return true;
  });
}

const touch = (a: Edit, b: Edit): boolean => a.span.start <= b.span.end && b.span.start <= a.span.end;
