import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Code } from '../../src/diagnostics/codes.js';
import { exampleOf, wholeSpec } from '../../src/diagnostics/examples/index.js';
import { fix, update } from '../../src/fix.js';

const spec = (body: string) => wholeSpec(body);

describe('fixing', () => {
  const cases = readdirSync('test/cases', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );

  it.each(cases)('%s reaches a fixed point', (file) => {
    const text = readFileSync(`test/cases/${file}`, 'utf8');
    for (const edit of [fix, update]) {
      const once = edit(text);
      expect(edit(once.text)).toMatchObject({ text: once.text, done: [] });
    }
  });

  const mended: readonly Code[] = ['yaml-syntax', 'unquoted-value', 'unknown-key', 'invalid-value', 'unknown-input'];
  it.each(mended)('makes the good example of %s from the bad one', (code) => {
    const { bad, good } = exampleOf(code);
    expect(fix(spec(bad)).text).toBe(spec(good));
  });

  it('applies touching fixes one after the other', () => {
    const text = spec('layers: [{op: flaten, name: Last}]\noutputs: {out: Lst}\n');
    const { done, diagnostics } = fix(text);
    expect(done.map(({ code }) => code)).toEqual(['unknown-op', 'unknown-layer']);
    expect(diagnostics).toEqual([]);
  });

  it('applies no fix without effect', () => {
    const text = readFileSync('specs/inception-v3.yaml', 'utf8').slice(0, 4000);
    for (const mark of ['{', '}', '[', ']', ':', ',', '"', "'", '-', ' ', '\n']) {
      for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + text.length / 12)) {
        const { done } = fix(text.slice(0, at) + text.slice(at + 1));
        const edits = done.flatMap(({ code, fix: { edits } }) =>
          edits.map(({ span, newText }) => `${code} ${span.start} ${newText}`),
        );
        expect(new Set(edits).size).toBe(edits.length);
      }
    }
  });

  it('reverts fixes that add errors, and keeps the rest', () => {
    // With the bracket closed there are two errors that no fix removes.
    const text = spec(
      'layers:\n- {op: conv2d, name: A, filters: -1, kernel_size: [3, 3}\n- {op: conv2d, name: Last, filters: -2, kernel_size: 3}\n',
    );
    expect(fix(text)).toMatchObject({ text, done: [] });
    const sound = text.replaceAll('-1', '1').replaceAll('-2', '2');
    expect(fix(sound).text).toBe(sound.replace('[3, 3}', '[3, 3]}'));
  });
});

/** Specs that `--fix` leaves as they are: what is near is not what was meant, or nobody can say. */
const untouched: Readonly<Record<string, string>> = {
  'an op of another meaning': 'layers: [{op: conv_lstm3d, name: Last, filters: 4, kernel_size: 3}]\n',
  'a pool of another meaning': 'layers: [{op: adaptive_max_pool3d, name: Last, output_size: 1}]\n',
  'an activation of another meaning':
    'layers: [{op: conv2d, name: Last, filters: 4, kernel_size: 3, activation: crelu}]\n',
  'an activation with another beginning':
    'layers: [{op: conv2d, name: Last, filters: 4, kernel_size: 3, activation: prelu}]\n',
  'a reference to a layer that is gone, with others of its kind':
    'layers: [{op: flatten, name: Mixed_5c}, {op: concat, name: Last, input: [Mixed_5c, Mixed_7c]}]\n',
  'a reference to the next of a series':
    'layers: [{op: flatten, name: block_1}, {op: concat, name: Last, input: [block_1, block_2]}]\n',
  'a reference to another letter of a series':
    'layers: [{op: flatten, name: InceptionA}, {op: concat, name: Last, input: [InceptionA, InceptionB]}]\n',
  'two candidates that are as near':
    'layers: [{op: flatten, name: Stems}, {op: flatten, name: Stemp}, {op: concat, name: Last, input: [Stems, Stemp, Stem]}]\n',
  'layers that are called like inputs':
    'inputs: {left: 8x8x3, right: 8x8x3}\nlayers: [{op: add, name: Last, input: [Left, Right]}]\n',
  'a name that speaks of another window':
    'conventions: {conv2d: "Conv_${kernel_size}"}\nlayers: [{op: conv2d, name: Conv_5x5, filters: 4, kernel_size: 7}, {op: flatten, name: Last}]\n',
  'a layer that is misspelled, and not what refers to it':
    'layers: [{op: flatten, name: Featxrues}, {op: concat, name: Last, input: [Features, images]}]\n',
  'a declared output': 'layers: [{op: conv2d, name: Last, filters: 4, kernel_size: 3, output: 8x8x4}]\n',
  'a declared output that is no shape':
    'layers: [{op: conv2d, name: Last, filters: 4, kernel_size: 3, output: 6X6x4}]\n',
  'a declared number': 'layers: [{op: conv2d, name: Last, filters: 4, kernel_size: 3, params: 5}]\n',
  'an expected total': 'layers: [{op: conv2d, name: Last, filters: 4, kernel_size: 3}]\nexpect: {params: 5}\n',
  'a repeated layer without its index': 'layers: [{op: dropout, name: Last, rate: 0.5, repeat: 2}]\n',
};

describe('fixing leaves', () => {
  it.each(Object.entries(untouched))('%s', (_, body) => {
    const { text, done, diagnostics } = fix(spec(body));
    expect(text).toBe(spec(body));
    expect(done).toEqual([]);
    expect(diagnostics).not.toEqual([]);
  });
});

/** Slips that `--fix` corrects, with the results. */
const mended: Readonly<Record<string, readonly [string, string]>> = {
  'a reference in the wrong case': [
    'layers: [{op: flatten, name: Block_1}, {op: concat, name: Last, input: [block_1, Block_1]}]\n',
    'layers: [{op: flatten, name: Block_1}, {op: concat, name: Last, input: [Block_1, Block_1]}]\n',
  ],
  'an op that lacks a letter': ['layers: [{op: conv2, name: Last, filters: 4, kernel_size: 3}]\n', ''],
  'an op as Keras writes it in Python': ['layers: [{op: Conv2D, name: Last, filters: 4, kernel_size: 3}]\n', ''],
  'a key that runs together': ['layers: [{op: conv2d, name: Last, filters: 4, kernelsize: 3}]\n', ''],
  'a branch that lacks its first letter': [
    'conventions: {branches: "Branch_${index}"}\nlayers: [{name: Last, branches: {ranch_0: {op: conv2d, name: A, filters: 4, kernel_size: 1}, Branch_1: {op: conv2d, name: B, filters: 4, kernel_size: 1}}}]\n',
    'conventions: {branches: "Branch_${index}"}\nlayers: [{name: Last, branches: {Branch_0: {op: conv2d, name: A, filters: 4, kernel_size: 1}, Branch_1: {op: conv2d, name: B, filters: 4, kernel_size: 1}}}]\n',
  ],
};

describe('fixing mends', () => {
  const conv = 'layers: [{op: conv2d, name: Last, filters: 4, kernel_size: 3}]\n';
  it.each(Object.entries(mended))('%s', (_, [bad, good]) => {
    expect(fix(spec(bad)).text).toBe(spec(good || conv));
  });
});
