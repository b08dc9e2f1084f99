/** Warns of what is often wrong about attention: heads as large as all channels, and masks that are not bool. */
import { placeInLayer } from '../blame/defaults.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { floatMask, largeHeads } from '../diagnostics/messages/attention.js';
import { declareMask } from '../diagnostics/messages/shapes.js';
import { formatShape } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import { isLayerOf } from '../graph/layer-of.js';
import type { Item } from '../spec/spec.js';

/** Reports each item once. */
export function lintAttention(model: Model, diagnostics: Diagnostics): void {
  const reported = new Set<Item>();
  for (const layer of model.layers) {
    const { item } = layer.node;
    if (reported.has(item) || !isLayerOf(layer, 'multi_head_attention', 'grouped_query_attention')) continue;
    reported.add(item);
    checkHeads(layer, diagnostics);
    checkMask(layer, model, diagnostics);
  }
}

/** Keras's key_dim is the size of one head, PyTorch's embed_dim that of all. */
function checkHeads({ op, attributes, output, node }: Layer, diagnostics: Diagnostics): void {
  const [heads, size] = op.name === 'multi_head_attention' ? ['num_heads', 'key_dim'] : ['num_query_heads', 'head_dim'];
  const [count, depth] = [attributes[heads ?? ''], attributes[size ?? '']].map(Number);
  const bound = node.attributes.get(size ?? '');
  if (!bound || !count || !depth || count === 1 || depth !== output.at(-1)) return;
  const { span, notes } = placeInLayer(node, size ?? '', bound);
  diagnostics.report(largeHeads(size ?? '', count, depth), span, { notes });
}

function checkMask({ inputs, node, attributes }: Layer, { graph }: Model, diagnostics: Diagnostics): void {
  if (attributes.biased === true) return;
  const last = inputs.length > 1 ? graph.inputs.find(({ name }) => name === inputs.at(-1)) : undefined;
  if (!last || last.dtype === 'bool' || !/mask|padding/i.test(last.name)) return;
  const span = node.item.inputs?.at(-1)?.span ?? node.item.opSpan;
  diagnostics.report(floatMask(last.name, last.dtype, declareMask(last.name, formatShape(last.shape))), span);
}
