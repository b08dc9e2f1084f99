/** The names in a spec's expressions and uses: known, given as declared, used, and without circles. */

import { isSlip, reportForm, reportMisspelt, reportUnmatched } from '../blame/misspelt.js';
import { remedyForArgument } from '../blame/unknown-arguments.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { recursiveFormula } from '../diagnostics/messages/expressions.js';
import * as lints from '../diagnostics/messages/lints.js';
import * as messages from '../diagnostics/messages/names.js';
import { misfit as misfitMessage } from '../diagnostics/messages/schema.js';
import { closest, didYouMean, likelyFirst } from '../diagnostics/nearest.js';
import { unreadable, walk } from '../expressions/expression.js';
import { formulasIn } from '../graph/evaluation.js';
import { ops } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import { misfitOf } from '../read/parameters.js';
import { conventionOf, fitsBetter } from '../spec/conventions.js';
import { useKeys } from '../spec/schema/structure.js';
import { referredIn, usedBy } from '../spec/scoping.js';
import {
  type Block,
  type Body,
  type Convention,
  type Formula,
  type Item,
  indexName,
  itemsOf,
  literal,
  mayBeAbsent,
  type Name,
  type NamedFormula,
  type Parameter,
  readsPrevious,
  type Spec,
  type Template,
  type UseItem,
  type WrittenValue,
} from '../spec/spec.js';
import { type Span, subspan } from '../text/source.js';
import { remedyForName } from '../vocabulary/foreign-names.js';

/** Checks names once for the whole text. Gives the spec without the blocks and formulas that go in circles, itself if there are none. */
export function checkNames(spec: Spec, diagnostics: Diagnostics): Spec {
  const checker = new NameChecker(spec, diagnostics);
  checker.checkDefinition(spec);
  for (const block of spec.blocks.values()) checker.checkDefinition(block);
  checker.checkDefaults();
  // What could not be read may use what seems unused.
  checker.reportUnknown();
  if (!diagnostics.hasErrors) checker.reportUnused();
  return checker.withoutCircles();
}

/** Where a name that is not known is read, and what is known there. */
interface UnknownName {
  readonly at: Span;
  readonly owner: Spec | Block;
  readonly locals: readonly string[];
}

class NameChecker {
  private readonly read = new Set<object>();
  private readonly seenNames = new Map<Spec | Block, readonly string[]>();
  private readonly usedBlocks = new Map<Block | Spec, Map<string, UseItem>>();
  /** By name, then by place. */
  private readonly unknown = new Map<string, Map<number, UnknownName>>();

  constructor(
    private readonly spec: Spec,
    private readonly diagnostics: Diagnostics,
  ) {}

  checkDefinition(owner: Spec | Block): void {
    for (const formula of owner.formulas.values()) this.checkFormula(formula, owner);
    for (const item of itemsOf(owner.body)) this.checkItem(item, owner);
  }

  checkDefaults(): void {
    for (const { attribute, default: standard } of this.spec.defaults) {
      const owner = standard.block === undefined ? this.spec : this.spec.blocks.get(standard.block);
      const locals = standard.loops > 0 ? [attribute, indexName] : [attribute];
      this.checkWritten(standard.written, owner ?? this.spec, locals);
    }
  }

  private checkItem(item: Item, owner: Spec | Block): void {
    const around = item.loops > (item.repeat ? 1 : 0) ? [indexName] : [];
    const locals = item.loops > 0 ? [indexName] : [];
    if (item.repeat) this.checkFormula(item.repeat, owner, around);
    if (item.when) this.checkFormula(item.when, owner, locals);
    if (item.name) this.checkTemplate(item.name, owner, [...this.attributesOf(item), ...locals]);
    if (item.kind === 'layer') {
      for (const written of item.own.values()) this.checkWritten(written, owner, locals);
    } else if (item.kind === 'use') {
      const block = usedBy(item, this.spec);
      for (const [name, { written }] of item.arguments)
        if (!block || block.parameters.has(name)) this.checkWritten(written, owner, locals);
      if (block) this.checkUse(item, block, owner);
    }
  }

  /** The attributes that an item's name may mention; those of any op where it is not known what the item is. */
  private attributesOf(item: Item): readonly string[] {
    if (item.kind === 'layer') return Object.keys(item.op.attributes);
    const isUnknown = item.kind === 'use' && !usedBy(item, this.spec);
    return isUnknown ? Object.values<Op>(ops).flatMap(({ attributes }) => Object.keys(attributes)) : [];
  }

