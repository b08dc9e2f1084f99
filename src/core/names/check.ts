/** The names of a spec: known, given as declared, used, and without circles. */
import { isSlip, reportMisspelled } from '../../blame/misspelled.js';
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import * as lints from '../../diagnostics/messages/lints.js';
import * as messages from '../../diagnostics/messages/names.js';
import { write } from '../../diagnostics/messages/remedies.js';
import { closest, didYouMean } from '../../diagnostics/nearest.js';
import {
  type Block,
  type Body,
  indexName,
  itemsOf,
  mayBeAbsent,
  type Name,
  readsPrevious,
  type Spec,
} from '../../spec/spec.js';
import { groupBy } from '../../text/group-by.js';
import { spanWithin } from '../../text/source.js';
import { remedyForName } from '../../vocabulary/foreign-names.js';
import type { Core, Declared, FailedVariable, Unit, Variable } from '../core.js';
import { checkCalls, isFunction, reportUnknownFunction } from './calls.js';
import { reportFailedReferences } from './references.js';
import { checkSizes } from './sizes.js';
import { checkUse } from './uses.js';

/** Reports what is wrong with the names of a spec, once for the whole text. */
export function checkNames(core: Core, diagnostics: Diagnostics): void {
  const { units, spec } = core;
  for (const unit of units) for (const [item, use] of unit.uses) checkUse(item, use, spec, diagnostics);
  const read = readIn(units);
  // What could not be read may use what seems unused.
  reportUnknown(core, read, diagnostics);
  checkCalls(core, diagnostics);
  checkSizes(core, diagnostics);
  if (!diagnostics.hasErrors) reportUnused(core, read, diagnostics);
  reportFailedReferences(core, diagnostics);
}

/** The parameters and formulas that expressions mention. */
function readIn(units: readonly Unit[]): ReadonlySet<Variable> {
  return new Set(units.flatMap(({ variables }) => [...variables.values()].flatMap(({ target }) => target ?? [])));
}

// ---------------------------------------------------------------- unknown

/** Reports unknown names in expressions at each use, or at the declaration that was misspelled. */
function reportUnknown({ units, network, failed }: Core, read: ReadonlySet<Variable>, diagnostics: Diagnostics): void {
  if (failed.variables.length === 0) return;
  const unread = groupBy(
    declaredIn(units).filter((one) => !read.has(one)),
    (one) => one.unit,
  );
  for (const one of failed.variables) if (one.call) reportUnknownFunction(one, network, diagnostics);
  const hasConstants = units.some(({ owner }) => mayHaveTable(owner.body));
  const mentioned = failed.variables.filter(({ call }) => !call);
  for (const [text, all] of groupBy(mentioned, ({ name }) => name.name)) {
    // What is behind a YAML alias is read anew wherever the alias is.
    const uses = [...new Map(all.map((one) => [placeOf(one).start, one])).values()];
    const [{ unit } = { unit: network }, ...others] = uses;
    // Of names that are as near, that of the block itself is meant.
    const seenIn = others.every((use) => use.unit === unit) ? new Set([unit, network]) : [network];
    const declared = closestOf(
      text,
      [...seenIn].map((one) => unread.get(one) ?? []),
    );
    if (declared && (uses.length > 1 || isSlip(declared, text)))
      reportMisspelled('unknown-name', declared, text, uses.map(placeOf), diagnostics);
    else for (const use of uses) reportUnknownName(text, use, network, hasConstants, diagnostics);
  }
}

/** The declaration with the nearest name, in the first list that has one so near. */
function closestOf(text: string, lists: readonly (readonly Declared[])[]): Declared['declared'] | undefined {
  const meant = closest(text, namesIn(lists));
  if (meant === undefined) return undefined;
  return lists.flatMap((all) => all.find(({ declared }) => declared.text === meant)?.declared ?? [])[0];
}

function* namesIn(lists: readonly (readonly Declared[])[]): Generator<string> {
  for (const all of lists) for (const { declared } of all) yield declared.text;
}

