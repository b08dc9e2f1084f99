/** Examples of mistakes in named sizes. */
import type { Code } from '../codes.js';

export const sizes = {
  'unbound-size': `
    - sizes: {length: {maximum: 64}, width: {}}
    + sizes: {length: {maximum: 64}}
      inputs: {signal: length x 8}
      layers:
      - {op: dense, name: Last, units: 4, output: length x 4}
  `,
  'size-mismatch': `
      sizes: {side: {minimum: 3, maximum: 64}}
      inputs: {images: side x side x 3}
      layers:
      - {op: conv2d, name: Last, filters: 4, kernel_size: 3, output: side - 2 x side - 2 x 4}
    - expect: {input: {side: 65}, params: 112}
    + expect: {input: {side: 64}, params: 112}
  `,
} as const satisfies Partial<Record<Code, string>>;
