/** What names of layers stand for where they are referred to, and why one stands for nothing. */
import { conventionOf, fitsBetter } from '../conventions.js';
import { type Diagnostics, didYouMean, enumerate, type Fix, listWords, type Note } from '../diagnostics.js';
import type { Edge } from '../graph.js';
import type { Span } from '../source.js';
import {
  type Convention,
  type Item,
  itemsOf,
  literal,
  type Name,
  type Spec,
  type Template,
  templateText,
} from '../spec.js';
import { isSlip, reportForm, reportUnmatched } from './misspelt.js';

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
  edgeOf(text: string): Edge | undefined {
    const [first, output] = text.split('.') as [string, string?];
    const visible = this.find(first);
    if (visible?.kind !== 'edge') return undefined;
    return output === undefined ? visible.edge : visible.outputs.get(output);
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

/** Marks an item that is not there, and what it holds in the same scope, as such; `why` is the one that says so. */
export function switchOff(item: Item, names: Names, why = item): void {
  const name = item.name && literal(item.name);
  if (name !== undefined) names.define(name, { kind: 'off', item, why });
  if (item.name || item.repeat || item.kind !== 'group') return;
  const sequences = item.body.kind === 'sequence' ? [item.body] : item.body.branches.filter((branch) => !branch.name);
  for (const { items } of sequences) for (const inner of items) switchOff(inner, names, why);
  if (item.body.kind === 'branches') switchOff(item.body.join, names, why);
}

/** Reports a reference that stands for no edge: to an output that is not there, to what is switched off, or to nothing. */
export function reportReference(name: Name, names: Names, spec: Spec, diagnostics: Diagnostics): void {
  const [first = '', output = ''] = name.text.split('.');
  const visible = names.find(first);
  if (!visible) return reportUnknownLayer(name, names, spec, diagnostics);
  if (visible.kind === 'off') {
    const message = `${first} is switched off here, and can't be referred to`;
    return diagnostics.report('layer-switched-off', name.span, message, { notes: whyOff(visible.why) });
  }
  const listed = [...visible.outputs.keys()];
  const choices =
    listed.length > 0 ? `it has ${listWords(listed)}` : 'only a use of a block has, where the block lists them';
  const references = listed.map((key) => `${first}.${key}`);
  diagnostics.report('unknown-layer', name.span, `${first} has no output "${output}"; ${choices}`, {
    fix: didYouMean(name.text, name.span, references),
  });
}

/** Reports a network all of whose outputs are switched off. */
export function reportNoOutputs({ name, outputs }: Spec, names: Names, diagnostics: Diagnostics): void {
  const layers = [...outputs.values()].map(({ layer }) => layer);
  const off = layers.flatMap(({ text }) => names.find(text.split('.')[0] as string) ?? []);
  const notes = off.flatMap((visible) => (visible.kind === 'off' ? whyOff(visible.why) : []));
  const switchedOff = `${enumerate(layers.map(({ text }) => text))} ${layers.length === 1 ? 'is' : 'are'} switched off`;
  diagnostics.report('layer-switched-off', (layers[0] ?? name).span, `${switchedOff}, and no output is left`, {
    notes,
  });
}

/** What of an item says that it is not there. */
function whyOff({ when, repeat }: Item): readonly Note[] {
  return [
    ...(repeat ? [{ message: 'it is repeated this many times', span: repeat.span }] : []),
    ...(when ? [{ message: 'its condition is false here', span: when.span }] : []),
  ];
}

function reportUnknownLayer(name: Name, names: Names, spec: Spec, diagnostics: Diagnostics): void {
  const { text, span } = name;
  const later = names.findLater(text);
  if (later) {
    return diagnostics.report(
      'unknown-layer',
      span,
      `${text} stands later, and only an earlier layer can be referred to`,
      { notes: [{ message: `${text} stands here`, span: later }] },
    );
  }
  const open = names.findOpen(text);
  if (open) {
    return diagnostics.report('unknown-layer', span, `${text} is not complete here, and can't be referred to`, {
      notes: [{ message: `${text} stands here`, span: open }],
    });
  }
  const inside = findInside(spec, text.split('/').at(-1) as string);
  const referred = referencesIn(spec);
  // Of names that are as near, one that nothing refers to is meant.
  const known = [...names.all()].toSorted((a, b) => Number(referred.has(a)) - Number(referred.has(b)));
  const fix: Fix | undefined = didYouMean(text, span, known);
  const near = fix?.edits[0]?.newText;
  if (near !== undefined && !referred.has(near) && blameDeclared(near, name, names, spec, diagnostics)) return;
  const made = inside || fix ? undefined : findMade(spec, text);
  const hidden = inside
    ? `; a layer of that name is inside ${inside.owner}, which is seen from outside by its outputs only`
    : made
      ? `; what has \${...} in its name can't be referred to, but a group around it with a plain name can`
      : '';
  const stands = inside?.span ?? made?.span;
  diagnostics.report('unknown-layer', span, `there is no earlier layer "${text}" here${hidden}`, {
    fix,
    notes: stands ? [{ message: 'it stands here', span: stands }] : [],
  });
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
  if (visible?.kind !== 'edge') return false;
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

/** What inputs and outputs, of the spec and its blocks, refer to. */
function referencesIn(spec: Spec): ReadonlySet<string> {
  const names = [spec, ...spec.blocks.values()].flatMap(({ body, outputs }) => [
    ...[...itemsOf(body)].flatMap((item) => item.inputs ?? []),
    ...[...outputs.values()].map(({ layer }) => layer),
  ]);
  return new Set(names.map(({ text }) => text.split('.')[0] as string));
}

/** A layer of that name inside a block, for a hint. */
function findInside(spec: Spec, name: string): { owner: string; span: Span } | undefined {
  for (const block of spec.blocks.values()) {
    for (const item of itemsOf(block.body))
      if (item.name && literal(item.name) === name) return { owner: block.name.text, span: item.span };
  }
  for (const item of spec.body.items) {
    if (item.kind !== 'group' || !(item.name || item.repeat)) continue;
    for (const inner of itemsOf(item.body))
      if (inner.name && literal(inner.name) === name)
        return { owner: item.name ? templateText(item.name) : 'a repeated group', span: inner.span };
  }
  return undefined;
}

/** An item whose name with holes may come to that name, for a hint. */
function findMade(spec: Spec, name: string): Item | undefined {
  const items = [spec, ...spec.blocks.values()].flatMap(({ body }) => [...itemsOf(body)]);
  return items.find((item) => item.name && mayComeTo(item.name, name));
}

/** Whether a template begins and ends like a text, in at least one letter. */
function mayComeTo({ parts }: Template, text: string): boolean {
  const [start = '', end = ''] = [parts[0], parts.at(-1)].map((part) => (typeof part === 'string' ? part : ''));
  return parts.length > 1 && start + end !== '' && text.startsWith(start) && text.endsWith(end);
}
