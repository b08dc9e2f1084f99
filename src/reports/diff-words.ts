/** Differences between networks in words: one line per cause, and changes with signs. */

import type { Count, Counts } from '../analysis/counts.js';
import type { Change, EndpointReport, LonePart, NetworkDiff, NetworkPart, PartChange } from '../analysis/diff.js';
import type { OutputShape } from '../analysis/report.js';
import { groupBy } from '../text/group-by.js';
import { itemAt } from '../text/lookup.js';
import { total } from './modules.js';
import { shapeText } from './shape-words.js';
import { exact, listed, rounded } from './words.js';

/** What happened to parts of a network. Each word is kept in one piece. */
export interface Event {
  readonly kind: 'added' | 'removed' | 'renamed' | 'changed' | 'affected';
  /** The layers or modules that it happened to. */
  readonly parts: readonly EventPart[];
  readonly words: readonly string[];
}

/** The name of a layer or a module in each network; null if the network lacks it. */
export type EventPart = Change<string | null>;

/** `Mixed_5b`, or `Mixed_5b → Mixed_5x` for a rename. */
export const partText = ({ before, after }: EventPart): string => arrow(before ?? after, after ?? before);

/** What happened, causes first; all effects are one line. */
export function eventsOf({ layers }: NetworkDiff): readonly Event[] {
  const causes = layers.changed.filter(isCause);
  return [
    ...loneEvents('removed', layers.removed),
    ...loneEvents('added', layers.added),
    ...renameEvents(layers.renamed),
    ...changeEvents(causes),
    ...affectedEvents(layers.changed.length - causes.length),
  ];
}

/** Whether two networks are equal in everything that was compared. */
export function isUnchanged({ layers, endpoints }: NetworkDiff): boolean {
  return endpoints.length === 0 && Object.values(layers).every((parts) => parts.length === 0);
}

/** A change in numbers, each column in words. */
export interface DiffRow {
  readonly name: string;
  readonly output: string;
  readonly params: string;
  readonly macs: string;
}

/** The end points that changed: their shapes, and the change of costs. */
export function endpointRows({ endpoints }: NetworkDiff): readonly DiffRow[] {
  return endpoints.map(({ name, before, after }) => ({
    name: arrow(before?.name ?? name, name),
    output: shapeChange(before, after),
    params: deltaOf(before, after, 'params'),
    macs: deltaOf(before, after, 'macs'),
  }));
}

/** Shapes with their formulas if both are short. */
function shapeChange(before: EndpointReport | null, after: EndpointReport | null): string {
  const sides = [before, after];
  const whole = sides.map((side) => (side ? outputText(side) : 'none'));
  const isShort = whole.every(({ length }) => length <= longestShape);
  const [from, to] = isShort ? whole : sides.map((side) => (side ? shapeText(side.output) : 'none'));
  return from === to && whole[0] !== whole[1] ? `${to} ${differs}` : arrow(from, to);
}

/** The maximum length of a shape with formulas in a table. */
const longestShape = 24;

/** A total before and after, and the difference. */
export interface TotalRow extends Change<string> {
  readonly name: string;
  readonly change: string;
}

const totalNames = new Map<string, string>([
  ['trainable_params', 'trainable'],
  ['macs', 'MACs'],
]);

/** The most important totals. */
export function totalRows({ totals: { before, after } }: NetworkDiff): readonly TotalRow[] {
  return (['layers', 'params', 'trainable_params', 'macs', 'activations'] as const).map((name) => ({
    name: totalNames.get(name) ?? name,
    before: countText(before, name),
    after: countText(after, name),
    change: [deltaOf(before, after, name), shareOf(countOf(before, name), countOf(after, name))]
      .filter((text) => text !== '')
      .join(', '),
  }));
}

/** A count, if it depends on sizes at their maximums; null if they have none. What is not there counts 0. */
const countOf = <Name extends string>(side: Counts<Name> | null, name: Name): Count =>
  side ? (side[name] ?? side[`${name}_at_maximum`] ?? null) : 0;

/** `38,496`, or `≤ 38,496` at the maximums of sizes. */
const countText = <Name extends string>(side: Counts<Name>, name: Name): string => {
  const count = countOf(side, name);
  return count === side[name] ? exact(count) : `≤ ${exact(count)}`;
};

/** `+38,496`; empty if nothing changed. */
function deltaOf<Name extends string>(before: Counts<Name> | null, after: Counts<Name> | null, name: Name): string {
  const [from, to] = [countOf(before, name), countOf(after, name)];
  if (from !== to && from !== null && to !== null) return sign(to - from) + exact(Math.abs(to - from));
  return before?.[`${name}_formula`] === after?.[`${name}_formula`] ? '' : differs;
}

/** The word for a symbolic number that changed. */
const differs = 'differs';

/** `+0.4%`; empty if there is nothing to compare. */
function shareOf(before: Count, after: Count): string {
  if (!before || after === null || before === after) return '';
  return `${sign(after - before)}${((100 * Math.abs(after - before)) / before).toFixed(1)}%`;
}

const sign = (delta: number): string => (delta < 0 ? '-' : '+');

