/** Items as statements: calls in a row, branches side by side, conditions as `if`, repetitions as `for`. */
import type { Expression } from '../../../expressions/expression.js';
import {
  type Body,
  type Branches,
  type Item,
  isAside,
  isAskedEach,
  listedOutputs,
  mayBeAbsent,
  type Name,
  readsPrevious,
  type UseItem,
} from '../../../spec/spec.js';
import type { Doc } from '../../code/layout.js';
import { camelCase } from '../../code/lexical.js';
import { boundCode } from '../expressions.js';
import { sourceOf } from '../program.js';
import type { Calls } from './calls.js';
import type { NamePiece } from './layer-names.js';
import { type FunctionDetails, FunctionPlace, Place } from './place.js';
import { type Local, printFunctionBody, printStatements } from './statements.js';

/** What an item takes and gives, and where it stands. */
interface Slot {
  /** The variable with what the item before it came to. */
  readonly current: string;
  /** The variable that is to hold what it comes to. */
  readonly target: Local;
  readonly place: Place;
  /** Whether something in its row reads that, so that the variable is set anew by what follows. */
  readonly isRead: boolean;
}

export class BodyWriter {
  private readonly around: FunctionPlace;
  private readonly top: Place;

  /** Writes the body of a function, whose layers' names begin with `scope`; `referred` are those that it refers to. */
  constructor(
    details: FunctionDetails,
    scope: readonly NamePiece[],
    referred: ReadonlySet<string>,
    private readonly calls: Calls,
  ) {
    this.around = new FunctionPlace(details);
    this.top = Place.top(this.around, scope, referred);
  }

  // -------------------------------------------------------------- what callers write

  local(name: string): Local {
    return this.around.local(name);
  }

  /** Makes a variable known under the name of a layer or an input. */
  define(name: string, code: string): void {
    this.top.define(name, code);
  }

  set(local: Local, value: Doc, comment?: string): void {
    this.top.set(local, value, { comment });
  }

  /** Writes a body, whose result `into` then holds. */
  writeBody(body: Body, input: string, into: Local): void {
    this.body(body, input, into, this.top);
  }

  /** Writes the items of the network; what they come to is found by name. */
  writeItems(items: readonly Item[], input: string, into: Local): void {
    this.sequence(items, input, into, this.top, false);
  }

  /** The code of a layer that was written, and whether it may be undefined. */
  resultOf(name: Name): { readonly code: string; readonly isOptional: boolean } {
    const { code, member, isOptional } = this.top.find(name);
    return { code: member === undefined ? code : `${code}${isOptional ? '?.' : '.'}${member}`, isOptional };
  }

  /** The statements as lines. */
  print(indentation: number): readonly string[] {
    return printStatements(this.top.statements, indentation, this.around.details.context.language);
  }

  /** The statements, and the return of a result and, where there are some, of more outputs by name. */
  printReturning(result: Local, outputs: readonly (readonly [string, Doc])[], indentation: number): readonly string[] {
    const { language } = this.around.details.context;
    return printFunctionBody(this.top.statements, result, outputs, indentation, language);
  }

  // -------------------------------------------------------------- sequences and branches

  private body(body: Body, input: string, into: Local, place: Place): void {
    if (body.kind === 'sequence') this.sequence(body.items, input, into, place, true);
    else this.branches(body, input, into, place);
  }

  /** Items in a row share one variable; an item that nothing follows on has one of its own. */
  private sequence(items: readonly Item[], input: string, into: Local, place: Place, givesResult: boolean): void {
    let current = input;
    for (const [index, item] of items.entries()) {
      const isRead = !isAside(item) && isReadByNext(items, index, givesResult);
      const target = isRead ? into : this.localFor(item);
      if (isRead && mayBeAbsent(item) && current !== into.name) {
        place.set(into, current);
        current = into.name;
      }
      const slot = { current, target, place, isRead };
      if (item.repeat) this.repeated(item, item.repeat.expression, slot);
      else if (item.when) this.conditional(item, item.when.expression, slot);
      else this.unconditional(item, slot);
      if (isRead) current = into.name;
    }
    if (givesResult && current !== into.name) place.set(into, current);
  }

  private branches({ branches, join }: Branches, input: string, into: Local, place: Place): void {
    const results = branches.map((branch, index) => {
      if (branch.items.length === 0) return input;
      const letter = String.fromCharCode(65 + (index % 26));
      const local = this.local(branch.name ? camelCase(branch.name.text) : `${into.name}${letter}`);
      const inside = branch.name
        ? place.enter({ parts: [branch.name.text], span: branch.span }, { kind: 'sequence', items: branch.items })
        : place;
      this.sequence(branch.items, input, local, inside, true);
      return local.name;
    });
    place.setItem(into, join, this.calls.layer(join, results, place));
    const name = place.referredName(join);
    if (name !== undefined) this.keep(name, into, place);
  }

  private unconditional(item: Item, slot: Slot): void {
    const { target, place, isRead } = slot;
    const name = place.referredName(item);
    const outputs = this.item(item, inputsOf(item, slot), slot);
    if (name === undefined) return;
    if (outputs !== undefined) place.define(name, outputs, { isOptional: place.isInside, hasOutputs: true });
    else if (isRead || place.isInside) this.keep(name, target, place);
    else place.define(name, target.name);
  }

