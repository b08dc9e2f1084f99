/** What a layer and the defaults around it say of an attribute. */
import type { Default, LayerItem, WrittenValue } from './spec.js';

/** What is written for an attribute of a layer: in the layer, or else in the default around it. */
export const writtenFor = (item: LayerItem, key: string): WrittenValue | undefined =>
  item.own.get(key) ?? item.defaults.get(key)?.written;

/** The default that makes another value of what is written in a layer. */
export function transformOf(item: LayerItem, key: string): Default | undefined {
  const standard = item.own.has(key) ? item.defaults.get(key) : undefined;
  return standard && !isIdentity(standard, key) ? standard : undefined;
}

/** Whether a default gives back what is written in a layer: `filters: filters`, which undoes a default around it. */
const isIdentity = ({ written }: Default, key: string): boolean =>
  written.kind === 'formula' && written.expression.kind === 'name' && written.expression.name === key;

/** Whether a layer has weights: those of its op, or of a batch norm after it. */
export const hasWeights = (layer: LayerItem): boolean =>
  layer.op.weights !== undefined ||
  (layer.op.companions.includes('batch_norm') && writtenFor(layer, 'batch_norm') !== undefined);