  private checkUse(item: UseItem, block: Block | Spec, owner: Spec | Block): void {
    const uses = this.usedBlocks.get(owner) ?? new Map<string, UseItem>();
    if (block.kind === 'block') this.usedBlocks.set(owner, uses.set(block.name.text, item));
    const missing = [...block.parameters.values()].filter(
      ({ text, default: standard }) => standard === undefined && !item.arguments.has(text),
    );
    const meant = new Set<string>();
    for (const [name, { key }] of item.arguments) {
      if (block.parameters.has(name)) continue;
      const free = [...block.parameters.keys()].filter((parameter) => !item.arguments.has(parameter));
      const guess = didYouMean(name, key.span, { names: free, words: useKeys });
      if (guess) meant.add(guess.meant);
      const known = guess ? undefined : [...block.parameters.keys()];
      this.diagnostics.report(messages.unknownArgument(block.name.text, name, known), key.span, {
        ...(guess ?? remedyForArgument(name, block.name.text)),
        notes: [{ message: messages.definedHere(block.name.text), span: block.name.span }],
      });
    }
    this.checkArguments(item, block);
    const needed = missing.filter(({ text }) => !meant.has(text));
    if (needed.length > 0) {
      const names = needed.map(({ text }) => text);
      this.diagnostics.report(messages.missingArguments(block.name.text, names), item.block.span, {
        notes: needed.map(({ text, span }) => ({ message: messages.definedHere(text), span })),
      });
    }
    if (block.kind === 'block') this.checkRenames(item, block);
  }

  private checkRenames(item: UseItem, block: Block): void {
    const layers = new Map(item.rename.size > 0 ? layersByPath(block) : []);
    const paths = [...layers.keys()];
    for (const [path, { key }] of item.rename) {
      if (layers.has(path)) continue;
      const folder = path.slice(0, path.lastIndexOf('/') + 1);
      // Of paths that are as near, one in the same branch is meant.
      const known = likelyFirst(paths, (one) => one.startsWith(folder));
      const guess = didYouMean(path, key.span, { names: known });
      if (guess && this.blameLayer(block, key, guess.meant, layers.get(guess.meant) as Item)) continue;
      this.diagnostics.report(messages.unknownRename(block.name.text, path, guess ? [] : paths), key.span, guess);
    }
  }

  /** Reports the layer that a rename means, where it is the layer's name or its branch's that is odd. */
  private blameLayer(block: Block, { text, span }: Name, near: string, item: Item): boolean {
    const [from, to] = [text.split('/'), near.split('/')];
    const at = from.findIndex((part, index) => part !== to[index]);
    const [name, meant] = [to[at], from[at]];
    if (name === undefined || meant === undefined || from.length !== to.length) return false;
    if (at < from.length - 1) return this.blameBranch(block, name, meant, span);
    const declared = { text: name, span: item.span };
    if (fitsBetter(conventionOf(this.spec, item), meant, name))
      reportForm(declared, meant, conventionOf(this.spec, item) as Convention, span, this.diagnostics);
    else if (isSlip(declared, meant)) reportUnmatched('unknown-rename', declared, meant, span, this.diagnostics);
    else return false;
    return true;
  }

  private blameBranch({ body }: Block, name: string, meant: string, reference: Span): boolean {
    const convention = this.spec.conventions.get('branches');
    const branch = body.kind === 'branches' ? body.branches.find((one) => one.name?.text === name)?.name : undefined;
    if (!branch || !convention || !fitsBetter(convention, meant, name)) return false;
    reportForm(branch, meant, convention, reference, this.diagnostics);
    return true;
  }

  /** What is given as it stands must be what the parameter takes; what an expression comes to is seen in the layers. */
  private checkArguments(item: UseItem, block: Block | Spec): void {
    for (const [name, { written }] of item.arguments) {
      const parameter = block.parameters.get(name);
      const value =
        written.kind === 'word'
          ? literal(written)
          : written.kind === 'formula' && written.expression.kind === 'literal'
            ? written.expression.value
            : undefined;
      const misfit = parameter && value !== undefined ? misfitOf(parameter, value) : undefined;
      if (misfit)
        this.diagnostics.report(misfitMessage(name, misfit), written.span, {
          notes: [{ message: messages.definedHere(name), span: parameter?.span ?? written.span }],
        });
    }
  }

