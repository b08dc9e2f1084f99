/**
 * Reports names that break the conventions that the spec declares.
 *
 * A convention is a template. Its holes are attributes, whose values the name must state, and `step`, a number and a
 * letter that continue from sibling to sibling: 0a, 0b, 1a.
 */

import { type Claim, noteOf } from '../blame/claim.js';
import type { Claims } from '../blame/claims.js';
import { blameValue } from '../blame/values.js';
import { referencesTo } from '../core/paths.js';
import { coreOf } from '../core/resolver.js';
import type { Remedy } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import * as messages from '../diagnostics/messages/lints.js';
import { renameTo } from '../diagnostics/messages/remedies.js';
import { isSlipOfName } from '../diagnostics/nearest.js';
import type { Model, NamedItem } from '../graph/graph.js';
import type { AttributeValues } from '../ops/attributes.js';
import { fill, formOf, type Matcher, matcherOf } from '../spec/conventions.js';
import {
  type Branches,
  type Convention,
  type Item,
  itemsOf,
  type LayerItem,
  type Name,
  type UseItem,
} from '../spec/spec.js';
import type { Span } from '../text/source.js';

/**
 * Reports names that break the spec's conventions. A name that is the cause of a claim that does not hold is reported
 * alone.
 */
export function lint(model: Model, claims: Claims, diagnostics: Diagnostics): void {
  const { conventions, outputs } = model.graph.spec;
  const matchers = new Map([...conventions].map(([kind, convention]) => [kind, matcherOf(convention)]));
  const named = model.graph.named.flatMap((item) => stateOf(item, model, matchers) ?? []);
  const steps = new Map<string, string>();
  /** Layers in swapped order, which were reported. */
  const swapped = new Set<StatedName>();
  for (const [kind, convention] of conventions) {
    if (kind === 'branches') checkBranches(model, convention, diagnostics);
    else if (kind === 'outputs') checkOutputs([...outputs.values()], convention, diagnostics);
    else {
      checkForms(
        named.filter((one) => one.kind === kind),
        convention,
        matchers,
        claims,
        diagnostics,
      );
    }
  }
  for (const [index, one] of named.entries()) {
    const step = one.says?.get('step');
    const next = () => named.slice(index + 1).find(({ scope }) => scope === one.scope);
    if (swapped.has(one)) continue;
    if (step !== undefined) checkStep(one, step, next, swapped, steps, claims, diagnostics);
    // A name after one that breaks its convention may continue from that.
    else if (!one.says && matchers.has(one.kind)) steps.set(one.scope, anyStep);
    else checkOtherOp(one, matchers, steps, claims, diagnostics);
  }
}

/** The name of an item in one of its expansions, and what it has to state. */
interface StatedName {
  readonly item: LayerItem | UseItem;
  readonly kind: string;
  readonly text: string;
  readonly scope: string;
  readonly span: Span;
  readonly values: AttributeValues;
  /** What it states for each hole of its convention; undefined if it does not match, or has no convention. */
  readonly says: ReadonlyMap<string, string> | undefined;
}

function stateOf(
  { item, name, scope, span, edge }: NamedItem,
  model: Model,
  matchers: ReadonlyMap<string, Matcher>,
): StatedName | undefined {
  const layer = edge.kind === 'output' ? model.layerOf.get(edge.node) : undefined;
  const text = item.kind === 'layer' ? layer?.name.slice(scope.length) : name;
  if (text === undefined || item.kind === 'group') return undefined;
  const isLayer = item.kind === 'layer';
  const kind = isLayer ? item.op.name : 'blocks';
  return {
    item,
    kind,
    text,
    scope,
    span,
    values: isLayer ? (layer?.attributes ?? {}) : {},
    says: matchers.get(kind)?.(text),
  };
}

// ---------------------------------------------------------------- forms
/** Checks names against their convention; if none matches, the convention is reported. */
function checkForms(
  names: readonly StatedName[],
  convention: Convention,
  matchers: ReadonlyMap<string, Matcher>,
  claims: Claims,
  diagnostics: Diagnostics,
): void {
  const { template } = convention;
  const form = formOf(convention);
  const note = { message: messages.conventionHere, span: template.span };
  const [first] = names;
  if (first && names.length > 1 && names.every(({ says }) => says === undefined)) {
    return diagnostics.report(messages.noneOfForm(form, first.text), template.span, {
      notes: [{ message: messages.thisName, span: first.span }],
    });
  }
  for (const one of names) {
    const { text, span, values, says } = one;
    if (!says) {
      const other = one.item.kind === 'layer' ? otherKindOf(text, matchers) : undefined;
      if (other !== undefined) {
        reportOtherOp(one, other, claims.within(one.scope, one.item), claims, diagnostics);
        continue;
      }
      diagnostics.report(messages.notOfForm(text, form), span, {
        notes: [note],
        subject: text,
      });
      continue;
    }
    const wrong = [...says].find(([hole, stated]) => hole !== 'step' && format(values[hole]) !== stated);
    if (!wrong || blameValue(one, wrong, note, claims, diagnostics)) continue;
    const right = fill(convention, (hole) => (hole === 'step' ? (says.get(hole) ?? '') : format(values[hole])));
    const [attribute, stated] = wrong;
    const name = { name: text, stated, right };
    const message = messages.nameDiffersFromAttribute(name, attribute, format(values[attribute]));
    diagnostics.report(message, span, { notes: [note], subject: text });
  }
}

/**
 * The remedy for a name that breaks its convention. If the right name is one slip away and written literally in the
 * source, the fix renames all references as well; any other name may be right, and the layer wrong.
 */
