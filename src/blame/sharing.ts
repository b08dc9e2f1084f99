/** Why a layer can't share another one's weights. */

import type { Code } from '../diagnostics/codes.js';
import type { Note } from '../diagnostics/diagnostic.js';
import type { Message } from '../diagnostics/messages/message.js';
import { layerHere, otherAttribute, otherOp, otherWeights } from '../diagnostics/messages/shapes.js';
import { formatShape } from '../expressions/shape.js';
import type { Layer, Node } from '../graph/graph.js';
import type { AttributeValues } from '../ops/attributes.js';
import type { Weight } from '../ops/weights.js';
import type { Span } from '../text/source.js';

export interface SharingRefusal {
  readonly span: Span;
  readonly message: Message<Code>;
  readonly notes: readonly Note[];
}

/**
 * What to report; undefined if sharing is possible. Layers that share weights are one layer of TensorFlow.js, with one
 * set of attributes.
 */
export function refuseSharing(
  node: Node,
  owner: Layer,
  values: AttributeValues,
  weights: readonly Weight[],
): SharingRefusal | undefined {
  const place = node.item.weights?.span ?? node.item.span;
  const notes = [{ message: layerHere(owner.name), span: owner.node.item.span }];
  const refuse = (message: Message<Code>, span = place): SharingRefusal => ({ span, message, notes });
  if (node.op.ties === owner.op.name) return undefined;
  if (owner.op !== node.op) return refuse(otherOp(node.op.name, owner.name, owner.op.name));
  const differing = Object.keys(values).find((key) => !isSame(values[key], owner.attributes[key]));
  if (differing !== undefined) {
    const bound = node.attributes.get(differing);
    const message = otherAttribute(differing, show(values[differing]), owner.name, show(owner.attributes[differing]));
    return refuse(message, bound?.isDefault ? place : bound?.written.span);
  }
  const { isTrainable } = node;
  if (isTrainable !== owner.node.isTrainable) {
    const message = otherAttribute('trainable', String(isTrainable), owner.name, String(!isTrainable));
    return refuse(message, node.item.trainable?.span);
  }
  if (describe(owner.weights) === describe(weights)) return undefined;
  return refuse(otherWeights(describe(weights), owner.name, describe(owner.weights)));
}

const describe = (list: readonly Weight[]): string =>
  list.map(({ name, shape }) => `${name} ${formatShape(shape)}`).join(', ');

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const show = (value: unknown): string =>
  Array.isArray(value) ? value.join('x') : typeof value === 'object' ? JSON.stringify(value) : String(value);
