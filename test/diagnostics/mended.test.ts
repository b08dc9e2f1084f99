/** The mistakes of the article, which the playground shows one by one: each can be mended by a small edit. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMistake } from '../../src/build/article-page.js';
import { analyze } from '../../src/index.js';

type Replacement = readonly [wrong: string, right: string];

const edits: Readonly<Record<string, readonly Replacement[]>> = {
  '01-stray-parenthesis': [['32)', '32']],
  '02-split-key': [['na e', 'name']],
  '03-stray-bracket': [['}]]', '}]']],
  '04-unindent': [['\n - {', '\n  - {']],
  '05-misspelled-parameter': [['multiplyer', 'multiplier']],
  '06-ranch_0': [['[Mixed_6b_branch_0, Mixed_6c', '[Mixed_6c_ranch_0, Mixed_6c']],
  '06-ranch_0.branch': [[' ranch_0', ' Branch_0']],
  '06-ranch_0.dead': [[' ranch_0', ' branch_0']],
  '06-ranch_0.inside': [[' ranch_0', ' branch_0']],
  '07-out-of-scope': [
    ['\n- {op: conv2d, name: Conv2d_2a', '\n  - {op: conv2d, name: Conv2d_2a'],
    ['\n- {op: conv2d, name: Conv2d_2b', '\n  - {op: conv2d, name: Conv2d_2b'],
    ['\n- {op: squeeze', '\n  - {op: squeeze'],
  ],
  '08-literal-depths': [['filters: 32,', 'filters: floor(32 * depth_multiplier),']],
  '09-missing-end-points': [['name: Conv2d_1a_3x3', 'name: Conv2d_1a_3x3, endpoint: Conv2d_1a_3x3']],
  '11-no-arg-scope': [['\nlayers', '\ndefaults: {conv2d: {use_bias: false, batch_norm: {scale: false}}}\nlayers']],
  '12-predictions-in-logits': [['  - {op: activation', '- {op: activation']],
  '14-unexpected-indent': [
    ['    - {', '- {'],
    ['out: Conv2d_1a_3x3', 'out: Conv2d_2a_3x3'],
  ],
  '16-undefined-depth': [
    ['depth(32)', '32'],
    ['depth,', '32,'],
  ],
  '17-no-return': [['layers:', 'outputs: {net: Conv2d_1a_3x3}\nlayers:']],
  '18-unconditional-head': [['units: num_classes', 'units: num_classes, when: num_classes']],
  '19-reuse': [[', reuse: auto', '']],
  '21-misspelled-module': [
    ['Mixed_6ac', 'Mixed_6c'],
    ['Mxied_7a', 'Mixed_7a'],
  ],
  '23-wrong-sum': [['54', '64']],
  '25-stray-apostrophe': [["32'", '32']],
  '26-default-padding': [['valid', 'same']],
  '27-same-form': [['name: Conv2d_2a_3x3', 'name: Conv2d_2a_3x3, strides: 1']],
  '28-inner-width': [
    ['name: Mixed_6c, filters: 128', 'name: Mixed_6c, filters: 160'],
    ['name: Mixed_6d, filters: 128', 'name: Mixed_6d, filters: 160'],
  ],
  '29-kernel': [
    ['kernel_size: 1x7', 'kernel_size: 1x3'],
    ['kernel_size: 7x1', 'kernel_size: 3x1'],
  ],
  '30-global-pool': [
    [
      'avg_pool2d, name: AvgPool_1a_8x8, pool_size: 8x8, strides: 2',
      'global_avg_pool2d, name: AvgPool_1a_8x8, keepdims: true',
    ],
  ],
};

const folder = 'test/cases/article';
const names = readdirSync(folder).map((file) => file.replace(/\.yaml$/, ''));

describe('a mistake of the article can be mended', () => {
  it.each(names)('%s', (name) => {
    const { spec } = readMistake(name, readFileSync(`${folder}/${name}.yaml`, 'utf8'));
    expect(analyze(spec).diagnostics).not.toEqual([]);
    const mended = edits[name]?.reduce((text, [wrong, right]) => {
      expect(text).toContain(wrong);
      return text.replace(wrong, right);
    }, spec);
    expect(analyze(mended ?? '').diagnostics.map(({ message }) => message)).toEqual([]);
  });
});
