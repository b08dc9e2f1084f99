/** What uses give to blocks and to other specs: arguments, and names for layers. */
import { isSlip, reportForm, reportUnmatched } from '../../blame/misspelled.js';
import { remedyForArgument } from '../../blame/unknown-arguments.js';
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import * as messages from '../../diagnostics/messages/names.js';
import { misfit as misfitMessage } from '../../diagnostics/messages/schema.js';
import { didYouMean, likelyFirst } from '../../diagnostics/nearest.js';
import { misfitOf } from '../../read/parameters.js';
import { conventionOf, fitsBetter } from '../../spec/conventions.js';
import { useKeys } from '../../spec/schema/structure.js';
import {
  type Block,
  type Branch,
  type Item,
  isPath,
  literal,
  type Name,
  type ParameterValue,
  type Spec,
  type UseItem,
  type WrittenValue,
} from '../../spec/spec.js';
import type { Span } from '../../text/source.js';
import type { Owner, ResolvedUse } from '../core.js';
import { isLayer, type Paths, pathsIn } from '../paths.js';

export function checkUse(item: UseItem, { unit: { owner } }: ResolvedUse, spec: Spec, diagnostics: Diagnostics): void {
  const meant = reportUnknownArguments(item, owner, diagnostics);
  checkArguments(item, owner, diagnostics);
  const needed = [...owner.parameters.values()].filter(
    ({ text, default: standard }) => standard === undefined && !item.arguments.has(text) && !meant.has(text),
  );
  if (needed.length > 0) {
    const names = needed.map(({ text }) => text);
    diagnostics.report(messages.missingArguments(owner.name.text, names), item.block.span, {
      notes: needed.map(({ text, span }) => ({ message: messages.definedHere(text), span })),
    });
  }
  if (owner.kind === 'block' && item.rename.size > 0) checkRenames(item, owner, spec, diagnostics);
}

// ---------------------------------------------------------------- arguments

/** Reports arguments that are no parameters; gives the parameters that were meant. */
function reportUnknownArguments(
  item: UseItem,
  { name, parameters }: Owner,
  diagnostics: Diagnostics,
): ReadonlySet<string> {
  const meant = new Set<string>();
  for (const [argument, { key }] of item.arguments) {
    if (parameters.has(argument)) continue;
    const free = [...parameters.keys()].filter((parameter) => !item.arguments.has(parameter));
    const guess = didYouMean(argument, key.span, { names: free, words: useKeys });
    if (guess) meant.add(guess.meant);
    const known = guess ? undefined : [...parameters.keys()];
    diagnostics.report(messages.unknownArgument(name.text, argument, known), key.span, {
      ...(guess ?? remedyForArgument(argument, name.text)),
      notes: [{ message: messages.definedHere(name.text), span: name.span }],
    });
  }
  return meant;
}

/** A value that is written out must be what the parameter takes; that of an expression is checked in the layers. */
function checkArguments(item: UseItem, { parameters }: Owner, diagnostics: Diagnostics): void {
  for (const [name, { written }] of item.arguments) {
    const parameter = parameters.get(name);
    const value = plainValue(written);
    const misfit = parameter && value !== undefined ? misfitOf(parameter, value) : undefined;
    if (parameter && misfit)
      diagnostics.report(misfitMessage(name, misfit), written.span, {
        notes: [{ message: messages.definedHere(name), span: parameter.span }],
      });
  }
}

function plainValue(written: WrittenValue): ParameterValue | undefined {
  if (written.kind === 'word') return literal(written);
  return written.kind === 'formula' && written.expression.kind === 'literal' ? written.expression.value : undefined;
}

// ---------------------------------------------------------------- new names for layers

function checkRenames(item: UseItem, block: Block, spec: Spec, diagnostics: Diagnostics): void {
  const all = pathsIn(block.body);
  const paths = [...all].flatMap(([path, named]) => (named.some(isLayer) ? path : []));
  for (const [path, { key }] of item.rename) {
    if (paths.includes(path) || all.get(path)?.some((one) => mayBeLayer(one, spec))) continue;
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    // Of paths that are as near, one in the same branch is meant.
    const known = likelyFirst(paths, (one) => one.startsWith(folder));
    const guess = didYouMean(path, key.span, { names: known });
    if (guess && blameLayer(key, guess.meant, all, spec, diagnostics)) continue;
    diagnostics.report(messages.unknownRename(block.name.text, path, guess ? [] : paths), key.span, guess);
  }
}

/** Whether an item has an unknown op, which was reported, and perhaps means a layer. */
const mayBeLayer = (one: Branch | Item, { blocks }: Spec): boolean =>
  one.kind === 'use' && !isPath(one.block.text) && !blocks.has(one.block.text);

/** Reports the layer that a rename means, if it is the layer's name or its branch's that is odd. */
function blameLayer({ text, span }: Name, near: string, paths: Paths, spec: Spec, diagnostics: Diagnostics): boolean {
  const [from, to] = [text.split('/'), near.split('/')];
  const at = from.findIndex((part, index) => part !== to[index]);
  const [name, meant] = [to[at], from[at]];
  if (name === undefined || meant === undefined || from.length !== to.length) return false;
  if (at < from.length - 1) return blameBranch(to.slice(0, at + 1).join('/'), meant, span, paths, spec, diagnostics);
  const item = paths.get(near)?.findLast(isLayer);
  if (!item) return false;
  const declared = { text: name, span: item.span };
  const convention = conventionOf(spec, item);
  if (convention && fitsBetter(convention, meant, name)) reportForm(declared, meant, convention, span, diagnostics);
  else if (isSlip(declared, meant)) reportUnmatched('unknown-rename', declared, meant, span, diagnostics);
  else return false;
  return true;
}

function blameBranch(
  path: string,
  meant: string,
  reference: Span,
  paths: Paths,
  { conventions }: Spec,
  diagnostics: Diagnostics,
): boolean {
  const convention = conventions.get('branches');
  const branch = paths.get(path)?.find((one) => one.kind === 'sequence')?.name;
  if (!branch || !convention || !fitsBetter(convention, meant, branch.text)) return false;
  reportForm(branch, meant, convention, reference, diagnostics);
  return true;
}
