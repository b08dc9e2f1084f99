/** What names of layers stand for where they are referred to, and why one stands for nothing. */

import { isSlip, reportForm, reportUnmatched } from '../blame/misspelt.js';
import type { Note } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import * as messages from '../diagnostics/messages/names.js';
import { didYouMean, inWords, isSpeltAlike, likelyFirst } from '../diagnostics/nearest.js';
import type { Edge } from '../graph/graph.js';
import { conventionOf, fitsBetter } from '../spec/conventions.js';
import { partsOf, referredIn, seenIn } from '../spec/scoping.js';
import {
  type Body,
  type Convention,
  type Item,
  itemsOf,
  literal,
  type Name,
  type Spec,
  templateText,
} from '../spec/spec.js';
import type { Span } from '../text/source.js';

/** What a name stands for where it is seen. */
export type Visible =
  | { readonly kind: 'edge'; readonly edge: Edge; readonly outputs: ReadonlyMap<string, Edge>; readonly span: Span }
  | { readonly kind: 'off'; readonly item: Item; readonly why: Item };

/** The names that a sequence sees: its own, then those around it, up to the block that holds them. */
export class Names {
  private readonly own = new Map<string, Visible>();
  private readonly later = new Map<string, Span>();
  private readonly open = new Map<string, Span>();

  constructor(private readonly around?: Names) {}

  find(name: string): Visible | undefined {
    return this.own.get(name) ?? this.around?.find(name);
  }

  /** The edge that `Layer` or `Use.output` stands for. */
  edgeOf(name: Name): Edge | undefined {
    const [first, output] = partsOf(name);
    const visible = this.find(first);
    if (visible?.kind !== 'edge') return undefined;
    return output === undefined ? visible.edge : visible.outputs.get(output);
  }

  /** Whether what a name refers to is switched off. */
  isOff(name: Name): boolean {
    return this.find(partsOf(name)[0])?.kind === 'off';
  }

  /** Where an item of that name is yet to come. */
  findLater(name: string): Span | undefined {
    return this.later.get(name) ?? this.around?.findLater(name);
  }

  /** Where an item of that name stands around, or is the one that refers to it. */
  findOpen(name: string): Span | undefined {
    return this.open.get(name) ?? this.around?.findOpen(name);
  }

  /** The items that a sequence is about to define. */
  expect(items: readonly Item[]): void {
    for (const item of items) {
      const name = item.name && literal(item.name);
      if (name !== undefined) this.later.set(name, item.span);
    }
  }

  /** An expected item is at hand. */
  begin(item: Item): void {
    const name = item.name && literal(item.name);
    if (name === undefined) return;
    this.later.delete(name);
    this.open.set(name, item.span);
  }

  /** Defines a name; gives the place of an earlier definition of it. */
  define(name: string, visible: Visible): Span | undefined {
    const earlier = this.own.get(name);
    if (earlier?.kind === 'edge') return visible.kind === 'edge' ? earlier.span : undefined;
    this.own.set(name, visible);
    return undefined;
  }

  *all(): Generator<string> {
    for (const [name, visible] of this.own) if (visible.kind === 'edge') yield name;
    if (this.around) yield* this.around.all();
  }
}

/** Marks an item that is not there, and what it holds in the same scope, as switched off by it. */
export function switchOff(item: Item, names: Names): void {
  for (const one of [item, ...seenIn(item)]) {
    const name = one.name && literal(one.name);
    if (name !== undefined) names.define(name, { kind: 'off', item: one, why: item });
  }
}

/** What the whole of a spec says of names, for hints. */
interface Hints {
  /** The inputs of the spec and its blocks. */
  readonly inputs: ReadonlySet<string>;
  /** What inputs and outputs, of the spec and its blocks, refer to. */
  readonly referred: ReadonlySet<string>;
  /** By name, layers inside blocks and groups, which are not seen from outside. */
  readonly inside: ReadonlyMap<string, { readonly owner: string; readonly isGroup: boolean; readonly span: Span }>;
  /** Names with holes: how they begin and end, in at least one letter, and where they stand. */
  readonly made: readonly { readonly start: string; readonly end: string; readonly span: Span }[];
}

/** Reports references that stand for no edge. A spec is looked through for hints once, at the first that needs them. */
export class FailedReferences {
  private readonly hints = new Map<Spec, Hints>();

  constructor(private readonly diagnostics: Diagnostics) {}

  /** Reports a reference to an output that is not there, to what is switched off, or to nothing. */
  report(name: Name, names: Names, spec: Spec): void {
    const [first, output = ''] = partsOf(name);
    const visible = names.find(first);
    if (!visible) return this.reportUnknownLayer(name, names, spec);
    if (visible.kind === 'off') {
      return this.diagnostics.report(messages.layerOff(first), name.span, { notes: whyOff(visible.why) });
    }
    const listed = [...visible.outputs.keys()];
    const references = listed.map((key) => `${first}.${key}`);
    const guess = didYouMean(name.text, name.span, { names: references });
    this.diagnostics.report(messages.noSuchOutput(first, output, listed), name.span, guess);
  }

