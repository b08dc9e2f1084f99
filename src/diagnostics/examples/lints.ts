/** Examples of lints. */
import type { Code } from '../codes.js';

export const lints = {
  'unused-layer': `
      layers:
      - {op: conv2d, name: Left, filters: 4, kernel_size: 1}
      - {op: conv2d, name: Right, input: images, filters: 4, kernel_size: 1}
    - - {op: flatten, name: Last}
    + - {op: add, name: Last, input: [Left, Right]}
  `,
  'pytorch-momentum': `
      layers:
    - - {op: batch_norm, name: Last, momentum: 0.1}
    + - {op: batch_norm, name: Last, momentum: 0.9}
  `,
  'channels-first': `
    - inputs: {images: 3x32x32}
    + inputs: {images: 32x32x3}
      layers:
      - {op: conv2d, name: Conv, filters: 4, kernel_size: 3x3, padding: same}
      - {op: global_avg_pool2d, name: Last}
  `,
  'accidental-broadcast': `
      inputs: {images: 3x3x3}
      layers:
    - - {op: conv2d, name: Conv, filters: 3, kernel_size: 3x3}
    + - {op: conv2d, name: Conv, filters: 3, kernel_size: 3x3, padding: same}
      - {op: add, name: Last, input: [Conv, images]}
  `,
  'parallel-layers': `
      layers:
      - join: {op: add, name: Last}
        branches:
        - - {op: conv2d, name: Conv_1, filters: 3, kernel_size: 1x1, activation: relu}
    -   - {op: conv2d, name: Conv_2, filters: 3, kernel_size: 1x1}
    +     - {op: conv2d, name: Conv_2, filters: 3, kernel_size: 1x1}
        - []
  `,
  'unused-block': `
      blocks:
        Reduce: {layers: [{op: conv2d, name: Conv, filters: 4, kernel_size: 1}]}
      layers:
    - - {op: conv2d, name: Last, filters: 4, kernel_size: 1}
    + - {op: Reduce, name: Last}
  `,
  'unused-parameter': `
      parameters: {depth: 4}
      layers:
    - - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
    + - {op: conv2d, name: Last, filters: depth, kernel_size: 3}
  `,
  'unused-input': `
      blocks:
        Residual:
          inputs: [main, skip]
          layers:
          - {op: conv2d, name: Conv, filters: 3, kernel_size: 1}
    -     - {op: add, name: Sum, input: [Conv, main]}
    +     - {op: add, name: Sum, input: [Conv, skip]}
      layers:
      - {op: conv2d, name: Stem, filters: 3, kernel_size: 1}
      - {op: Residual, name: Last, input: [Stem, images]}
  `,
  'unshared-weights': `
      layers:
      - {op: conv2d, name: First, filters: 3, kernel_size: 1, weights: same}
    - - {op: conv2d, name: Last, filters: 3, kernel_size: 1, weights: smae}
    + - {op: conv2d, name: Last, filters: 3, kernel_size: 1, weights: same}
  `,
  'unused-default': `
    - defaults: {conv2d: {padding: same}, dense: {use_bias: false}}
    + defaults: {conv2d: {padding: same}}
      layers:
      - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
  `,
  'large-heads': `
      inputs: {words: 12x64}
      layers:
    - - {op: multi_head_attention, name: Last, num_heads: 8, key_dim: 64}
    + - {op: multi_head_attention, name: Last, num_heads: 8}
  `,
  'float-mask': `
    - inputs: {words: 12x12, mask: 12x12}
    + inputs: {words: 12x12, mask: {shape: 12x12, dtype: bool}}
      layers:
      - {op: multi_head_attention, name: Last, input: [words, mask], num_heads: 4}
  `,
  'useless-trainable': `
      layers:
      - trainable: false
        layers:
        - {op: conv2d, name: First, filters: 4, kernel_size: 3}
    -   - {op: conv2d, name: Last, filters: 4, kernel_size: 3, trainable: true}
    +   - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
  `,
  'name-convention': `
      conventions: {conv2d: "Conv2d_\${step}_\${kernel_size}"}
      layers:
    - - {op: conv2d, name: Conv2d_1a_1x1, filters: 4, kernel_size: 3}
    + - {op: conv2d, name: Conv2d_1a_3x3, filters: 4, kernel_size: 3}
      - {op: flatten, name: Last}
  `,
  'bad-allowance': `
    - # netspec-allow unused-parameter
    + # netspec-allow unused-parameter: callers of the first version set it
      parameters: {depth: 4}
      layers:
    - - {op: conv2d, name: Last, filters: depth, kernel_size: 3}
    + - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
  `,
} satisfies Partial<Record<Code, string>>;
