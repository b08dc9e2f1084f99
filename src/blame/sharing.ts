/** Why a layer can't share another one's weights. */
import type { Note } from '../diagnostics/diagnostics.js';
import { formatShape } from '../expressions/shape.js';
import type { Layer, Node } from '../graph/graph.js';
import type { Weight } from '../ops/weights.js';
import type { Span } from '../text/source.js';

export interface Refusal {
  readonly span: Span;
  readonly message: string;
  readonly notes: readonly Note[];
}

/** What to report; undefined where it can: layers that share weights are one layer of TensorFlow.js, with one set of attributes. */
export function refuseSharing(
  node: Node,
  owner: Layer,
  values: Readonly<Record<string, unknown>>,
  weights: readonly Weight[],
): Refusal | undefined {
  const place = node.item.weights?.span ?? node.item.span;
  const notes = [{ message: `${owner.name} is this`, span: owner.node.item.span }];
  const refuse = (message: string, span = place): Refusal => ({ span, message, notes });
  if (owner.op !== node.op)
    return refuse(`a ${node.op.name} can't share the weights of ${owner.name}, a ${owner.op.name}`);
  const differing = Object.keys(values).find((key) => !isSame(values[key], owner.attributes[key]));
  if (differing !== undefined) {
    const [here, there] = [values[differing], owner.attributes[differing]].map(show);
    const bound = node.attributes.get(differing);
    const message = `${differing} is ${here} here and ${there} in ${owner.name}, whose weights this shares`;
    return refuse(message, bound?.isDefault ? place : bound?.written.span);
  }
  if (describe(owner.weights) === describe(weights)) return undefined;
  return refuse(`this has the weights ${describe(weights)}, and ${owner.name} has ${describe(owner.weights)}`);
}

const describe = (list: readonly Weight[]): string =>
  list.map(({ name, shape }) => `${name} ${formatShape(shape)}`).join(', ');

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const show = (value: unknown): string =>
  Array.isArray(value) ? value.join('x') : typeof value === 'object' ? JSON.stringify(value) : String(value);
