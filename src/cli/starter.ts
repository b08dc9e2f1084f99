/** The spec that `netspec new` writes if no network of the gallery is requested. */
export const starter = `# yaml-language-server: $schema=generated/netspec.schema.json
netspec: 1
name: tiny
parameters:
  num_classes: {default: 10, type: integer, above: 0}
inputs: {images: 32x32x3}
defaults:
  conv2d: {padding: same, use_bias: false, batch_norm: true, activation: relu}
blocks:
  Residual:
    parameters: [filters]
    join: {op: add, activation: relu}
    branches:
    - - {op: conv2d, name: Conv_1, filters: filters, kernel_size: 3x3}
      - {op: conv2d, name: Conv_2, filters: filters, kernel_size: 3x3, activation: linear}
    - []
layers:
- {op: conv2d, name: Stem, filters: 16, kernel_size: 3x3, strides: 2, output: 16x16x16}
- {op: Residual, name: Block_1, filters: 16, output: 16x16x16}
- {op: global_avg_pool2d, name: Pool}
- {op: dense, name: Logits, units: num_classes, output: 10}
outputs: {logits: Logits}
`;
