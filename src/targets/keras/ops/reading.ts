/** Which attributes of an op its function, and the layer in it, read. */
import type { LayerForm } from '../../../lower/layer-forms.js';
import type { OpFunction } from '../../../lower/module.js';
import type { Op } from '../../../ops/op.js';
import { Forms, isOfPorts } from '../../printed/forms.js';
import { isTold } from '../../printed/taking.js';
import type { LayerClass } from '../printed/layer-class.js';
import { takesAttribute } from './layers.js';

/** Whether the function of an op, of which the layers have these forms and may be of a class, reads an attribute. */
export function isRead(
  { op, options }: OpFunction,
  key: string,
  forms: readonly LayerForm[],
  printed: LayerClass | undefined,
): boolean {
  if (isOfPorts(op, key)) return isTold(new Forms(op, forms, []).taking, key);
  if (op.companions.some((companion) => companion === key)) return key !== 'activation' || !isAlwaysLinear(options);
  return isTaken(op, key, forms, printed);
}

/** Whether the option of an activation can be no other word, and no word with settings. */
function isAlwaysLinear(options: OpFunction['options']): boolean {
  const { words, type } = options.get('activation') ?? { words: [], type: [] };
  return words.join() === 'linear' && !type.some((one) => typeof one === 'object' && 'settings' in one);
}

/** Whether the layer of an op, of which the layers have these forms, or its call, takes an attribute. */
export function isTaken(op: Op, key: string, forms: readonly LayerForm[], printed: LayerClass | undefined): boolean {
  if (printed) return printed.settings?.has(key) ?? true;
  return op.name !== 'squeeze' && takesAttribute(op, key, forms);
}
