/** Examples of mistakes in the text and against the schema. */
import type { Code } from '../codes.js';

export const text = {
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
} satisfies Partial<Record<Code, string>>;