  private reportUnknownLayer(name: Name, names: Names, spec: Spec): void {
    const { text, span } = name;
    const later = names.findLater(text);
    if (later) {
      return this.diagnostics.report(messages.laterLayer(text), span, {
        notes: [{ message: messages.definedHere(text), span: later }],
      });
    }
    const open = names.findOpen(text);
    if (open) {
      return this.diagnostics.report(messages.openLayer(text), span, {
        notes: [{ message: messages.definedHere(text), span: open }],
      });
    }
    const hints = this.hintsOf(spec);
    const inside = hints.inside.get(text.split('/').at(-1) as string);
    // Of names that are as near, one that nothing refers to is meant.
    const known = likelyFirst(names.all(), (seen) => !hints.referred.has(seen));
    const guess = didYouMean(text, span, { names: known });
    const near = guess?.meant;
    if (near !== undefined && !hints.referred.has(near) && blameDeclared(near, name, names, spec, this.diagnostics))
      return;
    // An input `left` and a layer `Left` may be two things.
    const isOtherCase = (meant: string) => hints.inputs.has(meant) && isSpeltAlike(text, meant);
    const made =
      inside || guess ? undefined : hints.made.find(({ start, end }) => text.startsWith(start) && text.endsWith(end));
    const hidden = inside ? messages.layerInside(inside.owner) : made ? messages.layerWithIndex : '';
    const isIndex = /^-?\d+$/.test(text) ? { help: messages.indexAsInput } : undefined;
    const stands = inside?.span ?? made?.span;
    this.diagnostics.report(messages.noSuchLayer(text, hidden), span, {
      ...(inside?.isGroup ? { help: messages.referToOwner(inside.owner, text) } : {}),
      ...(isIndex ?? (guess && isOtherCase(guess.meant) ? inWords(guess) : guess)),
      notes: stands ? [{ message: inside ? messages.definedHere(text) : messages.matchesHere, span: stands }] : [],
    });
  }

  private hintsOf(spec: Spec): Hints {
    const hints = this.hints.get(spec) ?? findHints(spec);
    this.hints.set(spec, hints);
    return hints;
  }
}

/** Reports a network all of whose outputs are switched off. */
export function reportNoOutputs({ name, outputs }: Spec, names: Names, diagnostics: Diagnostics): void {
  const layers = [...outputs.values()].map(({ layer }) => layer);
  const off = layers.flatMap((layer) => names.find(partsOf(layer)[0]) ?? []);
  const notes = off.flatMap((visible) => (visible.kind === 'off' ? whyOff(visible.why) : []));
  diagnostics.report(messages.outputsOff(layers.map(({ text }) => text)), (layers[0] ?? name).span, { notes });
}

/** What of an item says that it is not there. */
function whyOff({ when, repeat }: Item): readonly Note[] {
  return [
    ...(repeat ? [{ message: messages.repeatedSoOften, span: repeat.span }] : []),
    ...(when ? [{ message: messages.conditionFalse, span: when.span }] : []),
  ];
}

/** Reports the layer or input that a reference means, where it is its name that is odd. */
function blameDeclared(
  near: string,
  { text, span }: Name,
  names: Names,
  spec: Spec,
  diagnostics: Diagnostics,
): boolean {
  const visible = names.find(near);
  if (visible?.kind !== 'edge' || isSpeltAlike(text, near)) return false;
  const declared = { text: near, span: visible.span };
  const item = spec.body.items.find((one) => one.span === visible.span);
  if (item && fitsBetter(conventionOf(spec, item), text, near))
    reportForm(declared, text, conventionOf(spec, item) as Convention, span, diagnostics);
  else if (isSlip(declared, text)) reportUnmatched('unknown-layer', declared, text, span, diagnostics);
  else return false;
  return true;
}

/** Reports the end point that an expectation means, where it is its name that is odd. */
export function blameEndpoint(
  near: string | undefined,
  { text, span }: Name,
  spec: Spec,
  diagnostics: Diagnostics,
): boolean {
  const items = [spec, ...spec.blocks.values()].flatMap(({ body }) => [...itemsOf(body)]);
  const declared = items.flatMap(({ endpoint }) => endpoint || []).find((endpoint) => endpoint.text === near);
  const isExpected = spec.expectations.some(({ until }) => until?.text === near);
  if (!declared || isExpected || !isSlip(declared, text)) return false;
  reportUnmatched('unknown-endpoint', declared, text, span, diagnostics);
  return true;
}

function findHints(spec: Spec): Hints {
  const owners = [spec, ...spec.blocks.values()];
  const items = owners.flatMap(({ body }) => [...itemsOf(body)]);
  const inside = new Map<string, { owner: string; isGroup: boolean; span: Span }>();
  for (const [owner, body, isGroup] of closedBodies(spec)) {
    for (const { name, span } of itemsOf(body)) {
      const text = name && literal(name);
      if (text !== undefined && !inside.has(text)) inside.set(text, { owner, isGroup, span });
    }
  }
  const inputs = [...spec.inputs.values(), ...[...spec.blocks.values()].flatMap((block) => block.inputs)];
  return {
    inputs: new Set(inputs.map(({ text }) => text)),
    referred: new Set(owners.flatMap(({ body, outputs }) => [...referredIn(body, outputs)])),
    inside,
    made: items.flatMap(({ name, span }) => {
      const [start = '', end = ''] = [name?.parts[0], name?.parts.at(-1)].map((part) =>
        typeof part === 'string' ? part : '',
      );
      return name && name.parts.length > 1 && start + end !== '' ? { start, end, span } : [];
    }),
  };
}

/** The bodies that are not seen into from outside, and whose they are. */
function* closedBodies(spec: Spec): Generator<readonly [owner: string, body: Body, isGroup: boolean]> {
  for (const { name, body } of spec.blocks.values()) yield [name.text, body, false];
  for (const item of spec.body.items)
    if (item.kind === 'group' && (item.name || item.repeat))
      yield [item.name ? templateText(item.name) : 'a repeated group', item.body, item.name !== undefined];
}