const declaredIn = (units: readonly Unit[]): readonly Declared[] =>
  units.flatMap(({ declared }) => [...declared.values()]);

const placeOf = ({ name, formula }: FailedVariable) => spanWithin(formula, name);

/** Whether a layer in a body takes an expression of indices. */
const mayHaveTable = (body: Body): boolean =>
  [...itemsOf(body)].some(
    (item) => item.kind === 'layer' && Object.values(item.op.attributes).some(({ type }) => type.type === 'table'),
  );

function reportUnknownName(
  name: string,
  use: FailedVariable,
  network: Unit<Spec>,
  hasConstants: boolean,
  diagnostics: Diagnostics,
): void {
  const at = placeOf(use);
  const known = [...new Set([...use.unit.declared.keys(), ...network.declared.keys()])];
  const candidates = { names: [...use.locals, ...known], words: ['true', 'false', 'null'] };
  const spaced = spacedShape(name, known);
  const remedy = spaced
    ? { help: write(spaced) }
    : (remedyForName(name, at, hasConstants) ?? didYouMean(name, at, candidates));
  const hasSizes = network.owner.sizes.size > 0;
  const message =
    name === indexName ? messages.indexOutside() : messages.unknownName(name, remedy ? [] : known, hasSizes);
  diagnostics.report(message, at, remedy);
}

/** `length x 768` of `lengthx768`; undefined if it is no such shape. */
function spacedShape(name: string, known: readonly string[]): string | undefined {
  const [, size, rest] = /^(\w+?)x(\d+)$/.exec(name) ?? [];
  return size !== undefined && known.includes(size) ? `${size} x ${rest}` : undefined;
}

// ---------------------------------------------------------------- unused

function reportUnused({ spec, units, blocks }: Core, read: ReadonlySet<Variable>, diagnostics: Diagnostics): void {
  for (const { op, attribute, default: standard, isTaken } of spec.defaults) {
    if (!isTaken) diagnostics.report(lints.unusedDefault(op, attribute), standard.written.span);
  }
  for (const one of declaredIn(units)) {
    const { text, span } = one.declared;
    if (!read.has(one)) diagnostics.report(lints.unusedParameter(text), span);
  }
  const takenArguments = new Set([...read].flatMap((one) => (one.kind === 'argument' ? one.name : [])));
  for (const { declared } of declaredIn(units).filter(isFunction))
    for (const one of declared.arguments)
      if (!takenArguments.has(one)) diagnostics.report(lints.unusedArgument(declared.text, one.text), one.span);
  const used = new Set(units.flatMap(({ uses }) => [...uses.values()].map(({ unit }) => unit)));
  for (const unit of blocks) {
    const { name } = unit.owner;
    for (const input of unreadInputs(unit)) diagnostics.report(lints.unusedInput(name.text, input.text), input.span);
    if (!used.has(unit)) diagnostics.report(lints.unusedBlock(name.text), name.span);
  }
}

/** The inputs of a block that nothing in it takes. What is first in it takes the first without naming it. */
function unreadInputs({ owner: { inputs, body }, inputs: taken, outputs, named }: Unit<Block>): readonly Name[] {
  const read = new Set([...taken.values(), ...outputs.values()].map(({ target }) => target));
  return inputs.filter((input, index) => !read.has(named.get(input)) && !(index === 0 && takesWhatComes(body)));
}

/** Whether anything in a body takes what the body itself is given, or the body may hand it on. */
function takesWhatComes(body: Body): boolean {
  const sequences = body.kind === 'sequence' ? [body] : body.branches;
  return sequences.some(({ items }) => {
    const sure = items.findIndex((item) => !mayBeAbsent(item));
    const first = sure === -1 ? items : items.slice(0, sure + 1);
    return (
      sure === -1 || first.some((item) => readsPrevious(item) && (item.kind !== 'group' || takesWhatComes(item.body)))
    );
  });
}