  private checkWritten(written: WrittenValue, owner: Spec | Block, locals: readonly string[]): void {
    for (const formula of formulasIn(written)) this.checkFormula(formula, owner, locals);
  }

  private checkTemplate(template: Template, owner: Spec | Block, locals: readonly string[]): void {
    for (const part of template.parts) if (typeof part !== 'string') this.checkFormula(part, owner, locals);
  }

  private checkFormula(
    { expression, span, exact }: Formula,
    owner: Spec | Block,
    locals: readonly string[] = [],
  ): void {
    for (const part of walk(expression)) {
      if (part.kind !== 'name' || part === unreadable || locals.includes(part.name)) continue;
      const declared = findVariable(part.name, owner, this.spec)?.[0];
      if (declared) {
        this.read.add(declared);
        continue;
      }
      const at = exact ? subspan(span, part.start, part.end) : span;
      const uses = this.unknown.get(part.name) ?? new Map<number, UnknownName>();
      this.unknown.set(part.name, uses);
      uses.set(at.start, { at, owner, locals });
    }
  }

  /** Reports unknown names where they are used, or at the declaration that was misspelt. */
  reportUnknown(): void {
    const owners = [this.spec, ...this.spec.blocks.values()];
    const unread = owners.flatMap((owner) =>
      [...owner.parameters.values(), ...owner.formulas.values()].flatMap((declared) =>
        this.read.has(declared) ? [] : { owner, declared },
      ),
    );
    const names = unread.map(({ declared }) => declared.text);
    for (const [name, byPlace] of this.unknown) {
      const uses = [...byPlace.values()];
      const meant = closest(name, names);
      const seen = unread.find(
        ({ declared, owner }) =>
          declared.text === meant && (owner === this.spec || uses.every((use) => use.owner === owner)),
      );
      const misspelt = seen && (uses.length > 1 || isSlip(seen.declared, name)) ? seen.declared : undefined;
      const places = uses.map(({ at }) => at);
      if (misspelt) reportMisspelt('unknown-name', misspelt, name, places, this.diagnostics);
      else for (const use of uses) this.reportUnknownName(name, use);
    }
  }

  private reportUnknownName(name: string, { at, owner, locals }: UnknownName): void {
    const known = this.namesSeenBy(owner);
    const candidates = { names: [...known, ...locals], words: ['true', 'false', 'null'] };
    const remedy = remedyForName(name, at) ?? didYouMean(name, at, candidates);
    const message = name === indexName ? messages.indexOutside() : messages.unknownName(name, remedy ? [] : known);
    this.diagnostics.report(message, at, remedy);
  }

  private namesSeenBy(owner: Spec | Block): readonly string[] {
    let names = this.seenNames.get(owner);
    if (!names) {
      const all = [owner, this.spec].flatMap(({ parameters, formulas }) => [...parameters.keys(), ...formulas.keys()]);
      names = [...new Set(all)];
      this.seenNames.set(owner, names);
    }
    return names;
  }

  reportUnused(): void {
    for (const { op, attribute, default: standard, isTaken } of this.spec.defaults) {
      if (!isTaken) this.diagnostics.report(lints.unusedDefault(op, attribute), standard.written.span);
    }
    for (const owner of [this.spec, ...this.spec.blocks.values()]) {
      for (const parameter of [...owner.parameters.values(), ...owner.formulas.values()]) {
        if (!this.read.has(parameter)) this.diagnostics.report(lints.unusedParameter(parameter.text), parameter.span);
      }
    }
    for (const block of this.spec.blocks.values()) {
      for (const input of unreadInputs(block))
        this.diagnostics.report(lints.unusedInput(block.name.text, input.text), input.span);
    }
    const used = new Set([...this.usedBlocks.values()].flatMap((uses) => [...uses.keys()]));
    for (const [name, block] of this.spec.blocks) {
      if (!used.has(name)) this.diagnostics.report(lints.unusedBlock(name), block.name.span);
    }
  }

