/** Networks of any size, written as specs: the same text for the same number of layers. */

const head = (name) => `netspec: 1
name: ${name}
inputs: {image: 32x32x16}
defaults:
  conv2d: {padding: same, use_bias: false, batch_norm: true, activation: relu}
`;

const lines = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join('');

/** A conv2d that is written out, as the `index`th of its sequence. */
const conv = (name) => `{op: conv2d, name: ${name}, filters: 16, kernel_size: 3x3, output: 32x32x16}\n`;

/** Every layer is written out, one a line; each tenth adds up the last and one before it. */
export function writtenOut(layers) {
  const line = (index) =>
    index % 10 === 9
      ? `- {op: add, name: Add_${index}, input: [Conv_${index - 1}, Conv_${index - 5}], output: 32x32x16}\n`
      : `- ${conv(`Conv_${index}`)}`;
  return `${head('WrittenOut')}layers:\n${lines(layers, line)}outputs: {last: ${lastOf(layers)}}\n`;
}

const lastOf = (layers) => (layers % 10 === 0 ? `Add_${layers - 1}` : `Conv_${layers - 1}`);

/** The same with a mistake in every tenth layer, of ten different kinds. */
export function withErrors(layers) {
  const mistakes = [
    ['output: 32x32x16', 'output: 32x32x17'],
    ['filters: 16', 'filters: -16'],
    ['filters: 16', 'fliters: 16'],
    ['kernel_size: 3x3', 'kernel_size: 3x3, padding: some'],
    ['op: conv2d', 'op: conv3d'],
    ['filters: 16', 'filters: number'],
    ['kernel_size: 3x3', 'kernel_size: 3y3'],
    ['kernel_size: 3x3', 'kernel_size: 3x3, input: Konv'],
    ['kernel_size: 3x3', 'kernel_size: 64x64, padding: valid'],
    ['filters: 16', 'filters: 16 +'],
  ];
  let wrong = 0;
  return writtenOut(layers).replaceAll(/^- .*Conv_\d*5,.*$/gm, (line) => {
    const [good, bad] = mistakes[wrong++ % mistakes.length];
    return line.replace(good, bad);
  });
}

/** Modules of four branches and a join, eight layers each, all written out. */
export function withBranches(layers) {
  const module = (index) => `- name: Mixed_${index}
  branches:
    Branch_0:
    - ${conv('Conv_0')}    Branch_1:
    - ${conv('Conv_0')}    - ${conv('Conv_1')}    Branch_2:
    - ${conv('Conv_0')}    - ${conv('Conv_1')}    Branch_3:
    - {op: avg_pool2d, name: Pool_0, pool_size: 3x3, strides: 1, padding: same}
    - ${conv('Conv_1')}  join: add
  output: 32x32x16
`;
  const modules = Math.ceil(layers / 8);
  return `${head('Branches')}layers:\n${lines(modules, module)}outputs: {last: Mixed_${modules - 1}}\n`;
}

/** Blocks of five layers, within a block of two of them: ten layers for a line. */
export function withBlocks(layers) {
  const uses = Math.ceil(layers / 10);
  return `${head('Blocks')}blocks:
  Residual:
    parameters: [filters]
    join: add
    branches:
    - - {op: conv2d, name: Conv_0, filters: filters, kernel_size: 1x1}
      - {op: conv2d, name: Conv_1, filters: 2 * filters, kernel_size: 3x3}
      - {op: conv2d, name: Conv_2, filters: in.channels // 2, kernel_size: 1x1}
    - - {op: conv2d, name: Conv_3, filters: filters, kernel_size: 1x1, when: filters > 0}
  Pair:
    parameters: {filters: 16}
    layers:
    - {op: Residual, name: First, filters: filters}
    - {op: Residual, name: Second, filters: filters}
layers:
${lines(uses, (index) => `- {op: Pair, name: Pair_${index}, output: 32x32x16}\n`)}outputs: {last: Pair_${uses - 1}}\n`;
}
