/** Items as statements: calls in a row, branches side by side, conditions as `if`, repetitions as loops. */
import type { NamedItems, Reference } from '../../core/core.js';
import { mayGive } from '../../core/resolver.js';
import type { Expression } from '../../expressions/expression.js';
import { isNumbered } from '../../ops/outputs.js';
import {
  type Body,
  type Branches,
  type Item,
  isAside,
  isAskedEach,
  isSource,
  type LayerItem,
  mayBeAbsent,
  type Name,
  readsPrevious,
  type UseItem,
} from '../../spec/spec.js';
import { found } from '../../text/lookup.js';
import { lowerNumber } from '../expressions.js';
import { type Expr, type Local, type Statement, variable } from '../module.js';
import { sourceOf } from '../program.js';
import type { Calls, ItemCall } from './calls.js';
import { type CallOutputs, CodePlace, type FunctionDetails, FunctionPlace, type NamePiece, outputOf } from './place.js';

/** The inputs, outputs and place of an item. */
interface Slot {
  /** The result of the item before it. */
  readonly current: Expr;
  /** The variable for its result. */
  readonly target: Local;
  readonly place: CodePlace;
  /** Whether something in its row reads that, so that the variable is set anew by what follows. */
  readonly isRead: boolean;
  /** The list that its result is added to. */
  readonly list?: string;
}

/** A variable with the outputs of an item. */
interface HeldOutputs extends CallOutputs {
  readonly variable: string;
}

/** Whether an expression is a variable. */
const isLocal = (value: Expr, { name }: Local): boolean => value.kind === 'variable' && value.name === name;

export class BodyLowering {
  private readonly around: FunctionPlace;
  private readonly top: CodePlace;

  /** Lowers the body of a function; names of its layers begin with `scope`, and `resultOf` gets its outputs. */
  constructor(
    private readonly details: FunctionDetails,
    scope: readonly NamePiece[],
    outputs: readonly Reference[],
    private readonly calls: Calls,
  ) {
    this.around = new FunctionPlace(details, [...details.unit.inputs.values(), ...outputs]);
    this.top = CodePlace.top(this.around, scope);
  }

  // -------------------------------------------------------------- what callers write

  /** A variable of the code's own. */
  variant(identifier: string): Local {
    return this.around.variant(identifier);
  }

  /** Gives the variable that holds an input. */
  defineInput(input: Name, code: string): void {
    this.around.keep(found(this.details.unit.named, input), code);
  }

  /** Lowers a body; `into` then holds its result. */
  lowerBody(body: Body, input: Expr, into: Local): void {
    this.around.tie = input;
    this.body(body, input, into, this.top);
  }

  /** Lowers the items of the network; their results are found by name. */
  lowerItems(items: readonly Item[], input: Expr, into: Local): void {
    this.around.tie = input;
    this.sequence(items, input, into, this.top, false);
  }

  /** A layer that was lowered, and whether it may be absent. */
  resultOf(output: Reference): { readonly value: Expr; readonly isOptional: boolean } {
    return this.around.find(output);
  }

  get statements(): readonly Statement[] {
    return this.top.statements;
  }

  // -------------------------------------------------------------- sequences and branches

  private body(body: Body, input: Expr, into: Local, place: CodePlace): void {
    if (body.kind === 'branches') this.branches(body, input, into, place);
    else if (body.join) this.joined(body.items, body.join, input, into, place);
    else this.sequence(body.items, input, into, place, true);
  }

  /** Items in a row, and the join of what they give: a list, since some may be absent or repeated. */
  private joined(items: readonly Item[], join: LayerItem, input: Expr, into: Local, place: CodePlace): void {
    const list = place.list();
    this.sequence(items, input, into, place, true, list);
    const name = this.around.referredName(join);
    const kept = name && this.around.local(name.text);
    if (kept) place.declareOutside(kept);
    place.ifSeveral(list, (all, inside) => {
      inside.setItem(into, join, this.calls.layer(join, [all], inside).value);
      if (kept) inside.set(kept, variable(into.name));
    });
    if (name && kept) this.around.keep(name, kept.name, { isOptional: true });
  }

  /** Items in a row share one variable; an item that nothing follows on has one of its own. `list` gets what they give. */
  private sequence(
    items: readonly Item[],
    input: Expr,
    into: Local,
    place: CodePlace,
    givesResult: boolean,
    list?: string,
  ): void {
    let current = input;
    for (const [index, item] of items.entries()) {
      const isRead = !isAside(item) && (list !== undefined || isReadByNext(items, index, givesResult));
      const target = isRead ? into : this.targetFor(item, place);
      if (isRead && mayBeAbsent(item) && !isLocal(current, into)) {
        place.set(into, current);
        current = variable(into.name);
      }
      const slot = { current, target, place, isRead, ...(list === undefined ? {} : { list }) };
      if (item.repeat) this.repeated(item, item.repeat.expression, slot);
      else if (item.when) this.conditional(item, item.when.expression, slot);
      else this.unconditional(item, slot);
      if (isRead) current = variable(into.name);
    }
    if (givesResult && !isLocal(current, into)) place.set(into, current);
  }

