/** Examples of mistakes in expressions. */
import type { Code } from '../codes.js';

export const expressions = {
  'expression-syntax': `
      layers:
    - - {op: conv2d, name: Last, filters: 2 ^ in.channels, kernel_size: 3}
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
  'undefined-value': `
    - parameters: {variance: -4}
    + parameters: {variance: 4}
      layers:
      - {op: conv2d, name: Last, filters: sqrt(variance), kernel_size: 3}
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
} satisfies Partial<Record<Code, string>>;
