/** Layers after a group that belong in it: they give the output that the group declares, and nothing reads them. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { declaresOutputHere, dedentedLayers } from '../diagnostics/messages/lints.js';
import type { Edges } from '../graph/edges.js';
import type { Edge, Layer } from '../graph/graph.js';
import { fitsDeclared } from '../spec/spec.js';
import { enumerate } from '../text/words.js';
import { describeClaim, type Mismatch } from './claim.js';
import { recompute } from './recompute.js';

/** The maximum number of layers after a group to look at. */
const mostLayers = 100;

/** Reports the first of the layers; false if there are none. */
export function blameDedented(mismatch: Mismatch, edges: Edges, diagnostics: Diagnostics): boolean {
  const { declaration, declared } = mismatch;
  const { item, label } = declaration;
  if (item.kind !== 'group' || item.body.kind !== 'sequence') return false;
  const after = layersAfter(declaration, edges);
  const typeOf = (edge: Edge) => ({
    ...edges.typeOf(edge),
    ...(edge === declaration.edge ? { shape: mismatch.shape } : {}),
  });
  const made = recompute(after, typeOf, ({ attributes }, inputs) => ({ inputs, values: attributes }));
  const fits = ({ node }: Layer) => fitsDeclared(made?.types.get(node.output)?.shape ?? [], declared);
  const end = after.findIndex((one) => fits(one) && diagnostics.has('unused-layer', one.node.item.span));
  const [first] = after;
  const last = after[end];
  if (!first || !last) return false;
  diagnostics.withdraw('unused-layer', last.node.item.span);
  const names = enumerate([...new Set([first.name, last.name])], end === 1 ? 'and' : 'to');
  diagnostics.report(dedentedLayers(names, end + 1, label, describeClaim(mismatch)), first.node.item.span, {
    notes: [{ message: declaresOutputHere(label), span: declared.span }],
  });
  return true;
}

/** The layers after a declared output, each the only input of the next. */
function layersAfter({ edge, end }: Mismatch['declaration'], edges: Edges): readonly Layer[] {
  const layers: Layer[] = [];
  let last = edge;
  for (const { inputs, output } of edges.graph.nodes.slice(end, end + mostLayers)) {
    const layer = edges.get(output)?.layer;
    const [input, other] = inputs;
    if (!layer || input !== last || other !== undefined) break;
    layers.push(layer);
    last = output;
  }
  return layers;
}
