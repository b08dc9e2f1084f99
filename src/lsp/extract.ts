/** Extracts layers into a block. */
import type { Analysis } from '../analyze.js';
import { at } from '../at.js';
import type { Reference, Unit } from '../core/core.js';
import { coreOf } from '../core/resolver.js';
import type { Edit } from '../diagnostics/diagnostic.js';
import { type Body, type Item, itemsOf, literal, type Parameter, readsPrevious } from '../spec/spec.js';
import { positionAt, type TextRange } from '../text/source.js';
import { type Mapping, type MappingEntry, valueAt } from '../yaml/tree.js';
import {
  commentsAbove,
  lineEnd,
  linesOf,
  moved,
  type RefactoringPlan,
  Refused,
  rangeOfEntry,
  replacing,
  textOf,
  textOfEntry,
} from './refactoring.js';
import type { SpecDocument } from './workspace.js';

/** Items that follow one another. */
interface SelectedItems {
  readonly unit: Unit;
  readonly items: readonly [Item, ...Item[]];
  /** All items of their sequence. */
  readonly siblings: readonly Item[];
  /** The groups around them, outermost first. */
  readonly groups: readonly Item[];
}

/** Moves the items that a range of the text touches into a new block, and uses it in their place. */
export function extraction({ analysis }: SpecDocument, range: TextRange): RefactoringPlan {
  const { spec, source, tree } = analysis;
  if (!spec || tree?.kind !== 'mapping') throw new Refused('The spec has errors. Fix them first.');
  const [selected] = coreOf(spec).units.flatMap((unit) => selectionIn(unit.owner.body, range, [], unit) ?? []);
  if (!selected) throw new Refused('Select layers of one sequence.');
  const { unit, items, groups } = selected;
  const { owner } = unit;
  const inside = new Set(items.flatMap((item) => [item, ...(item.kind === 'group' ? itemsOf(item.body) : [])]));
  const lines = linesOf(items, source);
  const name = unused('NewBlock', [...spec.blocks.keys()]);

  const inputs = inputsOf(selected, inside);
  const taken = [...unit.named.values()].map((one) => (one.kind === 'items' ? one.text : one.name.text));
  const outputs = outputsOf(selected, inside, unused(name, taken));
  const around = owner.kind === 'block' ? entryOf(tree, 'blocks', owner.name.text)?.value : undefined;
  const defaults = defaultsAround([around, ...groups.map((group) => group.tree)]);
  const needed = namesIn(analysis, unit, inside, [lines, ...(defaults ? [rangeOfEntry(defaults)] : [])]);

  const declared = needed.parameters.map(({ declaration }) => declaration);
  const keys = [
    ...(declared.length > 0 ? [`parameters: {${declared.join(', ')}}`] : []),
    ...(needed.formulas.size > 0
      ? ['formulas:', ...Array.from(needed.formulas, ([key, text]) => `  ${key}: ${text}`)]
      : []),
    ...listed('inputs', [...inputs.names.values()]),
    ...(defaults ? [textOfEntry(defaults)] : []),
    'layers:',
    moved(textOf(source, lines, inputs.edits), lines.column, 0),
    ...(outputs.listed.size > 0
      ? ['outputs:', ...Array.from(outputs.listed, ([key, layer]) => `  ${key}: ${layer}`)]
      : []),
  ];
  const call = [
    `op: ${name}`,
    ...(outputs.use === undefined ? [] : [`name: ${outputs.use}`]),
    ...listed('input', [...inputs.names.keys()]),
    ...needed.parameters.map(({ argument }) => argument),
  ];
  return {
    keepsNames: outputs.use === undefined,
    edits: [
      ...outputs.edits,
      { span: { source, start: lines.start, end: lines.end }, newText: `- {${call.join(', ')}}` },
      placing(`${name}:\n${moved(keys.join('\n'), 0, 2)}`, tree),
    ],
  };
}

/** The items that a range touches, as deep inside groups as it leads. */
function selectionIn(body: Body, range: TextRange, groups: readonly Item[], unit: Unit): SelectedItems | undefined {
  const sequences = body.kind === 'sequence' ? [body.items] : body.branches.map(({ items }) => items);
  const touched = sequences.flatMap((siblings) => {
    const [first, ...rest] = siblings.filter(
      ({ tree }) => tree && tree.span.start < range.end && range.start < tree.span.end,
    );
    return first ? [{ unit, siblings, groups, items: [first, ...rest] as const }] : [];
  });
  const [one, other] = touched;
  if (!one || other) return undefined;
  const [item, second] = one.items;
  const isInside = item.tree && item.tree.span.start < range.start && range.end <= item.tree.span.end;
  const inner = !second && item.kind === 'group' && isInside && selectionIn(item.body, range, [...groups, item], unit);
  return inner || one;
}

/** The inputs of the block: what its layers refer to outside of it, by the reference, and edits of those references. */
function inputsOf(selected: SelectedItems, inside: ReadonlySet<Item>) {
  const { unit } = selected;
  const references = [...inside]
    .flatMap(({ inputs = [] }) => inputs.flatMap((name) => unit.inputs.get(name) ?? []))
    .filter((one) => !leadsTo(one, inside));
  const names = new Map<string, string>();
  if (references.length === 0) return { names, edits: [] };
  const first = readsPrevious(selected.items[0]) ? [previousOf(selected)] : [];
  const own = [...inside].flatMap(({ name }) => (name && literal(name)) ?? []);
  for (const text of [...first, ...references.map(({ name }) => name.text)])
    if (!names.has(text)) names.set(text, unused(text.replaceAll('.', '_'), [...own, ...names.values()]));
  return { names, edits: references.map(({ name }) => replacing(name, names.get(name.text) ?? name.text)) };
}

