/** What items are given: the arguments and inputs of a use, and names for the repetitions of a layer. */
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { namelessRepetition, unindexedName } from '../../diagnostics/messages/names.js';
import { inputsOfBlock, inputsOfSequence } from '../../diagnostics/messages/shapes.js';
import type { Binding, Edge } from '../../graph/graph.js';
import { misfitOf } from '../../read/parameters.js';
import { type GroupItem, type Item, literal, type Spec, templateText, type UseItem } from '../../spec/spec.js';
import type { Owner, ResolvedUse } from '../core.js';
import { placesOfSizes } from '../sizes.js';
import { UnitEnvironment } from './environment.js';
import type { Place } from './place.js';

/** What the names in a used block, or in another spec, are in one use of it. */
export function environmentOfUse(
  item: UseItem,
  { unit }: ResolvedUse,
  inputs: readonly [Edge, ...Edge[]],
  place: Place,
): UnitEnvironment {
  const { owner } = unit;
  const values = bindArguments(item, owner, inputs[0], place);
  if (owner.kind === 'block') return UnitEnvironment.of(unit, values, place.root);
  return UnitEnvironment.of(unit, new Map([...values, ...bindSizes(owner, inputs)]));
}

/** The sizes of a spec, as its inputs have them. */
export function bindSizes(spec: Spec, inputs: readonly Edge[]): ReadonlyMap<string, Binding> {
  const places = [...placesOfSizes(spec)];
  return new Map(
    places.flatMap(([name, { input, axis }]): [string, Binding][] => {
      const edge = inputs[input];
      return edge ? [[name, { kind: 'dimension', edge, axis }]] : [];
    }),
  );
}

/** A block's parameters, as a use gives them or by their defaults. */
function bindArguments(item: UseItem, block: Owner, input: Edge, { environment }: Place): ReadonlyMap<string, Binding> {
  const values = new Map<string, Binding>();
  for (const [name, parameter] of block.parameters) {
    const given = item.arguments.get(name);
    if (given) values.set(name, { kind: 'argument', written: given.written, environment, input });
    else if (parameter.default !== undefined && misfitOf(parameter, parameter.default) === undefined)
      values.set(name, { kind: 'value', value: parameter.default });
  }
  return values;
}

/** Reports a use that takes another number of inputs than its block. */
export function reportInputCount(item: UseItem, block: Owner, count: number, diagnostics: Diagnostics): void {
  const own = [...block.inputs.values()];
  const expected = Math.max(own.length, 1);
  if (count === expected) return;
  const wanted = own.map(({ text }) => text);
  const message = inputsOfBlock(block.name.text, wanted, count);
  diagnostics.report(message, item.inputs?.[0]?.span ?? item.block.span);
}

/** Reports a group that takes several inputs. */
export function reportGroupInputs(item: GroupItem, count: number, diagnostics: Diagnostics): void {
  if (count <= 1) return;
  diagnostics.report(inputsOfSequence(count), item.inputs?.[1]?.span ?? item.span);
}

/** Whether an item can be repeated; reports one that would repeat its name. */
export function canRepeat(item: Item, times: number, diagnostics: Diagnostics): boolean {
  if (item.name && literal(item.name) === undefined) return true;
  if (item.name) diagnostics.report(unindexedName(templateText(item.name), times), item.name.span);
  else if (item.kind === 'layer') diagnostics.report(namelessRepetition(item.op.name, times), item.span);
  else return true;
  return false;
}
