/** Padding in numbers, which convolutions of TensorFlow.js do not have: zeros around their input. */
import type { OpFunction } from '../../../lower/module.js';
import { call, type Doc, object, toLines } from '../../code/layout.js';
import { paddingIn } from '../../printed/padding.js';
import type { Printing } from '../print/printing.js';
import { apply, indentation } from './activations.js';
import { attributeCode } from './arguments.js';

/** The input of a layer, the lines that make it, and the padding that the layer is left with. */
export interface PaddedInput {
  readonly lines: readonly string[];
  readonly input: string;
  readonly left?: Doc;
}

/** The padded input of the layer of an op's function. */
export function paddedInput(of: OpFunction, x: string, printing: Printing): PaddedInput | undefined {
  const form = paddingIn(of);
  if (form === 'words') return undefined;
  const option = of.options.get('padding')?.key;
  const constant = of.constants.get('padding');
  const code = option ?? (constant ? attributeCode(constant.value, 'padding', of.op, printing.expressions) : '');
  const isOfImages = of.op.attributes.kernel_size?.type.type === 'pair';
  if (!isOfImages) printing.need('zero-padding');
  const layer = call(isOfImages ? 'tf.layers.zeroPadding2d' : 'new ZeroPadding', [
    object([
      ['name', '`${name}/Padding`'],
      ['padding', code],
    ]),
  ]);
  const value = apply(layer, x);
  if (form === 'numbers') return { lines: toLines(value, indentation, 'const padded = ', ';'), input: 'padded' };
  return {
    lines: [`let padded = ${x};`, ...toLines(value, indentation, `if (typeof ${option} !== 'string') padded = `, ';')],
    input: 'padded',
    left: `typeof ${option} === 'string' ? ${option} : 'valid'`,
  };
}
