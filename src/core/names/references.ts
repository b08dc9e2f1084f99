/** References to layers that lead to nothing in any variant, and what is likely meant by each. */
import { isSlip, reportForm, reportUnmatched } from '../../blame/misspelled.js';
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import * as messages from '../../diagnostics/messages/names.js';
import { didYouMean, inWords, isSpelledAlike, likelyFirst } from '../../diagnostics/nearest.js';
import { conventionOf, fitsBetter } from '../../spec/conventions.js';
import { type Body, type Item, itemsOf, literal, type Name, type Spec, templateText } from '../../spec/spec.js';
import type { Span } from '../../text/source.js';
import type { Core, FailedReference, Named, Unit } from '../core.js';
import { reportNoOutput } from '../missing.js';
import { splitReference } from '../paths.js';
import { outputsOf } from '../resolver.js';

/** Reports the references that lead to nothing. */
export function reportFailedReferences({ spec, units, failed }: Core, diagnostics: Diagnostics): void {
  if (failed.references.length === 0) return;
  const hints = hintsOf(spec, units);
  for (const one of failed.references) {
    const { reference, unit } = one;
    const items = reference.target?.kind === 'items' ? reference.target.items : [];
    const listed = items.flatMap((item) => outputsOf(item, unit) ?? []);
    const hidden = reference.output === undefined ? undefined : hiddenItem(items, reference.output, unit);
    if (hidden) reportHidden(reference.name, hidden, diagnostics);
    else if (reference.target) reportNoOutput(reference, listed, diagnostics);
    else reportUnknownLayer(one, hints, spec, diagnostics);
  }
}

/** The item of a used spec that has a name or an end point, inside of an item that uses can ask for. */
function hiddenItem(items: readonly Item[], name: string, { uses: used }: Unit): Item | undefined {
  const specs = items.flatMap((use) => (use.kind === 'use' && used.get(use)?.unit.owner) || []);
  const bodies = specs
    .flatMap((spec) => (spec.kind === 'spec' ? [spec, ...spec.blocks.values()] : []))
    .map(({ body }) => body);
  const inside = bodies.flatMap((body) => [...itemsOf(body)]);
  const isNamed = (item: Item): boolean => item.name !== undefined && literal(item.name) === name;
  return inside.find(({ endpoint }) => endpoint && endpoint.text === name) ?? inside.find(isNamed);
}

/** Reports a reference to what is inside of an item of a used spec. */
function reportHidden({ text, span }: Name, { endpoint, ...item }: Item, diagnostics: Diagnostics): void {
  const [use, output = ''] = splitReference(text);
  const isEndpoint = endpoint && endpoint.text === output;
  diagnostics.report(messages.nestedOutput(use, output), span, {
    notes: [{ message: messages.definedHere(output), span: isEndpoint ? endpoint.span : (item.name ?? item).span }],
    ...(isEndpoint ? { help: messages.cutUse(use, output) } : {}),
  });
}

/** What all of a spec says of names. */
interface NameHints {
  /** The inputs of the spec and its blocks. */
  readonly inputs: ReadonlySet<string>;
  /** What inputs and outputs, of the spec and its blocks, refer to. */
  readonly referred: ReadonlySet<string>;
  /** By name, layers inside blocks and groups, which are not seen from outside. */
  readonly inside: ReadonlyMap<string, { readonly owner: string; readonly isGroup: boolean; readonly span: Span }>;
  /** By name, the inputs and top-level items of the spec, which blocks do not see. */
  readonly outside: ReadonlyMap<string, Span>;
  /** Names with `${...}` in them: how they begin and end, in at least one letter, and where they are. */
  readonly made: readonly { readonly start: string; readonly end: string; readonly span: Span }[];
}

