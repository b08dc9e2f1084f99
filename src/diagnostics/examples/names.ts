/** Examples of mistakes in names. */
import type { Code } from '../codes.js';

export const names = {
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
} satisfies Partial<Record<Code, string>>;
