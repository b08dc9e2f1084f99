/**
 * An example for every code: YAML with the mistake and without it, as a diff. Only `explain` and the pages load this.
 */
import type { Code } from '../codes.js';
import { expressions } from './expressions.js';
import { lints } from './lints.js';
import { names } from './names.js';
import { shapes } from './shapes.js';
import { sizes } from './sizes.js';
import { text } from './text.js';
import { weights } from './weights.js';

export interface Example {
  readonly bad: string;
  readonly good: string;
}

/** The example of a code, without the keys of a spec that do not matter. */
export function exampleOf(code: Code): Example {
  const lines = diffs[code].split('\n').slice(1, -1);
  const side = (sign: '-' | '+') =>
    lines
      .filter((line) => line[margin] === sign || line[margin] === ' ')
      .map((line) => `${line.slice(margin + 2)}\n`)
      .join('');
  return { bad: side('-'), good: side('+') };
}

/** The whole spec of one side of an example. A weight map, or a text without keys, is whole already. */
export function wholeSpec(text: string): string {
  const keys = new Set([...text.matchAll(/^(\w+):/gm)].map(([, key]) => key));
  const missing =
    keys.size === 0 || keys.has('netspec_map') ? [] : Object.entries(rest).filter(([key]) => !keys.has(key));
  return missing.map(([key, value]) => `${key}: ${value}\n`).join('') + text;
}

/** The keys that an example may leave out. */
const rest = {
  netspec: '1',
  name: 'Net',
  inputs: '{images: 8x8x3}',
  layers: '[{op: dropout, name: Last, rate: 0.5}]',
  outputs: '{out: Last}',
} as const;

/** The indentation of the lines below, before the sign of a line's side. */
const margin = 4;

const diffs: Readonly<Record<Code, string>> = {
  ...text,
  ...names,
  ...lints,
  ...expressions,
  ...shapes,
  ...sizes,
  ...weights,
};