function renaming(span: Span, text: string, right: string, referencesOf: () => readonly Span[]): Remedy {
  const title = renameTo(right);
  if (sourceText(span) !== text || !isSlipOfName(text, right)) return { help: title };
  const places = [span, ...referencesOf()];
  if (!places.every((place) => sourceText(place) === text)) return { help: title };
  const edits = places.map((place) => ({ span: place, newText: right }));
  return { fix: { title, kind: 'fix', edits } };
}

const format = (value: unknown): string => (Array.isArray(value) ? value.join('x') : String(value));

const sourceText = ({ source, start, end }: Span): string => source.text.slice(start, end);

// ---------------------------------------------------------------- order

/** A name in the convention of another op is allowed; if claims of its scope do not hold, the op is reported. */
function checkOtherOp(
  one: StatedName,
  matchers: ReadonlyMap<string, Matcher>,
  steps: Map<string, string>,
  claims: Claims,
  diagnostics: Diagnostics,
): void {
  if (one.item.kind !== 'layer' || matchers.has(one.kind)) return;
  const other = otherKindOf(one.text, matchers);
  if (other === undefined) return;
  steps.set(one.scope, matchers.get(other)?.(one.text)?.get('step') ?? anyStep);
  const effects = claims.within(one.scope, one.item);
  if (effects.length > 0) reportOtherOp(one, other, effects, claims, diagnostics);
}

/** The op whose convention a name follows, from its step; undefined if there is none. */
function otherKindOf(text: string, matchers: ReadonlyMap<string, Matcher>): string | undefined {
  return [...matchers].find(([kind, match]) => kind !== 'blocks' && match(text)?.get('step') !== undefined)?.[0];
}

function reportOtherOp(
  { kind, text, item, span }: StatedName,
  other: string,
  effects: readonly Claim[],
  claims: Claims,
  diagnostics: Diagnostics,
): void {
  diagnostics.report(messages.nameOfOtherOp(text, kind, other), span, {
    subject: text,
    notes: effects.slice(0, 1).map(noteOf),
  });
  if (diagnostics.has('name-convention', span)) claims.explain(item, effects);
}

/** The step of a name without a step. */
const anyStep = '?';

/** Steps continue: 0b is followed by 0c, or by the a of a higher number. The first has an a. */
function checkStep(
  { item, text, scope, span }: StatedName,
  step: string,
  nextOf: () => StatedName | undefined,
  swapped: Set<StatedName>,
  steps: Map<string, string>,
  claims: Claims,
  diagnostics: Diagnostics,
): void {
  const last = steps.get(scope);
  steps.set(scope, step);
  if (last === anyStep) return;
  const { number, letter } = splitStep(step);
  if (last === undefined) {
    if (number <= 1 && letter === 'a') return;
    return diagnostics.report(messages.notFirstStep(text, step), span, { subject: text });
  }
  const expected = followersOf(last);
  if (expected.includes(step)) return;
  // A layer too few or too many has other effects.
  const after = nextOf();
  const stepAfter = after?.says?.get('step') ?? '';
  const isSwapped = expected.includes(stepAfter) && followersOf(stepAfter).includes(step);
  const other = isSwapped ? after : undefined;
  if (other) swapped.add(other);
  const effects = [item, ...(other ? [other.item] : [])].flatMap((one) => claims.within(scope, one));
  diagnostics.report(messages.stepOutOfOrder(text, step, last, expected, other?.text), span, {
    subject: text,
    notes: effects.slice(0, 1).map(noteOf),
  });
  if (diagnostics.has('name-convention', span)) claims.explain(item, effects);
}

/** The possible steps after another: the next letter, or the a of the next number. */
function followersOf(step: string): readonly string[] {
  const { number, letter } = splitStep(step);
  return [`${number}${String.fromCharCode(letter.charCodeAt(0) + 1)}`, `${number + 1}a`];
}

function splitStep(step: string): { readonly number: number; readonly letter: string } {
  return { number: Number.parseInt(step, 10), letter: step.slice(-1) };
}

/** Named branches are counted from 0 in their order. */
function checkBranches({ graph }: Model, convention: Convention, diagnostics: Diagnostics): void {
  const { spec } = graph;
  const isBranches = (body: { readonly kind: string }): body is Branches => body.kind === 'branches';
  const bodies = [spec.body, ...[...spec.blocks.values()].map(({ body }) => body)];
  const inner = bodies.flatMap((body) =>
    [...itemsOf(body)].flatMap((item: Item) => (item.kind === 'group' ? [item.body] : [])),
  );
  for (const { branches } of [...bodies, ...inner].filter(isBranches)) {
    for (const [index, { name }] of branches.entries())
      if (name)
        checkName(
          name,
          fill(convention, () => String(index)),
          convention,
          () => referencesTo(name, coreOf(spec)).map((one) => one.span),
          diagnostics,
        );
  }
}

/** An output is named after its layer. */
function checkOutputs(
  outputs: readonly { readonly key: Name; readonly layer: Name }[],
  convention: Convention,
  diagnostics: Diagnostics,
): void {
  for (const { key, layer } of outputs)
    checkName(
      key,
      fill(convention, () => snakeCase(layer.text)),
      convention,
      () => [],
      diagnostics,
    );
}

function checkName(
  { text, span }: Name,
  right: string,
  { template }: Convention,
  referencesOf: () => readonly Span[],
  diagnostics: Diagnostics,
): void {
  if (text === right) return;
  const notes = [{ message: messages.conventionHere, span: template.span }];
  diagnostics.report(messages.otherName(text, right), span, {
    notes,
    ...renaming(span, text, right, referencesOf),
  });
}

/** `AuxLogits` as `aux_logits`. */
const snakeCase = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
