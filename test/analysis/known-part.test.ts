import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { knownPart } from '../../src/analysis/known-part.js';
import { reportOf } from '../../src/analysis/report.js';
import { analyze } from '../../src/analyze.js';

const partOf = (text: string) => {
  const { sketch } = analyze(text);
  return sketch && knownPart(sketch);
};

test('of a network without errors is all of it', () => {
  const text = readFileSync('specs/inception-v3.yaml', 'utf8');
  const { model } = analyze(text);
  const part = partOf(text);
  expect(part && reportOf(part)).toEqual(model && reportOf(model));
});

test('is what no mistake affects', () => {
  const part = partOf(`netspec: 1
name: Net
inputs: {x: 8x8x3}
layers:
- {op: conv2d, name: one, filters: 4, kernel_size: 3x3}
- {op: conv2d, name: two, filters: 4, kernel_size: 7x7}
- {op: flatten, name: three}
- {op: flatten, name: beside, input: one}
outputs: {out: three, other: beside}
`);
  const report = part && reportOf(part);
  expect(report?.layers.map(({ name }) => name)).toEqual(['one', 'beside']);
  expect(report?.outputs).toEqual({ other: [144] });
  expect(report?.totals.params).toBe(3 * 3 * 3 * 4 + 4);
});

test('has no shape of a module whose last layer is not known', () => {
  const part = partOf(`netspec: 1
name: Net
inputs: {x: 8x8x3}
layers:
- name: finished
  layers:
  - {op: conv2d, name: first, filters: 4, kernel_size: 3x3}
- name: unfinished
  branches:
    one: {op: conv2d, name: second, filters: 4, kernel_size: 3x3}
    two: {op: conv2d, name: third, filters: 4, kernel_size: 7x7}
outputs: {out: unfinished}
`);
  const modules = (part && reportOf(part))?.modules.map(({ name, output }) => [name, output]);
  expect(modules).toEqual([
    ['finished', [6, 6, 4]],
    ['unfinished', [null]],
    ['unfinished/one', [4, 4, 4]],
  ]);
});

test('has a report, whatever the mistakes are', () => {
  const files = readdirSync('test/cases', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const parts = files.flatMap(
    ({ parentPath, name }) => partOf(readFileSync(path.join(parentPath, name), 'utf8')) ?? [],
  );
  expect(parts.length).toBeGreaterThan(100);
  for (const part of parts) expect(reportOf(part).layers).toHaveLength(part.layers.length);
});
