/** What is written and has no effect on what a network gives: layers that reach no output, and outputs given twice. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import * as messages from '../diagnostics/messages/lints.js';
import { inUse, sameOutput } from '../diagnostics/messages/names.js';
import { layerHere, unusedOwner } from '../diagnostics/messages/shapes.js';
import { closest } from '../diagnostics/nearest.js';
import { type Edge, type Graph, giverOf, type Node } from '../graph/graph.js';
import { hasWeights } from '../spec/defaults.js';
import {
  type Body,
  isPath,
  itemsIn,
  itemsOf,
  type LayerItem,
  literal,
  type Name,
  type Spec,
  templateText,
  type UseItem,
} from '../spec/spec.js';
import { groupBy } from '../text/group-by.js';
import type { Span } from '../text/source.js';

/** A network up to an end point, which is its one output. */
export function cutAt(graph: Graph, endpoint: string, edge: Edge): Graph {
  const path = graph.paths.get(endpoint) ?? [];
  return { ...graph, outputs: new Map([[endpoint, edge]]), cut: { endpoint, path } };
}

/** What of a network reaches its outputs. */
export function withoutDeadEnds(graph: Graph): Graph & Required<Pick<Graph, 'kept'>> {
  const kept = reachable(graph.outputs.values());
  const endpoints = new Map([...graph.endpoints].filter(([, edge]) => kept.has(giverOf(edge))));
  return { ...graph, endpoints, kept };
}

function reachable(from: Iterable<Edge>): NonNullable<Graph['kept']> {
  const kept = new Set<ReturnType<typeof giverOf>>();
  const open = [...from];
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    const giver = giverOf(edge);
    if (kept.has(giver)) continue;
    kept.add(giver);
    if (edge.kind === 'output') open.push(...edge.node.inputs);
  }
  return kept;
}

/** Reports what is written and reaches no output, at the last layer of each dead end. */
export function reportUnused(graph: Graph, diagnostics: Diagnostics): void {
  const live = reachable(graph.outputs.values());
  const read = new Set(graph.nodes.flatMap((node) => node.inputs.map(giverOf)));
  const tapped = new Set(graph.nodes.flatMap((node) => (live.has(node) ? node.uses : [])));
  const bodies = [graph.spec.body, ...[...graph.spec.blocks.values()].map(({ body }) => body)];
  const references = bodies
    .flatMap((body) => [...itemsOf(body)].flatMap(({ inputs }) => inputs ?? []))
    .toSorted((a, b) => a.span.start - b.span.start);
  for (const node of graph.nodes) {
    if (live.has(node) || read.has(node)) continue;
    const { item, op, uses, output } = node;
    const dead = uses.find((one) => graph.results.get(one)?.includes(output));
    const { span } = dead ?? item;
    // What of a used spec is not needed is not of this one's making.
    if (span.source !== graph.spec.span.source || (dead && isPath(dead.block.text) && tapped.has(dead))) continue;
    const { name: written } = dead ?? item;
    const name = written && literal(written);
    const near = name === undefined ? undefined : findNearReference(name, span, references);
    const use = dead ? undefined : uses[0];
    diagnostics.report(messages.unusedLayer(nameIn(dead ?? item) ?? `this ${op.name}`), span, {
      notes: [
        ...(near ? [{ message: messages.similarReference(near.text), span: near.span }] : []),
        ...(use ? [{ message: inUse(use.block.text), span: use.span }] : []),
      ],
      ...(near && name !== undefined ? { help: messages.meantLayer(name, near.text) } : {}),
    });
  }
  for (const input of graph.inputs) {
    if (!live.has(input.edge)) diagnostics.report(messages.unusedNetworkInput(input.name), input.span);
  }
}

/**
 * Reports layers that share the weights of one before them that reaches no output. It is not part of the network, but
 * in code it would own the weights, since it is applied first.
 */
