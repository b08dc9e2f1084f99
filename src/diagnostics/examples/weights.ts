/** Examples of mistakes in weight maps. */
import type { Code } from '../codes.js';

export const weights = {
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
} satisfies Partial<Record<Code, string>>;
