/** A spec with a block, parameters and a formula, for what clients ask of it. */
export const small = `netspec: 1
name: Small
parameters: {classes: 10, width: {default: 16, summary: The number of filters.}}
formulas: {double: 2 * width}
inputs: {image: 32x32x3}
blocks:
  Pair:
    summary: Two convolutions.
    parameters: [filters]
    layers:
    - {op: conv2d, name: First, filters: filters, kernel_size: 3}
    - {op: conv2d, name: Second, filters: filters, kernel_size: 3}
layers:
- {op: Pair, name: A, filters: width}
- {op: Pair, name: B, filters: double}
- {op: global_avg_pool2d, name: Pool}
- {op: dense, name: Logits, units: classes}
outputs: {logits: Logits}
`;
