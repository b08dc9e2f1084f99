/** Examples of mistakes in shapes. */
import type { Code } from '../codes.js';

export const shapes = {
  'attribute-value': `
      parameters: {depth: 5}
      layers:
    - - {op: conv2d, name: Last, filters: depth / 2, kernel_size: 3}
    + - {op: conv2d, name: Last, filters: depth // 2, kernel_size: 3}
  `,
  'table-shape': `
      inputs: {image: 2x2x3}
      layers:
      - name: Last
        join: subtract
        branches:
        - []
    -   - {op: constant, name: Mean, value: [[1, 2], [3]]}
    +   - {op: constant, name: Mean, value: [1, 2, 3]}
  `,
  'table-value': `
      inputs: {words: 4x4}
      layers:
      - name: Last
        join: add
        branches:
        - []
    -   - {op: constant, name: Logs, shape: 4x4, value: log(i)}
    +   - {op: constant, name: Logs, shape: 4x4, value: log(i + 1)}
  `,
  'wrong-rank': `
      layers:
    - - {op: flatten, name: Flat}
    - - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
    + - {op: conv2d, name: Conv, filters: 4, kernel_size: 3}
    + - {op: flatten, name: Last}
  `,
  'dtype-mismatch': `
      inputs: {tokens: {shape: 16, dtype: int32, below: 1000}}
      layers:
    - - {op: dense, name: Last, units: 4}
    + - {op: embedding, name: Embedding, vocabulary: 1000, units: 8}
    + - {op: dense, name: Last, units: 4}
  `,
  'vocabulary-too-small': `
      inputs: {tokens: {shape: 16, dtype: int32, below: 1000}}
      layers:
    - - {op: embedding, name: Last, vocabulary: 999, units: 8}
    + - {op: embedding, name: Last, vocabulary: 1000, units: 8}
  `,
  'input-count': `
      layers:
    - - {op: add, name: Last, input: images}
    + - {op: add, name: Last, input: [images, images]}
  `,
  'repeated-input': `
      inputs: {images: 8x8x3}
      layers:
      - {op: conv2d, name: Conv, filters: 4, kernel_size: 3, padding: same}
      - {op: conv2d, name: Next, filters: 4, kernel_size: 3, padding: same}
    - - {op: add, name: Last, input: [Next, Next]}
    + - {op: add, name: Last, input: [Conv, Next]}
  `,
  'window-too-large': `
      inputs: {images: 8x8x3}
      layers:
    - - {op: avg_pool2d, name: Last, pool_size: 9x9}
    + - {op: avg_pool2d, name: Last, pool_size: 8x8}
  `,
  'table-too-small': `
      layers:
      - {op: reshape, name: Rows, target_shape: [-1, 3]}
    - - {op: position_embedding, name: Last, sequence_length: 16}
    + - {op: position_embedding, name: Last, sequence_length: 64}
  `,
  'index-out-of-range': `
      layers:
      - {op: reshape, name: Rows, target_shape: [-1, 3]}
    - - {op: constant, name: Places, value: [0, 32, 64], dtype: int32}
    + - {op: constant, name: Places, value: [0, 32, 63], dtype: int32}
      - {op: gather, name: Last, input: [Rows, Places]}
  `,
  'join-mismatch': `
      layers:
      - name: Last
        branches:
          Branch_0: [{op: conv2d, name: Conv, filters: 4, kernel_size: 1}]
    -     Branch_1: [{op: conv2d, name: Conv, filters: 4, kernel_size: 3}]
    +     Branch_1: [{op: conv2d, name: Conv, filters: 4, kernel_size: 3, padding: same}]
  `,
  'squeeze-not-one': `
      inputs: {images: 8x8x3}
      layers:
    - - {op: avg_pool2d, name: Pool, pool_size: 4}
    + - {op: avg_pool2d, name: Pool, pool_size: 8}
      - {op: squeeze, name: Last, axis: [1, 2]}
  `,
  'axis-out-of-range': `
      layers:
    - - {op: concat, name: Last, input: [images, images], axis: 4}
    + - {op: concat, name: Last, input: [images, images], axis: 3}
  `,
  'slice-out-of-range': `
      inputs: {images: 8x8x6}
      layers:
    - - {op: slice, name: Last, start: 4, end: 8}
    + - {op: slice, name: Last, start: 4, end: 6}
  `,
  'split-mismatch': `
      inputs: {images: 8x8x6}
      layers:
    - - {op: split, name: Halves, parts: 4}
    + - {op: split, name: Halves, parts: 2}
      - {op: add, name: Last, input: [Halves.0, Halves.1]}
  `,
  'reshape-mismatch': `
      inputs: {images: 8x8x3}
      layers:
    - - {op: reshape, name: Last, target_shape: 8x8x4}
    + - {op: reshape, name: Last, target_shape: 4x16x3}
  `,
  'groups-mismatch': `
      inputs: {images: 8x8x6}
      layers:
    - - {op: conv2d, name: Last, filters: 8, kernel_size: 3, groups: 4}
    + - {op: conv2d, name: Last, filters: 8, kernel_size: 3, groups: 2}
  `,
  'pattern-syntax': `
      inputs: {images: 8x8x3}
      layers:
    - - {op: rearrange, name: Last, pattern: h w c -> (h w}
    + - {op: rearrange, name: Last, pattern: h w c -> (h w) c}
  `,
  'pattern-mismatch': `
      inputs: {images: 32x32x3}
      layers:
    - - {op: rearrange, name: Last, pattern: (h p) (w q) c -> (h w) (p q c), sizes: {p: 5, q: 5}}
    + - {op: rearrange, name: Last, pattern: (h p) (w q) c -> (h w) (p q c), sizes: {p: 4, q: 4}}
  `,
  'heads-mismatch': `
      inputs: {words: 12x64}
      layers:
    - - {op: multi_head_attention, name: Last, num_heads: 6}
    + - {op: multi_head_attention, name: Last, num_heads: 8}
  `,
  'matmul-mismatch': `
      inputs: {words: 12x64, others: 7x64}
      layers:
    - - {op: matmul, name: Last, input: [words, others]}
    + - {op: matmul, name: Last, input: [words, others], transpose_right: true}
  `,
  'attention-mismatch': `
    - inputs: {words: 12x64, padding: {shape: 64, dtype: bool}}
    + inputs: {words: 12x64, padding: {shape: 12, dtype: bool}}
      layers:
      - {op: multi_head_attention, name: Last, input: [words, padding], num_heads: 8}
  `,
  'state-mismatch': `
      inputs: {words: 12x64, state: 32}
      layers:
    - - {op: gru, name: Last, input: [words, state], units: 16}
    + - {op: gru, name: Last, input: [words, state], units: 32}
  `,
  'strides-with-dilation': `
      layers:
    - - {op: conv2d, name: Last, filters: 4, kernel_size: 3, strides: 2, dilation_rate: 2}
    + - {op: conv2d, name: Conv, filters: 4, kernel_size: 3, dilation_rate: 2}
    + - {op: max_pool2d, name: Last, pool_size: 1, strides: 2}
  `,
  'strides-not-square': `
      layers:
    - - {op: depthwise_conv2d, name: Last, kernel_size: 3, strides: 2x1}
    + - {op: depthwise_conv2d, name: Last, kernel_size: 3, strides: 2}
  `,
  'weights-mismatch': `
    - inputs: {left: 8x8x3, right: 8x8x1}
    + inputs: {left: 8x8x3, right: 8x8x3}
      layers:
      - {op: conv2d, name: Left, input: left, filters: 4, kernel_size: 3, weights: twin}
      - {op: conv2d, name: Right, input: right, filters: 4, kernel_size: 3, weights: twin}
      - {op: add, name: Last, input: [Left, Right]}
  `,
  'preprocess-mismatch': `
      inputs: {images: 224x224x3}
    - preprocess: {shorter_side: 200, range: [-1, 1]}
    + preprocess: {shorter_side: 256, range: [-1, 1]}
  `,
  'output-mismatch': `
      inputs: {images: 8x8x3}
      layers:
    - - {op: conv2d, name: Last, filters: 4, kernel_size: 3, output: 8x8x4}
    + - {op: conv2d, name: Last, filters: 4, kernel_size: 3, output: 6x6x4}
  `,
  'params-mismatch': `
      inputs: {images: 8x8x3}
      layers:
    - - {op: conv2d, name: Last, filters: 4, kernel_size: 3, params: 108}
    + - {op: conv2d, name: Last, filters: 4, kernel_size: 3, use_bias: false, params: 108}
  `,
  'total-mismatch': `
      layers:
      - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
    - expect: {params: 108}
    + expect: {params: 112}
  `,
} satisfies Partial<Record<Code, string>>;