  /** Reports the first circle of blocks, and the first of formulas. The spec without those in any circle. */
  withoutCircles(): Spec {
    const blocks = findCircles([...this.spec.blocks.values()], (block) =>
      [...(this.usedBlocks.get(block) ?? [])].flatMap(([name, item]) => {
        const used = this.spec.blocks.get(name);
        return used ? [[used, item.block.span] as const] : [];
      }),
    );
    if (blocks[0])
      this.diagnostics.report(messages.recursiveBlock(blocks[0].path.map(({ name }) => name.text)), blocks[0].span);
    const all = [this.spec, ...this.spec.blocks.values()].flatMap((owner) =>
      [...owner.formulas.values()].map((formula) => ({ formula, owner })),
    );
    const formulas = findCircles(all, ({ formula, owner }) => {
      return [...walk(formula.expression)].flatMap((part) => {
        if (part.kind !== 'name') return [];
        const used = findVariable(part.name, owner, this.spec)?.[0];
        const other = all.find((candidate) => candidate.formula === used);
        const span = formula.exact ? subspan(formula.span, part.start, part.end) : formula.span;
        return other ? [[other, span] as const] : [];
      });
    });
    if (formulas[0]) {
      const path = formulas[0].path.map(({ formula }) => formula.text);
      this.diagnostics.report(recursiveFormula(path), formulas[0].span);
    }
    if (blocks.length === 0 && formulas.length === 0) return this.spec;
    const circular = new Set<object>([
      ...blocks.flatMap(({ path }) => path),
      ...formulas.flatMap(({ path }) => path.map(({ formula }) => formula)),
    ]);
    const sound = <T extends object>(named: ReadonlyMap<string, T>) =>
      new Map([...named].filter(([, one]) => !circular.has(one)));
    const rest = [...sound(this.spec.blocks)].map(
      ([name, block]) => [name, { ...block, formulas: sound(block.formulas) }] as const,
    );
    return { ...this.spec, blocks: new Map(rest), formulas: sound(this.spec.formulas) };
  }
}

/** Things that use one another in a circle, the first again at the end, with the place of the use that closes it. */
interface Circle<T> {
  readonly path: readonly T[];
  readonly span: Span;
}

/** Circles among things that use one another: without all that is in one of these there is none. */
function findCircles<T>(all: readonly T[], usesOf: (from: T) => readonly (readonly [T, Span])[]): readonly Circle<T>[] {
  const circles: Circle<T>[] = [];
  const done = new Set<T>();
  const path: T[] = [];
  const visit = (from: T): void => {
    path.push(from);
    for (const [to, span] of usesOf(from)) {
      if (path.includes(to)) circles.push({ path: [...path.slice(path.indexOf(to)), to], span });
      else if (!done.has(to)) visit(to);
    }
    path.pop();
    done.add(from);
  };
  for (const from of all) if (!done.has(from)) visit(from);
  return circles;
}

/** The inputs of a block that nothing in it takes. What stands first in it takes the first without a word. */
function unreadInputs({ inputs, body, outputs }: Block): readonly Name[] {
  const read = referredIn(body, outputs);
  return inputs.filter(({ text }, index) => !read.has(text) && !(index === 0 && takesWhatComes(body)));
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

/** What a name in an expression stands for, and whose it is: a parameter or a formula of a block, or else of the spec. */
export function findVariable(
  name: string,
  owner: Spec | Block,
  spec: Spec,
): readonly [declared: Parameter | NamedFormula, owner: Spec | Block] | undefined {
  for (const one of [owner, spec]) {
    const declared = one.parameters.get(name) ?? one.formulas.get(name);
    if (declared) return [declared, one];
  }
  return undefined;
}

/** The layers that stand in a block itself, by their path below its scope. */
function* layersByPath(block: Block): Generator<readonly [path: string, layer: Item]> {
  yield* layersIn(block.body, '');
}

function* layersIn(body: Block['body'], path: string): Generator<readonly [path: string, layer: Item]> {
  const sequences = body.kind === 'sequence' ? [{ ...body, name: undefined }] : body.branches;
  for (const { items, name: branch } of sequences) {
    const inside = branch ? `${path}${branch.text}/` : path;
    for (const item of items) {
      const name = item.name && literal(item.name);
      // What is faulty may be a layer.
      const isLayer = item.kind === 'layer' || (item.kind === 'use' && item.block.text === '');
      if (isLayer && name !== undefined) yield [inside + name, item];
      if (item.kind === 'group') yield* layersIn(item.body, name === undefined ? inside : `${inside}${name}/`);
    }
  }
  const join = body.kind === 'branches' && body.join.name && literal(body.join.name);
  if (body.kind === 'branches' && join) yield [path + join, body.join];
}
