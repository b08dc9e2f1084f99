/** Replaces the use of a block by a group with the block's layers. */
import type { Analysis } from '../analyze.js';
import { at } from '../at.js';
import type { Unit } from '../core/core.js';
import { coreOf } from '../core/resolver.js';
import type { Edit } from '../diagnostics/diagnostic.js';
import { itemsOf, type UseItem } from '../spec/spec.js';
import type { MappingEntry } from '../yaml/tree.js';
import { linesOf, moved, type RefactoringPlan, Refused, rangeOfEntry, replacing, textOfEntry } from './refactoring.js';
import { substitutions } from './substitution.js';
import type { SpecDocument } from './workspace.js';

/** The use at an offset of the text. */
export function useAt(analysis: Analysis, offset: number): UseItem | undefined {
  const { item } = at(analysis, offset);
  return item?.kind === 'use' ? item : undefined;
}

export function inlining({ analysis }: SpecDocument, use: UseItem): RefactoringPlan {
  const { spec, source, tree } = analysis;
  const unit = spec && coreOf(spec).units.find(({ uses }) => uses.has(use));
  const used = unit?.uses.get(use);
  if (!unit || !used || use.tree?.kind !== 'mapping') throw new Refused('The spec has errors. Fix them first.');
  const { owner } = used.unit;
  if (owner.kind === 'spec') throw new Refused(`${use.block.text} is another spec.`);
  if (use.weights) throw new Refused('The use shares its weights, which a group cannot do.');
  refuseOutputs(use, unit);

  const blocks = tree?.kind === 'mapping' ? tree.entries.get('blocks')?.value : undefined;
  const block = blocks?.kind === 'mapping' ? blocks.entries.get(owner.name.text)?.value : undefined;
  const content = block?.kind === 'mapping' ? [...block.entries.values()].filter(({ key }) => kept.has(key.text)) : [];
  const edits = [
    ...substitutions(analysis, use, unit, used.unit, content.map(rangeOfEntry)),
    ...inputEdits(use, used.unit),
    ...[...used.renamed].flatMap(([{ name }, { to }]) =>
      name ? replacing({ text: source.text.slice(name.span.start, name.span.end), span: name.span }, to.text) : [],
    ),
  ];
  const keys = [...use.tree.entries.values()].filter(
    ({ key: { text } }) => !dropped.has(text) && !owner.parameters.has(text),
  );
  const group = [...keys.map((one) => keyText(one, use)), ...content.map((one) => textOfEntry(one, edits))].join('\n');
  const { dash, contentEnd, end, column } = linesOf([use], source);
  const comment = source.text.slice(contentEnd, end).trim();
  const above = comment === '' ? '' : `${comment}\n${' '.repeat(column)}`;
  const newText = `${above}- ${moved(group, 0, column + 2).trimStart()}`;
  return { keepsNames: true, edits: [{ span: { source, start: dash, end }, newText }] };
}

/** Keys of a block that a group has as well. */
const kept: ReadonlySet<string> = new Set(['defaults', 'join', 'branches', 'layers']);

/** Keys of a use that its group has not. */
const dropped: ReadonlySet<string> = new Set(['op', 'rename']);

/** A key of the use as one line. A group has one input; the others are named in it. */
function keyText({ key, value }: MappingEntry, { inputs }: UseItem): string {
  if (key.text === 'input' && inputs?.[0]) return `input: ${inputs[0].text}`;
  const { source, start, end } = value.span;
  return `${key.text}: ${source.text
    .slice(start, end)
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')}`;
}

/** Throws if an output of the use is referred to: layers in a group cannot be. */
function refuseOutputs(use: UseItem, { inputs, outputs }: Unit): void {
  for (const { name, target, output } of [...inputs.values(), ...outputs.values()])
    if (output !== undefined && target?.kind === 'items' && target.items.includes(use))
      throw new Refused(`${name.text} is referred to, and layers in a group cannot be.`);
}

/** What the block calls by the names of its inputs is called as the use does. */
function inputEdits({ inputs, repeat }: UseItem, { owner, inputs: references }: Unit): readonly Edit[] {
  if (owner.kind === 'spec' || owner.inputs.length === 0) return [];
  if (repeat) throw new Refused('The use is repeated, and its block has names for its inputs.');
  return [...itemsOf(owner.body)].flatMap((item) =>
    (item.inputs ?? []).flatMap((name) => {
      const { target } = references.get(name) ?? {};
      if (target?.kind !== 'input') return [];
      const outer = inputs?.[owner.inputs.indexOf(target.name)];
      if (!outer) throw new Refused('Add `input:` to the use; its block refers to its input by name.');
      return replacing(name, outer.text);
    }),
  );
}
