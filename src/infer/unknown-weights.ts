/** Layers whose weights have an unknown size, because the size of the network's input is unknown. */
import type { Note } from '../diagnostics/diagnostic.js';
import type { Message } from '../diagnostics/messages/message.js';
import { fixSize, replaceFlatten, shapeOf, unknownWeights } from '../diagnostics/messages/shapes.js';
import { isKnown } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Edge, Node } from '../graph/graph.js';
import type { Weight } from '../ops/weights.js';
import { enumerate } from '../text/words.js';
import type { LayerReporter } from './layer-reporter.js';

export class UnknownWeights {
  private readonly reported = new Set<string>();

  constructor(
    private readonly edges: Edges,
    private readonly reporter: LayerReporter,
  ) {}

  /** Whether a weight has an unknown size. Of the layers with the same unknown size only the first is reported. */
  found(node: Node, name: string, weights: readonly Weight[]): boolean {
    const unknown = weights.find(({ shape }) => !shape.every(isKnown));
    if (!unknown) return false;
    const size = String(unknown.shape.find((dim) => !isKnown(dim)));
    if (!this.reported.has(size)) {
      const { message, notes } = describe(name, node, this.edges);
      this.reporter.report(node, message, node.item.opSpan, notes);
    }
    this.reported.add(size);
    return true;
  }
}

/** The message with its remedy, and notes at the layer that made the size and at the inputs it depends on. */
function describe(
  name: string,
  node: Node,
  edges: Edges,
): { readonly message: Message<'unknown-size'>; readonly notes: readonly Note[] } {
  const maker = makerOf(node.inputs[0] as Edge, edges);
  const size = edges.shapeOf(maker.edge).at(-1);
  const unknown = new Set(String(size).split(/\W+/));
  const inputs = edges.graph.inputs.filter(({ shape }) => shape.some((dim) => unknown.has(String(dim))));
  const isChannel = inputs.every(({ shape }) => shape.length === 3 && !isKnown(shape[2] ?? 0));
  const fixed = fixSize(enumerate(inputs.map((input) => input.name)), isChannel ? 'number of channels' : 'size');
  const remedy = maker.isFlattened ? replaceFlatten(edges.nameOf(maker.edge), fixed) : fixed;
  return {
    message: unknownWeights(name, remedy),
    notes: [{ message: shapeOf(edges.nameOf(maker.edge), String(size)), span: edges.spanOf(maker.edge) }],
  };
}

/** The layer or input at which the last dimension became unknown, and whether flatten made it from an image. */
function makerOf(edge: Edge, edges: Edges): { readonly edge: Edge; readonly isFlattened: boolean } {
  const isOpen = (input: Edge) => !isKnown(edges.shapeOf(input).at(-1) ?? 0);
  let maker = edge;
  for (;;) {
    const { op, inputs = [] } = maker.kind === 'output' ? maker.node : {};
    const before = inputs.find(isOpen);
    if (before === undefined) {
      const [source = maker] = inputs;
      return { edge: maker, isFlattened: op?.name === 'flatten' && edges.shapeOf(source).length === 3 };
    }
    maker = before;
  }
}
