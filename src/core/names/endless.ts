/** Blocks and formulas that use one another in a circle, and functions that lead to too many calls. */
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { recursiveFormula, tooManyCalls } from '../../diagnostics/messages/expressions.js';
import { recursiveBlock } from '../../diagnostics/messages/names.js';
import { walk } from '../../expressions/expression.js';
import type { NamedFormula, Spec } from '../../spec/spec.js';
import { type Span, spanWithin } from '../../text/source.js';
import type { Core, DeclaredFormula } from '../core.js';

/** The maximum number of calls that one call of a function may lead to. */
const mostCalls = 1000;

/**
 * Reports the first circle of blocks, the first circle of formulas, and the first function that leads to too many calls.
 * Returns the spec without all of these; the spec itself if there are none.
 */
export function withoutEndless({ spec, blocks, units }: Core, diagnostics: Diagnostics): Spec {
  const ofBlocks = findCircles(blocks, ({ uses }) =>
    [...uses].flatMap(([{ block }, { unit }]) => {
      const used = blocks.find((one) => one === unit);
      return used ? [[used, block.span] as const] : [];
    }),
  );
  if (ofBlocks[0])
    diagnostics.report(recursiveBlock(ofBlocks[0].path.map(({ owner }) => owner.name.text)), ofBlocks[0].span);
  const formulas = units.flatMap(({ declared }) => [...declared.values()].filter((one) => one.kind === 'formula'));
  const ofFormulas = findCircles(formulas, formulasMentionedIn);
  if (ofFormulas[0]) {
    const path = ofFormulas[0].path.map(({ declared }) => declared.text);
    diagnostics.report(recursiveFormula(path), ofFormulas[0].span);
  }
  const long = ofFormulas.length > 0 ? [] : longFunctions(formulas);
  if (long[0]) diagnostics.report(tooManyCalls(long[0].text, mostCalls), long[0].key.span);
  if (ofBlocks.length === 0 && ofFormulas.length === 0 && long.length === 0) return spec;
  const endless = new Set<object>([
    ...ofBlocks.flatMap(({ path }) => path.map(({ owner }) => owner)),
    ...ofFormulas.flatMap(({ path }) => path.map(({ declared }) => declared)),
    ...long,
  ]);
  const sound = <T extends object>(named: ReadonlyMap<string, T>) =>
    new Map([...named].filter(([, one]) => !endless.has(one)));
  const rest = [...sound(spec.blocks)].map(
    ([name, block]) => [name, { ...block, formulas: sound(block.formulas) }] as const,
  );
  return { ...spec, blocks: new Map(rest), formulas: sound(spec.formulas) };
}

function formulasMentionedIn({ declared, unit }: DeclaredFormula): readonly (readonly [DeclaredFormula, Span])[] {
  return [...walk(declared.expression)].flatMap((part) => {
    const target = part.kind === 'name' ? unit.variables.get(part)?.target : undefined;
    return target?.kind === 'formula' ? [[target, spanWithin(declared, part)] as const] : [];
  });
}

/** The functions that lead to more calls than allowed. */
function longFunctions(formulas: readonly DeclaredFormula[]): readonly NamedFormula[] {
  const known = new Map<DeclaredFormula, number>();
  const callsOf = (one: DeclaredFormula): number => {
    const calls = known.get(one) ?? 1 + calledIn(one).reduce((sum, called) => sum + callsOf(called), 0);
    known.set(one, calls);
    return calls;
  };
  return formulas.filter((one) => callsOf(one) > mostCalls).map(({ declared }) => declared);
}

/** What a formula calls, each as often as it does. */
function calledIn({ declared, unit }: DeclaredFormula): readonly DeclaredFormula[] {
  return [...walk(declared.expression)].flatMap((part) => {
    const target = part.kind === 'apply' ? unit.variables.get(part.function)?.target : undefined;
    return target?.kind === 'formula' ? [target] : [];
  });
}

/** Things that use one another in a circle, the first again at the end, with the place of the use that closes it. */
interface Circle<T> {
  readonly path: readonly T[];
  readonly span: Span;
}

/** Circles among things that use one another: without all that is in one of these there is none. */
function findCircles<T>(all: readonly T[], usesOf: (from: T) => readonly (readonly [T, Span])[]): readonly Circle<T>[] {
  const circles: Circle<T>[] = [];
  const done = new Set<T>();
  const path: T[] = [];
  const visit = (from: T): void => {
    path.push(from);
    for (const [to, span] of usesOf(from)) {
      if (path.includes(to)) circles.push({ path: [...path.slice(path.indexOf(to)), to], span });
      else if (!done.has(to)) visit(to);
    }
    path.pop();
    done.add(from);
  };
  for (const from of all) if (!done.has(from)) visit(from);
  return circles;
}