function hintsOf(spec: Spec, units: Core['units']): NameHints {
  const inside = new Map<string, { owner: string; isGroup: boolean; span: Span }>();
  for (const [owner, body, isGroup] of closedBodies(spec)) {
    for (const { name, span } of itemsOf(body)) {
      const text = name && literal(name);
      if (text !== undefined && !inside.has(text)) inside.set(text, { owner, isGroup, span });
    }
  }
  const references = units.flatMap(({ inputs, outputs }) => [...inputs.values(), ...outputs.values()]);
  const items = units.flatMap(({ owner }) => [...itemsOf(owner.body)]);
  return {
    inputs: new Set(units.flatMap(({ owner }) => [...owner.inputs.values()].map(({ text }) => text))),
    referred: new Set(references.map(({ name }) => splitReference(name.text)[0])),
    inside,
    outside: new Map([
      ...namedSpans(spec.body.items),
      ...[...spec.inputs.values()].map(({ text, span }) => [text, span] as const),
    ]),
    made: items.flatMap(({ name, span }) => {
      const [start = '', end = ''] = [name?.parts[0], name?.parts.at(-1)].map((part) =>
        typeof part === 'string' ? part : '',
      );
      return name && name.parts.length > 1 && start + end !== '' ? { start, end, span } : [];
    }),
  };
}

const namedSpans = (items: readonly Item[]): readonly (readonly [string, Span])[] =>
  items.flatMap(({ name }) => {
    const text = name && literal(name);
    return name && text !== undefined ? [[text, name.span] as const] : [];
  });

/** The bodies that are not seen into from outside, and what they are of. */
function* closedBodies(spec: Spec): Generator<readonly [owner: string, body: Body, isGroup: boolean]> {
  for (const { name, body } of spec.blocks.values()) yield [name.text, body, false];
  for (const item of spec.body.items)
    if (item.kind === 'group' && (item.name || item.repeat))
      yield [item.name ? templateText(item.name) : 'a repeated group', item.body, item.name !== undefined];
}

function reportUnknownLayer(
  { reference: { name }, unit: { owner }, visible, later, open }: FailedReference,
  hints: NameHints,
  spec: Spec,
  diagnostics: Diagnostics,
): void {
  const { text, span } = name;
  const defined = later ?? open;
  if (defined) {
    const message = later ? messages.laterLayer(text) : messages.openLayer(text);
    return diagnostics.report(message, span, { notes: [{ message: messages.definedHere(text), span: defined }] });
  }
  const outside = owner.kind === 'block' ? hints.outside.get(text) : undefined;
  if (outside)
    return diagnostics.report(messages.noSuchLayer(text, messages.layerOutside(owner.name.text)), span, {
      notes: [{ message: messages.definedHere(text), span: outside }],
      help: messages.passToBlock(owner.name.text, text),
    });
  const inside = hints.inside.get(text.split('/').at(-1) ?? text);
  // Of names that are as near, one that nothing refers to is meant.
  const known = likelyFirst(visible.keys(), (seen) => !hints.referred.has(seen));
  const guess = didYouMean(text, span, { names: known });
  const near = guess && visible.get(guess.meant);
  if (near && !hints.referred.has(guess.meant) && blameNamed(guess.meant, near, name, spec, diagnostics)) return;
  // An input `left` and a layer `Left` may be two things.
  const isOtherCase = (meant: string) => hints.inputs.has(meant) && isSpelledAlike(text, meant);
  const made =
    inside || guess ? undefined : hints.made.find(({ start, end }) => text.startsWith(start) && text.endsWith(end));
  const hidden = inside ? messages.layerInside(inside.owner) : made ? messages.layerWithIndex : '';
  const isIndex = /^-?\d+$/.test(text) ? { help: messages.indexAsInput } : undefined;
  const place = inside?.span ?? made?.span;
  diagnostics.report(messages.noSuchLayer(text, hidden), span, {
    ...(inside?.isGroup ? { help: messages.referToOwner(inside.owner, text) } : {}),
    ...(isIndex ?? (guess && isOtherCase(guess.meant) ? inWords(guess) : guess)),
    notes: place ? [{ message: inside ? messages.definedHere(text) : messages.matchesHere, span: place }] : [],
  });
}

/** Reports the layer or input that a reference means, if it is its name that is odd. */
function blameNamed(near: string, named: Named, { text, span }: Name, spec: Spec, diagnostics: Diagnostics): boolean {
  if (isSpelledAlike(text, near)) return false;
  const item = named.kind === 'items' ? named.items[0] : undefined;
  const declared = { text: near, span: item?.span ?? (named.kind === 'input' ? named.name.span : span) };
  const convention = item && spec.body.items.includes(item) ? conventionOf(spec, item) : undefined;
  if (convention && fitsBetter(convention, text, near)) reportForm(declared, text, convention, span, diagnostics);
  else if (isSlip(declared, text)) reportUnmatched('unknown-layer', declared, text, span, diagnostics);
  else return false;
  return true;
}
