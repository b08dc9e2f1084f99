/** What is known of a network in spite of errors. */
import type { Sketch } from '../analyze.js';
import type { Edge, Graph, Layer, Model } from '../graph/graph.js';
import { valuesOf } from '../graph/values.js';
import { totalsOf } from '../infer/totals.js';

/**
 * The layers of a sketch that depend on no mistake, as a network of their own; undefined if there are none. It has those
 * outputs and end points that such layers give.
 */
export function knownPart({ graph, edges }: Sketch): Model | undefined {
  const values = new Set(graph.inputs.map(({ name }) => name));
  const layerOf = new Map<Layer['node'], Layer>();
  for (const node of graph.nodes) {
    const layer = edges.get(node.output)?.layer;
    // A declared shape can stand for a layer that failed, so that an input is known and its layer is not.
    if (!layer?.inputs.every((name) => values.has(name)) || !hasName(layer, graph)) continue;
    for (const { name } of valuesOf(layer)) values.add(name);
    layerOf.set(node, layer);
  }
  if (layerOf.size === 0) return undefined;
  const layers = [...layerOf.values()];
  const nameOf = (edge: Edge) => edges.get(edge)?.name ?? '';
  const known = (of: ReadonlyMap<string, Edge>) => new Map([...of].filter(([, edge]) => values.has(nameOf(edge))));
  const namesOf = (of: ReadonlyMap<string, Edge>) => new Map([...of].map(([name, edge]) => [name, nameOf(edge)]));
  const endpoints = known(graph.endpoints);
  const outputs = known(graph.outputs);
  return {
    graph: { ...graph, nodes: [...layerOf.keys()], declarations: [], specUses: [], endpoints, outputs },
    layers,
    layerOf,
    endpoints: namesOf(endpoints),
    outputs: namesOf(outputs),
    assumptions: [],
    totals: totalsOf(layers),
    unfinished: unfinishedOf(graph, layerOf),
  };
}

function unfinishedOf({ nodes }: Graph, known: ReadonlyMap<Layer['node'], Layer>): ReadonlySet<string> {
  const last = new Map(nodes.flatMap((node) => scopesOf(node).map((scope) => [scope, node] as const)));
  return new Set([...last].flatMap(([scope, node]) => (known.has(node) ? [] : [scope])));
}

/** The names of the modules around a node. */
const scopesOf = ({ name: { scope } }: Layer['node']): readonly string[] =>
  Array.from(scope.matchAll(/\//g), ({ index }) => scope.slice(0, index));

/** Whether a layer has a name, and its scopes have theirs: without, they are mistakes. */
const hasName = ({ name, node }: Layer, { scopes }: Graph): boolean =>
  name !== '' && scopesOf(node).every((scope) => scopes.has(scope));
