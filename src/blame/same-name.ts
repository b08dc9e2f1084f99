/** Which name is at fault if two layers of the expanded network have the same one. */
import type { Note } from '../diagnostics/diagnostics.js';
import type { Node, Step } from '../graph/graph.js';
import { type Formula, type GroupItem, type LayerItem, templateText, type UseItem } from '../spec/spec.js';
import type { Span } from '../text/source.js';

/** A named layer, and the place of its name; a companion has that of the layer that it follows. */
export interface Named {
  readonly node: Node;
  readonly span: Span;
  readonly isCompanion: boolean;
}

/** What to report of a second layer of a name, and the steps from the top level to the place. */
export interface SameName {
  readonly code: 'duplicate-name' | 'missing-name';
  readonly span: Span;
  readonly message: string;
  readonly help?: string;
  readonly notes: readonly Note[];
  readonly around: readonly Step[];
}

/**
 * Blames the item at which the ways to two layers of one name part: a repetition without the index in its name, or a
 * use without a name; else the second layer itself.
 */
export function blameSameName(taken: string, second: Named, first: Named): SameName {
  const [path, before] = [second, first].map(({ node }) => stepsTo(node)) as [readonly Step[], readonly Step[]];
  const isShared = ({ item, index }: Step, depth: number) =>
    item === before[depth]?.item && index === before[depth]?.index;
  const at = path.findIndex((step, depth) => !isShared(step, depth));
  const { item } = path[at] ?? { item: second.node.item };
  const around = path.slice(0, Math.max(at, 0));
  if (item === before[at]?.item && item.repeat) return { ...blameRepetition(item, item.repeat, taken), around };
  const scope = path.slice(at).find(({ item: { kind, name } }) => kind !== 'layer' && (kind === 'use' || name))?.item;
  if (scope && scope.kind !== 'layer')
    return { ...blameScope(scope, taken, before[at]?.item.span ?? first.span), around };
  if (!second.node.name.own && !first.node.name.own)
    return { ...blameNameless(second.node.item, first.node.item, taken), around };
  const follows = second.isCompanion ? `: the second follows ${taken.slice(0, taken.lastIndexOf('/'))}` : '';
  return {
    code: 'duplicate-name',
    span: second.span,
    message: `two layers are called ${taken}${follows}`,
    notes: [{ message: `the first ${first.isCompanion ? 'follows' : 'is'} this`, span: first.span }],
    around,
  };
}

/** The items around a layer and itself, the outermost first. */
function stepsTo({ path, item }: Node): readonly Step[] {
  return path.at(-1)?.item === item ? path : [...path, { item }];
}

function blameRepetition({ kind, name }: Step['item'], repeat: Formula, taken: string): Omit<SameName, 'around'> {
  const code = 'duplicate-name';
  if (name) {
    const message = `${templateText(name)} is the same in several repetitions: two layers are called ${taken}`;
    return { code, span: name.span, message, help: 'make the name different for each `${index}`', notes: [] };
  }
  const whose = kind === 'group' ? 'this group, or the layers in it, a name' : `this ${kind} a name`;
  const help = `give ${whose} with \${index}, such as "Stage_\${index}"`;
  return { code, span: repeat.span, message: `each repetition makes a layer ${taken}`, help, notes: [] };
}

/** Blames a scope without a name of its own, or with another's. */
function blameScope(scope: UseItem | GroupItem, taken: string, first: Span): Omit<SameName, 'around'> {
  const notes = [{ message: 'the first is made here', span: first }];
  if (scope.kind === 'use' && !scope.name) {
    const message = `this use of ${scope.block.text} makes a second layer ${taken}`;
    return { code: 'duplicate-name', span: scope.block.span, message, help: 'add `name:` to this use', notes };
  }
  return { code: 'duplicate-name', span: scope.span, message: `two layers are called ${taken}`, notes };
}

/** Blames the second of two layers without names of their own, which both take their scope's. */
function blameNameless(second: LayerItem, first: LayerItem, scope: string): Omit<SameName, 'around'> {
  const notes = [{ message: `this ${first.op.name} takes it`, span: first.opSpan }];
  const message = `this ${second.op.name} needs a name: another layer already takes the enclosing name ${scope}`;
  return { code: 'missing-name', span: second.opSpan, message, help: 'add `name:`', notes };
}
