/** The end points of a network: the edge of each, and the way to the item that gives it. */
import { isSlip, reportUnmatched } from '../blame/misspelled.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { againHere, duplicateEndpoint, firstDefinedHere, repeatedEndpoint } from '../diagnostics/messages/names.js';
import type { Edge, ItemStep } from '../graph/graph.js';
import { type Item, itemsOf, literal, type Name, type Spec } from '../spec/spec.js';

export class Endpoints {
  readonly edges = new Map<string, Edge>();
  /** The way to the item that gives each. */
  readonly paths = new Map<string, readonly ItemStep[]>();

  constructor(private readonly diagnostics: Diagnostics) {}

  /** Makes an edge an end point. */
  add({ text, span }: Name, edge: Edge, path: readonly ItemStep[]): void {
    const earlier = this.paths.get(text);
    if (earlier) this.reportSecond({ text, span }, earlier, path);
    this.edges.set(text, edge);
    this.paths.set(text, path);
  }

  /**
   * Makes an item of the top level an end point under its name, which is written out or, in a repetition, as good as
   * that; unless it says itself what end point it is, or that it is none.
   */
  addNamed(item: Item, name: string | undefined, edge: Edge, path: readonly ItemStep[]): void {
    if (item.endpoint !== undefined || !item.name || name === undefined) return;
    // That two repetitions have one name is seen in their layers.
    if (this.paths.get(name)?.at(-1)?.item === item) return;
    if (literal(item.name) !== undefined || item.loops > 0) this.add({ text: name, span: item.span }, edge, path);
  }

  /** Reports an end point's second place: another item, or the same one in another use or repetition of what it is in. */
  private reportSecond({ text, span }: Name, earlier: readonly ItemStep[], path: readonly ItemStep[]): void {
    const at = path.findIndex(
      ({ item, index }, depth) => item !== earlier[depth]?.item || index !== earlier[depth]?.index,
    );
    const [first, second] = [earlier[at]?.item, path[at]?.item];
    const isSameItem = earlier.at(-1)?.item === path.at(-1)?.item;
    const message = isSameItem ? repeatedEndpoint(text) : duplicateEndpoint(text);
    const notes = [
      ...(first ? [{ message: firstDefinedHere, span: first.span }] : []),
      ...(isSameItem && second && second !== first ? [{ message: againHere, span: second.span }] : []),
    ];
    this.diagnostics.report(message, span, { notes });
  }
}

/** Reports the end point that an expectation means, if it is its name that is odd. */
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