const leadsTo = ({ target }: Reference, inside: ReadonlySet<Item>): boolean =>
  target?.kind === 'items' && target.items.every((item) => inside.has(item));

/** The name of what the first item takes. */
function previousOf({ unit: { owner }, items, siblings, groups }: SelectedItems): string {
  const previous = siblings[siblings.indexOf(items[0]) - 1];
  const isFirst = !previous && groups.length === 0 && owner.body.kind === 'sequence';
  const [input] = owner.kind === 'spec' ? owner.inputs.keys() : owner.inputs.map(({ text }) => text);
  const name = isFirst ? input : previous?.name && !previous.when && literal(previous.name);
  if (!name) throw new Refused('The block needs several inputs. Name the layer before the selection.');
  return name;
}

/** What is referred to from outside: the outputs of the block, the name of its use, and edits of the references. */
function outputsOf({ unit, items }: SelectedItems, inside: ReadonlySet<Item>, use: string) {
  const outside = [...itemsOf(unit.owner.body)].filter((item) => !inside.has(item));
  const references = [
    ...outside.flatMap(({ inputs = [] }) => inputs.flatMap((name) => unit.inputs.get(name) ?? [])),
    ...unit.outputs.values(),
  ].filter((one) => leadsTo(one, inside));
  const found = new Map<string, string>();
  const last = items.at(-1);
  const edits = references.map(({ name, target, output }) => {
    if (output === undefined && target?.kind === 'items' && target.items.some((item) => item === last))
      return replacing(name, use);
    const key = name.text.replaceAll('.', '_');
    found.set(key, name.text);
    return replacing(name, `${use}.${key}`);
  });
  return { use: references.length > 0 ? use : undefined, listed: found, edits };
}

/** The one mapping of defaults around the layers, other than the spec's own, which a block has as well. */
function defaultsAround(trees: readonly (MappingEntry['value'] | undefined)[]): MappingEntry | undefined {
  const found = trees.flatMap((tree) => (tree?.kind === 'mapping' ? (tree.entries.get('defaults') ?? []) : []));
  if (found.length > 1) throw new Refused('The layers have defaults of several groups or blocks around them.');
  return found[0];
}

/** The parameters and formulas that ranges of the text mention and only the unit around them has. */
function namesIn(analysis: Analysis, unit: Unit, inside: ReadonlySet<Item>, ranges: readonly TextRange[]) {
  const parameters = new Map<string, Passed>();
  const formulas = new Map<string, string>();
  const isLocal = (target: { readonly unit: Unit }) => target.unit === unit && unit.owner.kind === 'block';
  const open = [...ranges];
  for (let range = open.pop(); range; range = open.pop())
    for (const { formula, name, target } of unit.variables.values()) {
      if (formula.span.start < range.start || formula.span.end > range.end) continue;
      if (target?.kind === 'index' && !(target.item && inside.has(target.item)))
        parameters.set('index', plain('index'));
      if (target?.kind === 'parameter' && isLocal(target)) parameters.set(name.name, passed(target.declared));
      if (target?.kind !== 'formula' || !isLocal(target) || formulas.has(name.name)) continue;
      const { span } = at(analysis, target.declared.span.start).path.at(-1)?.value ?? target.declared;
      formulas.set(name.name, span.source.text.slice(span.start, span.end));
      open.push(span);
    }
  return { parameters: [...parameters.values()], formulas };
}

/** A parameter of the block that every use must give, and its argument: a name around the use. */
interface Passed {
  readonly declaration: string;
  readonly argument: string;
}

const plain = (name: string): Passed => ({ declaration: `${name}: {}`, argument: `${name}: ${name}` });

const passed = ({ text, type }: Parameter): Passed =>
  type?.type === 'choice'
    ? { declaration: `${text}: {choices: [${type.choices.join(', ')}]}`, argument: `${text}: "\${${text}}"` }
    : plain(text);

/** The insertion of a block after the others, or before the layers. */
function placing(block: string, tree: Mapping): Edit {
  const { source } = tree.span;
  const { text } = source;
  const blocks = valueAt(tree, 'blocks');
  const last = blocks?.kind === 'mapping' && text[blocks.span.start] !== '{' && [...blocks.entries.values()].at(-1);
  const key = tree.entries.get('layers')?.key;
  if (last) {
    const { column } = positionAt(source, last.key.span.start);
    const place = lineEnd(text, text.slice(0, last.value.span.end).trimEnd().length);
    const gap = /\n[ \t]*\r?\n[ \t]*$/.test(text.slice(0, last.key.span.start)) ? '\n\n' : '\n';
    return { span: { source, start: place, end: place }, newText: gap + moved(block, 0, column - 1) };
  }
  if (blocks || !key || positionAt(source, key.span.start).column !== 1)
    throw new Refused('Write blocks on lines of their own.');
  const place = commentsAbove(text, key.span.start, '');
  return { span: { source, start: place, end: place }, newText: `blocks:\n${moved(block, 0, 2)}\n` };
}

function entryOf(tree: Mapping, ...keys: readonly string[]): MappingEntry | undefined {
  const [key = '', ...rest] = keys;
  const entry = tree.entries.get(key);
  return rest.length === 0 ? entry : entry?.value.kind === 'mapping' ? entryOf(entry.value, ...rest) : undefined;
}

const listed = (key: string, names: readonly string[]): readonly string[] =>
  names.length > 0 ? [`${key}: [${names.join(', ')}]`] : [];

/** A name that is not taken, perhaps with a number at its end. */
function unused(name: string, taken: readonly string[]): string {
  const known = new Set(taken);
  let found = name;
  for (let number = 2; known.has(found); number += 1) found = `${name}_${number}`;
  return found;
}
