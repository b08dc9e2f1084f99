/** Which ops may leave gaps between their windows, whatever options the factory is given. */
import { leavesGaps } from '../../../engines/gaps.js';
import type { OpFunction } from '../../../lower/module.js';
import { paddingIn } from '../../printed/padding.js';

/** Whether `same` padding is right for all layers of an op, or may leave what TensorFlow.js gets wrong on wasm. */
export function mayLeaveGaps(of: OpFunction): boolean {
  const { op, layers } = of;
  if (paddingIn(of) === 'numbers') return false;
  if (op.attributes.kernel_size?.type.type !== 'pair' || op.name === 'conv2d_transpose') return false;
  return layers.some((layer) => {
    if (layer.word('padding') === 'valid') return false;
    const [kernels, strides] = [layer.sizes('kernel_size'), layer.sizes('strides')];
    if (strides?.every((pair) => Math.max(...pair) === 1)) return false;
    return !kernels || !strides || kernels.some((kernel) => strides.some((stride) => leavesGaps(kernel, stride)));
  });
}
