/**
 * For every code an example: YAML that it is said of, and how it should be, told apart as in a diff. Only `explain` and
 * the pages load this.
 */
import type { Code } from './diagnostics.js';

export interface Example {
  readonly bad: string;
  readonly good: string;
}

/** The example of a code, without the keys of a spec that do not matter to it. */
export function exampleOf(code: Code): Example {
  const lines = diffs[code].split('\n').slice(1, -1);
  const side = (sign: '-' | '+') =>
    lines
      .filter((line) => line[margin] === sign || line[margin] === ' ')
      .map((line) => `${line.slice(margin + 2)}\n`)
      .join('');
  return { bad: side('-'), good: side('+') };
}

/** The whole spec that a side of an example stands for. A weight map, or a text without any key, is whole as it is. */
export function wholeSpec(text: string): string {
  const keys = new Set([...text.matchAll(/^(\w+):/gm)].map(([, key]) => key));
  const missing =
    keys.size === 0 || keys.has('netspec_map') ? [] : Object.entries(rest).filter(([key]) => !keys.has(key));
  return missing.map(([key, value]) => `${key}: ${value}\n`).join('') + text;
}

/** The keys that an example need not write. */
const rest = {
  netspec: '1',
  name: 'Net',
  inputs: '{images: 8x8x3}',
  layers: '[{op: dropout, name: Last, rate: 0.5}]',
  outputs: '{out: Last}',
} as const;

/** How far the lines below are indented; then comes the sign of the side that a line belongs to. */
const margin = 4;

