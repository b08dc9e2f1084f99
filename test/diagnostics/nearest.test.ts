import { describe, expect, it } from 'vitest';
import { didYouMean, isSlipOfName, isSlipOfWord } from '../../src/diagnostics/nearest.js';

describe('a word is a slip of another', () => {
  it.each([
    ['conv2', 'conv2d'],
    ['Conv2D', 'conv2d'],
    ['MaxPool2D', 'max_pool2d'],
    ['kernelsize', 'kernel_size'],
    ['kernel-size', 'kernel_size'],
    ['pading', 'padding'],
    ['paddding', 'padding'],
    ['smae', 'same'],
    ['ranch_0', 'Branch_0'],
    ['filter', 'filters'],
    ['dropput', 'dropout'],
    ['erlu', 'relu'],
  ])('%s, %s', (written, meant) => {
    expect(isSlipOfWord(written, meant)).toBe(true);
  });

  it.each([
    ['conv3d', 'conv2d'],
    ['adaptive_max_pool2d', 'adaptive_avg_pool2d'],
    ['min_pool2d', 'max_pool2d'],
    ['prelu', 'relu'],
    ['gelu', 'relu'],
    ['silu', 'selu'],
    ['hswish', 'swish'],
    ['softmin', 'softmax'],
    ['relu1', 'relu'],
    ['ad', 'add'],
    ['kernel', 'kernel_size'],
    ['block_11', 'block_1_1'],
  ])('but not %s, %s', (written, meant) => {
    expect(isSlipOfWord(written, meant)).toBe(false);
  });
});

describe('a name is a slip of another', () => {
  it.each([
    ['block_1', 'Block_1'],
    ['Mxied_5b', 'Mixed_5b'],
    ['Mixd_5b', 'Mixed_5b'],
    ['Lats', 'Last'],
    ['inceptiona', 'InceptionA'],
    ['filter', 'filters'],
  ])('%s, %s', (written, meant) => {
    expect(isSlipOfName(written, meant)).toBe(true);
  });

  it.each([
    ['block_1', 'block_2'],
    ['Mixed_7c', 'Mixed_5c'],
    ['Mixed_7b', 'Mixed_7c'],
    ['Mixed_7', 'Mixed_7c'],
    ['Conv2d_0b_5x5', 'Conv2d_0b_7x7'],
    ['Conv2d_0a_1x1', 'Conv2d_0b_1x1'],
    ['InceptionA', 'InceptionB'],
    ['blocka', 'block'],
    ['blocka', 'blockb'],
    ['width_a', 'width'],
  ])('but not %s, %s', (written, meant) => {
    expect(isSlipOfName(written, meant)).toBe(false);
  });
});

describe('didYouMean', () => {
  const span = { source: { file: 'net.yaml', text: 'x' }, start: 0, end: 1 };

  it('corrects unambiguous typos', () => {
    expect(didYouMean('pading', span, { words: ['padding', 'name'] })).toMatchObject({
      meant: 'padding',
      fix: { kind: 'fix', edits: [{ span, newText: 'padding' }] },
    });
  });

  it('names what is equally near', () => {
    expect(didYouMean('Stem', span, { names: ['Stems', 'Stemp', 'Head'] })).toMatchObject({
      meant: 'Stems',
      help: 'did you mean Stems or Stemp?',
      choices: [{ edits: [{ newText: 'Stems' }] }, { edits: [{ newText: 'Stemp' }] }],
    });
    expect(didYouMean('block_3', span, { names: ['block_1', 'block_2'] })).toMatchObject({
      meant: 'block_1',
      help: 'did you mean block_1 or block_2?',
    });
  });

  it('gives nothing if nothing is near', () => {
    expect(didYouMean('banana', span, { words: ['padding'], names: ['Stem'] })).toBeUndefined();
  });

  it('corrects nothing among too many names', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `Layer_${index}`);
    expect(didYouMean('Laye_1', span, { names })).toMatchObject({ meant: 'Layer_1' });
    expect(didYouMean('Laye_1', span, { names })).not.toHaveProperty('fix');
  });
});
