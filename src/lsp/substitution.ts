/** Writes the arguments of a use in the place of its block's parameters. */
import type { Analysis } from '../analyze.js';
import { at } from '../at.js';
import type { Unit, VariableReference } from '../core/core.js';
import type { Edit } from '../diagnostics/diagnostic.js';
import { walk } from '../expressions/expression.js';
import { applyEdits } from '../fix.js';
import { type Formula, itemsOf, type UseItem } from '../spec/spec.js';
import { groupBy } from '../text/group-by.js';
import type { Span, TextRange } from '../text/source.js';
import { Refused } from './refactoring.js';

/** What is written in the place of a name. */
interface Substitute {
  readonly text: string;
  /** An expression can be part of another one; a word, or a list, is the whole value. */
  readonly isExpression: boolean;
}

/** The edits of expressions in ranges of the block's text, which then mean the same in the place of the use. */
export function substitutions(
  analysis: Analysis,
  use: UseItem,
  user: Unit,
  block: Unit,
  ranges: readonly TextRange[],
): readonly Edit[] {
  const { source } = analysis;
  const byFormula = groupBy([...block.variables.values()], ({ formula }) => formula);
  const byScalar = new Map<string, { readonly span: Span; readonly edits: Edit[] }>();
  for (const formula of byFormula.keys()) {
    const { start, end } = formula.span;
    if (!ranges.some((range) => range.start <= start && end <= range.end)) continue;
    const edit = editOf(formula);
    const scalar = at(analysis, start).path.at(-1)?.value.span;
    if (!edit || !scalar) continue;
    const known = byScalar.get(`${scalar.start}`) ?? { span: scalar, edits: [] };
    byScalar.set(`${scalar.start}`, known);
    known.edits.push(edit);
  }
  return [...byScalar.values()].flatMap(({ span, edits }) => quoted(span, edits));

  function editOf(formula: Formula): Edit | undefined {
    const { expression, span } = formula;
    const [only] = byFormula.get(formula) ?? [];
    const whole = expression.kind === 'name' && only ? substituteFor(only) : undefined;
    if (!whole?.isExpression && whole) {
      const isHole = source.text.slice(span.start - 2, span.start) === '${';
      const place = isHole ? { source, start: span.start - 2, end: span.end + 1 } : span;
      return { span: place, newText: whole.text };
    }
    const newText = whole?.text ?? textOf(formula);
    return newText === source.text.slice(span.start, span.end) ? undefined : { span, newText };
  }

  /** An expression with substitutes for names of the block. */
  function textOf(formula: Formula): string {
    const { span, exact } = formula;
    const text = source.text.slice(span.start, span.end);
    const edits = (byFormula.get(formula) ?? []).flatMap((one): Edit | readonly [] => {
      const substitute = substituteFor(one);
      if (!substitute) return [];
      if (!exact || !substitute.isExpression) throw new Refused(`${text} cannot be written with its arguments.`);
      const isOperand = formula.expression.kind !== 'name' && !/^[\w.]+$/.test(substitute.text);
      const { start, end } = one.name;
      return { span: { source, start, end }, newText: isOperand ? `(${substitute.text})` : substitute.text };
    });
    return applyEdits(text, edits);
  }

  function substituteFor({ name, target }: VariableReference): Substitute | undefined {
    if (target?.kind === 'formula' && target.unit === block)
      return { text: textOf(target.declared), isExpression: true };
    if (target?.kind === 'parameter' && target.unit === block) {
      const { default: standard } = target.declared;
      return argument(name.name) ?? { text: String(standard), isExpression: typeof standard !== 'string' };
    }
    const other = user.declared.get(name.name);
    if (target && 'unit' in target && other && other.declared !== target.declared)
      throw new Refused(`${name.name} means something else here.`);
    return undefined;
  }

  function argument(name: string): Substitute | undefined {
    const { written } = use.arguments.get(name) ?? {};
    if (!written) return undefined;
    const letters = source.text.slice(written.span.start, written.span.end);
    if (written.kind !== 'formula') return { text: unquoted(letters), isExpression: false };
    refuseDependent(name, written);
    return { text: letters, isExpression: true };
  }

  /** Throws if an argument has another value at the layers of the block than at the use. */
  function refuseDependent(name: string, { expression, span, exact }: Formula): void {
    const names = [...user.variables.values()].filter(({ formula }) => formula.span.start === span.start);
    const isRepeated = [...itemsOf(block.owner.body)].some(({ repeat }) => repeat);
    if ([...walk(expression)].some(({ kind }) => kind === 'size') || names.some(isOfInput))
      throw new Refused(`${name} is computed from the input of the use.`);
    if (!exact || (isRepeated && names.some(({ target }) => target?.kind === 'index')))
      throw new Refused(`${name} cannot be written in the place of the parameter.`);
  }

  function isOfInput({ target }: VariableReference): boolean {
    if (target?.kind !== 'formula') return false;
    const { expression, span } = target.declared;
    const inner = [...target.unit.variables.values()].filter(({ formula }) => formula.span.start === span.start);
    return [...walk(expression)].some(({ kind }) => kind === 'size') || inner.some(isOfInput);
  }
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;

/** The edits of a scalar; with quotes around it, if what is written in it would end it. */
function quoted(span: Span, edits: readonly Edit[]): readonly Edit[] {
  const { source, start, end } = span;
  const isPlain = !/^["'|>[{]/.test(source.text.slice(start, end));
  if (!isPlain || !edits.some(({ newText }) => /[,[\]{}#]|: /.test(newText) && !/^[[{].*[\]}]$/s.test(newText)))
    return edits;
  const shifted = edits.map((edit) => {
    return { ...edit, span: { ...edit.span, start: edit.span.start - start, end: edit.span.end - start } };
  });
  return [{ span, newText: `"${applyEdits(source.text.slice(start, end), shifted)}"` }];
}
