/** Blocks and formulas that use one another in a circle. */
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { recursiveFormula } from '../../diagnostics/messages/expressions.js';
import { recursiveBlock } from '../../diagnostics/messages/names.js';
import { walk } from '../../expressions/expression.js';
import type { Spec } from '../../spec/spec.js';
import { type Span, subspan } from '../../text/source.js';
import type { Core, DeclaredFormula } from '../core.js';

/** Reports the first circle of blocks, and the first of formulas. The spec without what is in any circle, itself if there is none. */
export function withoutCircles({ spec, blocks, units }: Core, diagnostics: Diagnostics): Spec {
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
  if (ofBlocks.length === 0 && ofFormulas.length === 0) return spec;
  const circular = new Set<object>([
    ...ofBlocks.flatMap(({ path }) => path.map(({ owner }) => owner)),
    ...ofFormulas.flatMap(({ path }) => path.map(({ declared }) => declared)),
  ]);
  const sound = <T extends object>(named: ReadonlyMap<string, T>) =>
    new Map([...named].filter(([, one]) => !circular.has(one)));
  const rest = [...sound(spec.blocks)].map(
    ([name, block]) => [name, { ...block, formulas: sound(block.formulas) }] as const,
  );
  return { ...spec, blocks: new Map(rest), formulas: sound(spec.formulas) };
}

function formulasMentionedIn({ declared, unit }: DeclaredFormula): readonly (readonly [DeclaredFormula, Span])[] {
  const { expression, span, exact } = declared;
  return [...walk(expression)].flatMap((part) => {
    const target = part.kind === 'name' ? unit.variables.get(part)?.target : undefined;
    return target?.kind === 'formula' ? [[target, exact ? subspan(span, part.start, part.end) : span] as const] : [];
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