  /** Keeps the value that a variable has now under a layer's name. */
  private keep(name: string, { name: code }: Local, place: Place): void {
    const kept = this.local(camelCase(name));
    if (place.isInside) place.declareOutside(kept);
    place.set(kept, code);
    place.define(name, kept.name, { isOptional: place.isInside });
  }

  private conditional(item: Item, when: Expression, { current, target, place, isRead }: Slot): void {
    const name = place.referredName(item);
    const inside = place.under(when).seenFrom(place);
    // What is referred to is kept in a variable that stays undefined where the item is switched off.
    const kept = !isRead ? target : name === undefined ? undefined : this.local(camelCase(name));
    if (kept) place.declareOutside(kept);
    const slot = { current, target, place: inside, isRead: true };
    const outputs = this.item(item, inputsOf(item, slot), slot);
    if (kept && kept !== target) inside.set(kept, target.name);
    place.pushIf(when, inside, current);
    if (name === undefined || !kept) return;
    place.define(name, outputs ?? kept.name, { isOptional: true, hasOutputs: outputs !== undefined });
  }

  /** Writes an item that is repeated: each of its repetitions takes the result of the one before. */
  private repeated(item: Item, repeat: Expression, { current, target, place, isRead }: Slot): void {
    const when = item.when?.expression;
    const isEach = isAskedEach(item);
    const around = when && !isEach ? place.under(when) : place;
    const name = place.referredName(item);
    // Where it may come to nothing, the next item takes what was there before; so what it takes waits for the first.
    const isSure = readsPrevious(item) || (!isEach && repeat.kind === 'literal' && repeat.value !== 0);
    const [named, ...others] = item.inputs?.map((input) => around.inputCode(input, isSure)) ?? [];
    const first = named === undefined || item.first !== undefined ? current : named;
    const loop = around.inLoop(item.loops);
    const inside = name === undefined ? loop : loop.seenFrom(place);
    const each = when && isEach ? inside.under(when) : inside;
    const run = isSure || !isRead ? target : this.localFor(item);
    let input = run.name;
    if (!isSure) {
      around.declare(run);
      const next = this.local('x');
      each.set(next, `${run.name} ?? ${first}`);
      input = next.name;
    } else if (first !== run.name) around.set(run, first);
    const slot = { current: input, target: run, place: each, isRead: true };
    const outputs = this.item(item, [input, ...others], slot);
    if (name !== undefined) this.keepRun(name, outputs, slot, place);
    const times = boundCode(repeat, around.withLoops(item.loops - 1).codeScope(first));
    const index = this.around.indexAt(item.loops);
    const head = `for (let ${index} = ${item.first ?? 0}; ${index} < ${times}; ${index} += 1) {`;
    if (when && each !== inside) inside.pushIf(when, each, run.name);
    around.pushFor(head, inside);
    if (run !== target) around.set(target, `${run.name} ?? ${target.name}`);
    if (when && around !== place) place.pushIf(when, around, current);
  }

  /** Keeps what a run comes to under its name, for what refers to that; it stays undefined where there is none. */
  private keepRun(name: string, outputs: string | undefined, { target, place: each }: Slot, place: Place): void {
    if (outputs !== undefined) return place.define(name, outputs, { isOptional: true, hasOutputs: true });
    const kept = this.local(camelCase(name));
    each.declareOutside(kept);
    each.set(kept, target.name);
    place.define(name, kept.name, { isOptional: true });
  }

  // -------------------------------------------------------------- items

  /** Writes an item once, of the codes of its inputs; gives the variable with a block's outputs, where it has several. */
  private item(item: Item, inputs: readonly string[], slot: Slot): string | undefined {
    const { target, place } = slot;
    switch (item.kind) {
      case 'use':
        return this.use(item, inputs, slot);
      case 'layer':
        place.setItem(target, item, this.calls.layer(item, inputs, place));
        return undefined;
      case 'group':
        this.body(item.body, inputs[0] as string, target, item.name ? place.enter(item.name, item.body) : place);
        return undefined;
    }
  }

  private use(item: UseItem, inputs: readonly string[], { target, place, isRead }: Slot): string | undefined {
    const { value, callee, used } = this.calls.use(item, inputs, place);
    if (listedOutputs(used).size === 0) {
      place.setItem(target, item, value);
      return undefined;
    }
    const outputs = this.local(`${camelCase(item.name ? sourceOf(item.name) : used.name.text)}Outputs`);
    if (place.isInside) place.declareOutside(outputs, `ReturnType<typeof ${callee}>`);
    place.setItem(outputs, item, value);
    if (isRead) place.set(target, `${outputs.name}.output`);
    return outputs.name;
  }

  private localFor(item: Item): Local {
    return this.local(camelCase(item.name ? sourceOf(item.name) : item.kind));
  }
}

/** The codes of an item's inputs: those that it names, or what the item before it came to. */
const inputsOf = ({ inputs }: Item, { current, place }: Slot): readonly string[] =>
  inputs?.map((name) => place.inputCode(name)) ?? [current];

/** Whether the result of an item is read by what follows in its row: the next item that names no input of its own. */
function isReadByNext(items: readonly Item[], index: number, givesResult: boolean): boolean {
  for (const next of items.slice(index + 1)) {
    if (readsPrevious(next)) return true;
    if (!mayBeAbsent(next)) return false;
  }
  return givesResult;
}