  private branches({ branches, join }: Branches, input: Expr, into: Local, place: CodePlace): void {
    const results = branches.map((branch, index) => {
      if (branch.items.length === 0) return input;
      const letter = String.fromCharCode(65 + (index % 26));
      const local = branch.name ? this.around.local(branch.name.text) : this.around.local(`${into.name}_${letter}`);
      const inside = branch.name ? place.enter({ parts: [branch.name.text], span: branch.span }) : place;
      this.sequence(branch.items, input, local, inside, true);
      return variable(local.name);
    });
    place.setItem(into, join, this.calls.layer(join, results, place).value);
    const name = this.around.referredName(join);
    if (name) this.keep(name, into, place);
  }

  private unconditional(item: Item, slot: Slot): void {
    const { target, place, isRead } = slot;
    const name = this.around.referredName(item);
    const outputs = this.item(item, inputsOf(item, slot), slot);
    if (!name) return;
    if (isShared(name)) this.share(name, item, outputs, target, place);
    else if (outputs) this.around.keep(name, outputs.variable, { isOptional: place.isInside, outputs });
    else if (isRead || place.isInside) this.keep(name, target, place);
    else this.around.keep(name, target.name);
  }

  /** Keeps the value that a variable has now under an item's name. */
  private keep(name: NamedItems, { name: code }: Local, place: CodePlace): void {
    const kept = this.around.local(name.text);
    if (place.isInside) place.declareOutside(kept);
    place.set(kept, variable(code));
    this.around.keep(name, kept.name, { isOptional: place.isInside });
  }

  /** Keeps what one of several items of a name is, and what it gives beside that. */
  private share(
    name: NamedItems,
    item: Item,
    outputs: HeldOutputs | undefined,
    { name: code }: Local,
    place: CodePlace,
  ): void {
    for (const output of this.around.outputsOf(name)) {
      if (output !== undefined && !mayGive(item, output, this.details.unit)) continue;
      const local = this.around.sharedBy(name, output, place);
      if (outputs) place.set(local, outputOf(outputs.variable, outputs, output));
      else if (local.name !== code) place.set(local, variable(code));
    }
  }

  private conditional(item: Item, when: Expression, outside: Slot): void {
    const { current, target, place, isRead } = outside;
    const name = this.around.referredName(item);
    const inside = place.under(when).seenFrom(place);
    const asked = askedBy(item, current, place);
    const slot = { ...outside, place: inside, isRead: true };
    if (name && isShared(name)) {
      this.share(name, item, this.item(item, inputsOf(item, slot), { ...slot, isRead }), target, inside);
      return place.pushIf(when, inside, asked);
    }
    // What is referred to is kept in a variable that stays undefined if the item is switched off.
    const kept = !isRead ? target : name && this.around.local(name.text);
    if (kept && !this.calls.hasOutputs(item, this.details.unit)) place.declareOutside(kept);
    const outputs = this.item(item, inputsOf(item, slot), slot);
    if (kept && kept !== target && !outputs) inside.set(kept, variable(target.name));
    place.pushIf(when, inside, asked);
    if (name && kept) this.around.keep(name, outputs?.variable ?? kept.name, { isOptional: true, outputs });
  }

  /** Lowers an item that is repeated: each of its repetitions takes the result of the one before. */
  private repeated(item: Item, repeat: Expression, outside: Slot): void {
    const { current, target, place, isRead } = outside;
    const when = item.when?.expression;
    const isEach = isAskedEach(item);
    const around = when && !isEach ? place.under(when) : place;
    const name = this.around.referredName(item);
    // If it may have no repetition, the next item takes the result before it; so what it takes waits for the first.
    const isSure = readsPrevious(item) || (!isEach && repeat.kind === 'literal' && repeat.value !== 0);
    const [named, ...others] = namedInputs(item, around) ?? [];
    const first = named === undefined || item.first !== undefined ? current : named;
    const loop = around.inLoop(item.loops);
    const inside = name ? loop.seenFrom(place) : loop;
    const each = when && isEach ? inside.under(when) : inside;
    const run = isSure || !isRead ? target : this.localFor(item);
    let input = variable(run.name);
    if (!isSure) {
      around.declare(run);
      const next = this.variant('x');
      each.set(next, { kind: 'or-else', value: variable(run.name), otherwise: first });
      input = variable(next.name);
    } else if (!isLocal(first, run)) around.set(run, first);
    const slot = { ...outside, current: input, target: run, place: each, isRead: true };
    const outputs = this.item(item, isSource(item) ? inputsOf(item, slot) : [input, ...others], slot);
    if (name) this.keepRun(name, item, outputs, slot);
    const times = lowerNumber(repeat, around.scope(first));
    const before = variable(run.name);
    if (when && each !== inside)
      inside.pushIf(when, each, isSure ? before : { kind: 'or-else', value: before, otherwise: first });
    around.pushFor(this.around.indexAt(item.loops), item.first ?? 0, times, inside);
    if (run !== target)
      around.set(target, { kind: 'or-else', value: variable(run.name), otherwise: variable(target.name) });
    if (when && around !== place) place.pushIf(when, around, askedBy(item, current, place));
  }