/** Whether weights of the first network fit the second. */
export const verdicts = {
  all: 'all weights of the first network fit the second',
  some: 'some weights of the first network fit the second',
  none: 'no weights of the first network fit the second',
} as const satisfies Record<NetworkDiff['weights'], string>;

// ---------------------------------------------------------------- events

/** Whether a part changed itself, and not only its inputs. */
function isCause({ op, before, after }: PartChange): boolean {
  const own: readonly (keyof NetworkPart)[] = ['op', 'inputs', 'attributes', 'shared_with'];
  return op === 'input' || own.some((key) => key in before || key in after);
}

/** Modules that only one network has are one event each. */
function loneEvents(kind: 'added' | 'removed', parts: readonly LonePart[]): readonly Event[] {
  return [...groupBy(parts, ({ module }) => module)].map(([module, members]): Event => {
    const whole = members.find(({ name }) => name === module) ?? itemAt(members, -1);
    const params = total(members.map((part) => part.params));
    const macs = total(members.map((part) => part.macs));
    const words = [
      members.length === 1 ? whole.op : `${members.length} layers`,
      outputText(whole),
      ...(params === 0 ? [] : [`${exact(params)} params`]),
      ...(macs === 0 ? [] : [`${rounded(macs)} MACs`]),
    ];
    const name = members.length === 1 ? whole.name : module;
    const part = kind === 'added' ? { before: null, after: name } : { before: name, after: null };
    return { kind, parts: [part], words: listed(words) };
  });
}

/** Layers renamed together with the scope around them are one event. */
function renameEvents(renamed: readonly Change<string>[]): readonly Event[] {
  const moves = groupBy(renamed, (rename) => partText(withoutCommonEnd(rename)));
  return [...moves.values()].map((members): Event => {
    const [first] = members;
    if (members.length === 1) return { kind: 'renamed', parts: [first], words: [] };
    return { kind: 'renamed', parts: [withoutCommonEnd(first)], words: [`${members.length} layers`] };
  });
}

/** `Mixed_5x` and `Mixed_5y` for `Mixed_5x/Branch_0/Conv` and `Mixed_5y/Branch_0/Conv`. */
export function withoutCommonEnd({ before, after }: Change<string>): Change<string> {
  const [from, to] = [before.split('/'), after.split('/')];
  while (from.length > 1 && to.length > 1 && from.at(-1) === to.at(-1)) {
    from.pop();
    to.pop();
  }
  return { before: from.join('/'), after: to.join('/') };
}

/** Parts with the same change are one event. */
function changeEvents(changed: readonly PartChange[]): readonly Event[] {
  const alike = groupBy(changed, (change) => wordsOf(change).join());
  return [...alike.values()].map((members): Event => {
    const [first] = members;
    const parts = members.map(({ name }) => ({ before: name, after: name }));
    return { kind: 'changed', parts, words: listed(wordsOf(first)) };
  });
}

function affectedEvents(count: number): readonly Event[] {
  if (count === 0) return [];
  return [
    {
      kind: 'affected',
      parts: [],
      words: [
        count === 1 ? '1 more layer changes with its input' : `${exact(count)} more layers change with their inputs`,
      ],
    },
  ];
}

/** Changes of a part itself. Its shape and costs show in end points and totals. */
function wordsOf({ op, before, after }: PartChange): readonly string[] {
  const words: string[] = [];
  if ('op' in before) words.push(arrow(before.op, after.op));
  if (op === 'input' && ('output' in before || 'output_formula' in before))
    words.push(arrow(outputText(before), outputText(after)));
  if ('inputs' in before) words.push(`input ${arrow(before.inputs?.join(', '), after.inputs?.join(', '))}`);
  if ('shared_with' in before || 'shared_with' in after)
    words.push(`weights of ${arrow(before.shared_with ?? 'its own', after.shared_with ?? 'its own')}`);
  return [...words, ...attributeWords('', before.attributes, after.attributes)];
}

/** `filters 64 → 96`, `batch_norm.epsilon 0.001 → 0.002` */
function attributeWords(path: string, before: unknown, after: unknown): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [`${path} ${arrow(valueText(before), valueText(after))}`];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => attributeWords(path === '' ? key : `${path}.${key}`, before[key], after[key]));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as a spec has it: `3x3`, `relu`, `{l2: 0.01}`. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    const isFlat = value.every((side) => typeof side === 'number');
    return isFlat ? value.join('x') : `[${value.map(valueText).join(', ')}]`;
  }
  if (!isRecord(value)) return value === undefined ? 'none' : String(value);
  return `{${Object.entries(value)
    .map(([key, part]) => `${key}: ${valueText(part)}`)
    .join(', ')}}`;
}

/** `35x35x256`; unknown sizes are formulas. */
function outputText({ output = [], output_formula }: Partial<OutputShape>): string {
  return shapeText(output_formula ?? output);
}

/** `3x3 → 5x5`; one value if it is unchanged. */
export const arrow = (before: unknown, after: unknown): string =>
  before === after ? `${after}` : `${before} → ${after}`;