export function reportUnusedOwners(graph: Graph, diagnostics: Diagnostics): void {
  const live = reachable(graph.outputs.values());
  const owners = new Map<string, Node>();
  for (const node of graph.nodes) {
    if (node.weightsKey === undefined || !node.op.weights) continue;
    const owner = owners.get(node.weightsKey);
    if (owner === undefined) owners.set(node.weightsKey, node);
    if (!owner || live.has(owner) || !live.has(node)) continue;
    const use = owner.uses.find(({ block }) => isPath(block.text));
    const { span } = use ?? owner.item;
    if (diagnostics.has('weights-mismatch', span)) continue;
    const sharer = node.uses[0] ?? node.item;
    const names = [use ?? owner.item, sharer].map((item) => nameIn(item) ?? `this ${node.op.name}`) as [string, string];
    diagnostics.report(unusedOwner(...names, use && nameIn(owner.item)), span, {
      notes: [{ message: layerHere(names[1]), span: sharer.span }],
    });
  }
}

/** Reports weights that are shared under a name with nobody. */
export function reportUnshared({ spec, results }: Graph, diagnostics: Diagnostics): void {
  const bodies = [spec.body, ...[...spec.blocks.values()].map(({ body }) => body)];
  const sharing = bodies.flatMap((body) =>
    [...itemsOf(body)].flatMap((item) =>
      item.kind !== 'group' && item.weights ? { item, weights: item.weights } : [],
    ),
  );
  for (const alone of groupBy(sharing, ({ weights }) => weights.text).values()) {
    const [{ item, weights } = {}] = alone;
    // In another variant there may be more of them.
    if (!item || !weights || alone.length > 1 || item.loops > 0 || results.get(item)?.length !== 1) continue;
    diagnostics.report(messages.unsharedWeights(weights.text), weights.span);
  }
}

/** Reports `trainable` where it changes nothing: in what is frozen as a whole, and at layers without weights. */
export function reportUselessTrainable(spec: Spec, diagnostics: Diagnostics): void {
  for (const { body } of [spec, ...spec.blocks.values()]) reportTrainableIn(body, undefined, diagnostics);
}

function reportTrainableIn(body: Body, frozenBy: Span | undefined, diagnostics: Diagnostics): void {
  for (const item of itemsIn(body)) {
    const { trainable } = item;
    const value = trainable?.expression.kind === 'literal' ? trainable.expression.value : undefined;
    if (trainable && item.kind === 'layer' && !hasWeights(item))
      diagnostics.report(messages.nothingToTrain(item.op.name), trainable.span);
    else if (trainable && frozenBy && value === true)
      diagnostics.report(messages.frozenAround(), trainable.span, {
        notes: [{ message: messages.frozenHere, span: frozenBy }],
      });
    if (item.kind === 'group') reportTrainableIn(item.body, value === false ? trainable?.span : frozenBy, diagnostics);
  }
}

/** Reports outputs that are the same layer as one before them. */
export function reportRepeated({ spec, outputs }: Graph, diagnostics: Diagnostics): void {
  const first = new Map<Edge, string>();
  for (const [name, edge] of outputs) {
    const earlier = first.get(edge);
    if (earlier === undefined) first.set(edge, name);
    else {
      const span = spec.outputs.get(name)?.layer.span ?? spec.name.span;
      diagnostics.report(sameOutput(name, earlier), span);
    }
  }
}

/** The name of an item as the spec has it; undefined if it has none. */
const nameIn = ({ name }: LayerItem | UseItem): string | undefined => name && (literal(name) ?? templateText(name));

/** A reference further on that may have meant a name which nothing refers to. */
function findNearReference(name: string, span: Span, references: readonly Name[]): Name | undefined {
  const first = references.findIndex((reference) => reference.span.start > span.start);
  const later = first === -1 ? [] : references.slice(first, first + 1000);
  const near = closest(
    name,
    later.map(({ text }) => text),
  );
  return later.find(({ text }) => text === near);
}