  /** Keeps the result of all repetitions under the item's name; it stays undefined if there is none. */
  private keepRun(name: NamedItems, item: Item, outputs: HeldOutputs | undefined, { target, place: each }: Slot): void {
    if (isShared(name)) return this.share(name, item, outputs, target, each);
    if (outputs) return this.around.keep(name, outputs.variable, { isOptional: true, outputs });
    const kept = this.around.local(name.text);
    each.declareOutside(kept);
    each.set(kept, variable(target.name));
    this.around.keep(name, kept.name, { isOptional: true });
  }

  // -------------------------------------------------------------- items

  /** Lowers an item once, on its inputs; gives the variable with its outputs, if there are several. */
  private item(item: Item, inputs: readonly Expr[], slot: Slot): HeldOutputs | undefined {
    const outputs = this.lowerItem(item, inputs, slot);
    if (slot.list !== undefined) slot.place.append(slot.list, variable(slot.target.name));
    return outputs;
  }

  private lowerItem(item: Item, inputs: readonly Expr[], slot: Slot): HeldOutputs | undefined {
    const { target, place } = slot;
    switch (item.kind) {
      case 'use':
        return this.call(item, this.calls.use(item, inputs, place), slot);
      case 'layer':
        return this.call(item, this.calls.layer(item, inputs, place), slot);
      case 'group': {
        const inside = place.inItem(item);
        this.body(item.body, inputs[0] ?? slot.current, target, item.name ? inside.enter(item.name) : inside);
        return undefined;
      }
    }
  }

  private call(
    item: LayerItem | UseItem,
    { value, outputs }: ItemCall,
    { target, place, isRead }: Slot,
  ): HeldOutputs | undefined {
    if (!outputs) {
      place.setItem(target, item, value);
      return undefined;
    }
    const name = this.around.referredName(item);
    const own = item.name ? sourceOf(item.name) : outputs.of;
    const isFree = !isRead && !place.isInside;
    const held = item.kind === 'use' ? this.around.local(`${own}_outputs`) : isFree ? target : this.around.local(own);
    // What several items share is kept beside their outputs.
    if (place.isInside && !(name && isShared(name))) {
      const numbered = item.kind === 'layer' && isNumbered(item.op.outputs);
      place.declareOutside(held, [{ outputsOf: outputs.callee, isNumbered: numbered }]);
    }
    place.setItem(held, item, value);
    if (isRead) place.set(target, outputOf(held.name, outputs));
    return { variable: held.name, ...outputs };
  }

  /** A variable for an item that nothing follows on. */
  private targetFor(item: Item, place: CodePlace): Local {
    const name = this.around.referredName(item);
    return name && isShared(name) ? this.around.sharedBy(name, undefined, place) : this.localFor(item);
  }

  private localFor(item: Item): Local {
    return this.around.local(item.name ? sourceOf(item.name) : item.kind);
  }
}

/** An item's inputs: those that it names, or the result of the item before it. What takes nothing is tied to an input. */
const inputsOf = (item: Item, { current, place }: Slot): readonly Expr[] =>
  isSource(item) ? [place.around.tie] : (namedInputs(item, place) ?? [current]);

const namedInputs = ({ inputs }: Item, place: CodePlace): readonly Expr[] | undefined =>
  inputs?.map((name) => place.input(found(place.around.details.unit.inputs, name)));

/** The tensor that the condition of an item may ask for its channels: the item's first input. */
const askedBy = (item: Item, current: Expr, place: CodePlace): Expr => namedInputs(item, place)?.[0] ?? current;

/** Whether several items have a name, each of which may be the one that is there. */
const isShared = ({ items }: NamedItems): boolean => items.length > 1;

/** Whether the result of an item is read by what follows in its row: the next item that names no input of its own. */
function isReadByNext(items: readonly Item[], index: number, givesResult: boolean): boolean {
  for (const next of items.slice(index + 1)) {
    if (readsPrevious(next)) return true;
    if (!mayBeAbsent(next)) return false;
  }
  return givesResult;
}
