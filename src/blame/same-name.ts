/** The name at fault if two layers of the expanded network have the same one. */
import type { Code } from '../diagnostics/codes.js';
import type { Note } from '../diagnostics/diagnostic.js';
import type { Message } from '../diagnostics/messages/message.js';
import * as messages from '../diagnostics/messages/names.js';
import type { ItemStep, Node } from '../graph/graph.js';
import { type Formula, type GroupItem, type LayerItem, templateText, type UseItem } from '../spec/spec.js';
import type { Span } from '../text/source.js';

/** A named layer, and the span of its name; a companion has that of its layer. */
export interface NamedNode {
  readonly node: Node;
  readonly span: Span;
  readonly isCompanion: boolean;
}

/** What to report of the second layer with a name, and the steps from the top level to the place. */
export interface SameName {
  readonly message: Message<Code>;
  readonly span: Span;
  readonly notes: readonly Note[];
  readonly around: readonly ItemStep[];
}

/**
 * Blames the item at which the paths to two layers with the same name part: a repetition without the index in its name,
 * or a use without a name; else the second layer itself.
 */
export function blameSameName(taken: string, second: NamedNode, first: NamedNode): SameName {
  const [path, before] = [stepsTo(second.node), stepsTo(first.node)];
  const isShared = ({ item, index }: ItemStep, depth: number) =>
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
  const followed = second.isCompanion ? taken.slice(0, taken.lastIndexOf('/')) : undefined;
  return {
    message: messages.duplicateLayer(taken, followed),
    span: second.span,
    notes: [{ message: messages.firstFollows(first.isCompanion), span: first.span }],
    around,
  };
}

/** The items around a layer and the layer itself, outermost first. */
function stepsTo({ path, item }: Node): readonly ItemStep[] {
  return path.at(-1)?.item === item ? path : [...path, { item }];
}

function blameRepetition({ kind, name }: ItemStep['item'], repeat: Formula, taken: string): Omit<SameName, 'around'> {
  if (name) return { message: messages.sameInRepetitions(templateText(name), taken), span: name.span, notes: [] };
  return { message: messages.repeatedLayer(kind, taken), span: repeat.span, notes: [] };
}

/** Blames a scope without a name, or with that of another. */
function blameScope(scope: UseItem | GroupItem, taken: string, first: Span): Omit<SameName, 'around'> {
  const notes = [{ message: messages.firstMadeHere, span: first }];
  if (scope.kind === 'use' && !scope.name)
    return { message: messages.namelessUseRepeats(scope.block.text, taken), span: scope.block.span, notes };
  return { message: messages.duplicateLayer(taken), span: scope.span, notes };
}

/** Blames the second of two layers without names, which both take the name of their scope. */
function blameNameless(second: LayerItem, first: LayerItem, scope: string): Omit<SameName, 'around'> {
  const notes = [{ message: messages.takesName(first.op.name), span: first.opSpan }];
  return { message: messages.namelessSecond(second.op.name, scope), span: second.opSpan, notes };
}