const diffs: Readonly<Record<Code, string>> = {
  // The text
  'not-text': `
      layers:
    - - {op: conv2d, name: Last\u0007, filters: 4, kernel_size: 3}
    + - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
  `,
  'yaml-syntax': `
      layers:
    - - {op: conv2d, name: Last, filters: 4, kernel_size: [3, 3}
    + - {op: conv2d, name: Last, filters: 4, kernel_size: [3, 3]}
  `,
  'unquoted-value': `
      layers:
    - - {op: conv2d, name: Last, filters: max(in.channels, 16), kernel_size: 3}
    + - {op: conv2d, name: Last, filters: "max(in.channels, 16)", kernel_size: 3}
  `,
  'duplicate-key': `
      layers:
    - - {op: conv2d, name: Last, filters: 4, kernel_size: 3, filters: 8}
    + - {op: conv2d, name: Last, filters: 8, kernel_size: 3}
  `,
  'yaml-tag': `
      layers:
    - - {op: conv2d, name: Last, filters: !!int 4, kernel_size: 3}
    + - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
  `,
  'yaml-alias': `
      layers:
    - - {op: conv2d, name: First, filters: 4, kernel_size: 3, batch_norm: *norm}
    - - {op: conv2d, name: Last, filters: 4, kernel_size: 3, batch_norm: &norm {scale: false}}
    + - {op: conv2d, name: First, filters: 4, kernel_size: 3, batch_norm: &norm {scale: false}}
    + - {op: conv2d, name: Last, filters: 4, kernel_size: 3, batch_norm: *norm}
  `,
  'too-large': `
      layers:
    - - {op: up_sampling2d, name: Last, size: 2000000000}
    + - {op: up_sampling2d, name: Last, size: 2}
  `,
  'empty-spec': `
    - # To be written.
    + netspec: 1
    + name: Net
    + inputs: {images: 8x8x3}
    + layers:
    + - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
    + outputs: {out: Last}
  `,

  // The schema
  'unknown-key': `
      layers:
    - - {op: conv2d, name: Last, filters: 4, kernel_size: 3, pading: same}
    + - {op: conv2d, name: Last, filters: 4, kernel_size: 3, padding: same}
  `,
  'missing-key': `
      layers:
    - - {op: conv2d, name: Last, filters: 4}
    + - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
  `,
  'wrong-type': `
      layers:
    - - {op: conv2d, name: Last, filters: [4], kernel_size: 3}
    + - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
  `,
  'invalid-value': `
      layers:
    - - {op: conv2d, name: Last, filters: 4, kernel_size: 3, padding: smae}
    + - {op: conv2d, name: Last, filters: 4, kernel_size: 3, padding: same}
  `,
  'conflicting-keys': `
      layers:
    + - {op: flatten, name: Flat}
      - name: Last
    -   layers: [{op: flatten, name: Flat}]
        branches: {Left: [], Right: {op: dense, name: Wide, units: 4}}
  `,

  // Names
  'unknown-op': `
      layers:
    - - {op: convolution, name: Last, filters: 4, kernel_size: 3}
    + - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
  `,
  'unknown-layer': `
      layers:
      - {op: conv2d, name: Conv_1, filters: 3, kernel_size: 1}
    - - {op: add, name: Last, input: [images, Conv_l]}
    + - {op: add, name: Last, input: [images, Conv_1]}
  `,
  'unknown-name': `
    - parameters: {depth: 4}
    + parameters: {depth: 4, width: 8}
      layers:
      - {op: conv2d, name: Last, filters: 2 * depth + width, kernel_size: 3}
  `,
  'unknown-parameter': `
      blocks:
        Reduce:
          parameters: {filters: 4}
          layers: [{op: conv2d, name: Conv, filters: filters, kernel_size: 1}]
      layers:
    - - {op: Reduce, name: Last, depth: 8}
    + - {op: Reduce, name: Last, filters: 8}
  `,
  'unknown-input': `
      inputs: {images: 8x8x3}
    - expect: {input: {image: 16x16x3}, params: 0}
    + expect: {input: {images: 16x16x3}, params: 0}
  `,
  'unknown-endpoint': `
      layers:
      - {op: conv2d, name: Mixed_5b, filters: 4, kernel_size: 1}
      - {op: conv2d, name: Last, filters: 4, kernel_size: 1}
    - expect: {until: Mixed_5c, params: 16}
    + expect: {until: Mixed_5b, params: 16}
  `,
  'missing-argument': `
      blocks:
        Reduce:
          parameters: [filters]
          layers: [{op: conv2d, name: Conv, filters: filters, kernel_size: 1}]
      layers:
    - - {op: Reduce, name: Last}
    + - {op: Reduce, name: Last, filters: 8}
  `,
  'missing-name': `
      layers:
    - - {op: conv2d, filters: 4, kernel_size: 3}
    + - {op: conv2d, name: Conv, filters: 4, kernel_size: 3}
      - {op: flatten, name: Last}
  `,
  'duplicate-name': `
      layers:
    - - {op: conv2d, name: Conv, filters: 4, kernel_size: 3}
    - - {op: conv2d, name: Conv, filters: 8, kernel_size: 3}
    + - {op: conv2d, name: Conv_1, filters: 4, kernel_size: 3}
    + - {op: conv2d, name: Conv_2, filters: 8, kernel_size: 3}
      - {op: flatten, name: Last}
  `,
  'invalid-name': `
      layers:
    - - {op: conv2d, name: First/Conv, filters: 4, kernel_size: 3}
    + - name: First
    +   layers: [{op: conv2d, name: Conv, filters: 4, kernel_size: 3}]
      - {op: flatten, name: Last}
  `,
  'unreadable-spec': `
      layers:
    - - {op: ./bsae.yaml, name: Base}
    + - {op: ./base.yaml, name: Base}
      - {op: dense, name: Last, units: 5}
  `,
  'spec-outside': `
      layers:
    - - {op: /home/me/specs/base.yaml, name: Base}
    + - {op: ./base.yaml, name: Base}
      - {op: dense, name: Last, units: 5}
  `,
  'recursive-spec': `
      layers:
    - - {op: ./net.yaml, name: Base}   # of net.yaml itself
    + - {op: ./base.yaml, name: Base}
      - {op: dense, name: Last, units: 5}
  `,
  'recursive-block': `
      blocks:
        Residual:
          join: add
          branches:
    -     - [{op: Residual, name: Inner}]
    +     - [{op: conv2d, name: Conv, filters: in.channels, kernel_size: 3, padding: same}]
          - []
      layers:
      - {op: Residual, name: Last}
  `,
  'layer-switched-off': `
      parameters: {with_head: false}
      layers:
    - - {op: conv2d, name: Head, filters: 3, kernel_size: 1, when: with_head}
    - - {op: add, name: Last, input: [images, Head]}
    + - when: with_head
    +   layers:
    +   - {op: conv2d, name: Head, filters: 3, kernel_size: 1}
    +   - {op: add, name: Sum, input: [images, Head]}
    + - {op: flatten, name: Last}
  `,
  'unknown-rename': `
      blocks:
        Reduce: {layers: [{op: conv2d, name: Conv, filters: 4, kernel_size: 1}]}
      layers:
    - - {op: Reduce, name: Last, rename: {Conv2d: Conv_1x1}}
    + - {op: Reduce, name: Last, rename: {Conv: Conv_1x1}}
  `,
  'duplicate-output': `
      layers:
      - {op: conv2d, name: Left, filters: 4, kernel_size: 3}
      - {op: conv2d, name: Right, filters: 4, kernel_size: 3}
    - outputs: {left: Right, right: Right}
    + outputs: {left: Left, right: Right}
  `,

  // What is written and has no effect
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

  // Expressions
  'expression-syntax': `
      layers:
    - - {op: conv2d, name: Last, filters: 2 ** in.channels, kernel_size: 3}
    + - {op: conv2d, name: Last, filters: 2 * in.channels, kernel_size: 3}
  `,
  'expression-type': `
    - parameters: {is_wide: true}
    + parameters: {width: 2}
      layers:
    - - {op: conv2d, name: Last, filters: 4 + 4 * is_wide, kernel_size: 3}
    + - {op: conv2d, name: Last, filters: 4 * width, kernel_size: 3}
  `,
  'division-by-zero': `
    - parameters: {parts: 0}
    + parameters: {parts: 2}
      layers:
      - {op: conv2d, name: Last, filters: 16 // parts, kernel_size: 3}
  `,
  'unknown-size': `
      inputs: {images: "?x?x3"}
      layers:
    - - {op: avg_pool2d, name: Last, pool_size: in.height}
    + - {op: global_avg_pool2d, name: Last}
  `,
  'shape-too-early': `
    + parameters: {is_large: true}
      layers:
    - - {op: conv2d, name: Large, filters: 4, kernel_size: 3, when: in.height > 100}
    + - {op: conv2d, name: Large, filters: 4, kernel_size: 3, when: is_large}
      - {op: flatten, name: Last}
  `,
  'recursive-formula': `
    - formulas: {width: 2 * depth, depth: width // 2}
    + formulas: {width: 2 * depth, depth: 4}
      layers:
      - {op: conv2d, name: Last, filters: width, kernel_size: 3}
  `,

  // Shapes
  'attribute-value': `
      parameters: {depth: 5}
      layers:
    - - {op: conv2d, name: Last, filters: depth / 2, kernel_size: 3}
    + - {op: conv2d, name: Last, filters: depth // 2, kernel_size: 3}
  `,
  'wrong-rank': `
      layers:
    - - {op: flatten, name: Flat}
    - - {op: conv2d, name: Last, filters: 4, kernel_size: 3}
    + - {op: conv2d, name: Conv, filters: 4, kernel_size: 3}
    + - {op: flatten, name: Last}
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
  // Weight maps
  'unknown-hole': `
      netspec_map: 1
      weights:
    -   \${layer}/kernel: \${scope}/weights
    +   \${layer}/kernel: \${layer}/weights
  `,
  'unused-rule': `
      netspec_map: 1
      weights:
    -   \${layer}/kernel: \${layer}/weights
    -   Logits/kernel: classes/weights
    +   Logits/kernel: classes/weights
    +   \${layer}/kernel: \${layer}/weights
  `,
};
