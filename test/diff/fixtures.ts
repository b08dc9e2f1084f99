import { readFileSync } from 'node:fs';
import { compare, type NetworkDiff } from '../../src/analysis/diff.js';
import type { Options } from '../../src/compile.js';
import { modelOf } from '../model.js';

/** The difference between two specs, or between variants of them. */
export function diffOf(before: string, after: string, options: Options = {}, optionsAfter = options): NetworkDiff {
  return compare(modelOf(before, options), modelOf(after, optionsAfter));
}

export const inception = readFileSync('specs/inception-v3.yaml', 'utf8');

/** Inception V3 without declarations, so that a change needs one edit. */
export const undeclared = inception
  .replace(/^conventions:[\s\S]*?\n\n/m, '')
  .replace(/^ *# netspec-allow.*\n/gm, '')
  .replace(/^ +(output|params): [\dx]+\n/gm, '')
  .replace(/, (output|params): [\dx]+/g, '')
  .replace(/^expect:[\s\S]*/m, '');

/** The text with parts replaced, which must exist. */
export function edit(text: string, ...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((edited, [from, to]) => {
    if (!edited.includes(from)) throw new Error(`there is no ${from}`);
    return edited.replaceAll(from, to);
  }, text);
}

/** A network of a few layers. */
export const tiny = `netspec: 1
name: Tiny
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: Stem, filters: 4, kernel_size: 3}
- name: Mix
  branches:
    Left:
    - {op: conv2d, name: Conv, filters: 2, kernel_size: 1}
    Right:
    - {op: conv2d, name: Conv, filters: 3, kernel_size: 1}
- name: Head
  layers:
  - {op: flatten, name: Flatten}
  - {op: dense, name: Dense, units: 10}
outputs: {scores: Head}
`;
