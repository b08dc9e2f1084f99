/** Reads the claims of a spec: conventions of names, and expected totals of variants. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { unknownInConvention } from '../diagnostics/messages/names.js';
import { repeatedHole, unknownConvention } from '../diagnostics/messages/schema.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { findOp, ops } from '../ops/index.js';
import {
  type Convention,
  type DeclaredNumber,
  type Expectation,
  type Name,
  type ParameterValue,
  type Template,
  type Total,
  totals,
} from '../spec/spec.js';
import { entriesOf, headOf, type Mapping, type Scalar, scalarAt, type Tree, valueAt } from '../yaml/tree.js';
import { readPlainShape } from './shapes.js';
import { readNumber } from './values.js';
import { readReference, readTemplate } from './words.js';

// ---------------------------------------------------------------- conventions

/** The kinds of names with conventions besides ops, and the holes of each. */
const holesByKind: ReadonlyMap<string, readonly string[]> = new Map([
  ['blocks', ['step']],
  ['branches', ['index']],
  ['outputs', ['layer']],
]);

/** The possible holes in a convention; undefined if there is no such kind. */
function holesOf(kind: string): readonly string[] | undefined {
  const op = findOp(kind);
  return op ? ['step', ...Object.keys(op.attributes)] : holesByKind.get(kind);
}

/** Reads the conventions of names, by op or other kind. */
export function readConventions(tree: Mapping, diagnostics: Diagnostics): ReadonlyMap<string, Convention> {
  const conventions = new Map<string, Convention>();
  for (const { key, value } of entriesOf(valueAt(tree, 'conventions'))) {
    const template = readTemplate(value as Scalar, diagnostics);
    const holes = holesOf(key.text);
    if (holes) {
      checkHoles(template, key.text, holes, diagnostics);
      conventions.set(key.text, { key: readReference(key), template });
    } else reportNoKind(key, diagnostics);
  }
  return conventions;
}

function checkHoles({ parts }: Template, kind: string, known: readonly string[], diagnostics: Diagnostics): void {
  const given = new Set<string>();
  for (const part of parts) {
    if (typeof part === 'string') continue;
    const { expression, span } = part;
    const name = expression.kind === 'name' ? expression.name : undefined;
    if (name !== undefined && given.has(name)) return diagnostics.report(repeatedHole(name), span);
    if (name !== undefined && known.includes(name)) {
      given.add(name);
      continue;
    }
    const guess = name === undefined ? undefined : didYouMean(name, span, { words: known });
    diagnostics.report(unknownInConvention(kind, known), span, guess);
  }
}

function reportNoKind({ text, span }: Scalar, diagnostics: Diagnostics): void {
  const others = [...holesByKind.keys()];
  const guess = didYouMean(text, span, { words: [...Object.keys(ops), ...others] });
  diagnostics.report(unknownConvention(text, others), span, guess);
}

// ---------------------------------------------------------------- expectations

/** Reads the expected totals of variants: one mapping, or a list. */
export function readExpectations(tree: Mapping, diagnostics: Diagnostics): readonly Expectation[] {
  const expect = valueAt(tree, 'expect');
  const trees = expect?.kind === 'list' ? expect.items : expect ? [expect] : [];
  return trees.map((item) => readExpectation(item as Mapping, diagnostics));
}

function readExpectation(tree: Mapping, diagnostics: Diagnostics): Expectation {
  const set = new Map<string, { key: Name; value: ParameterValue }>();
  for (const { key, value } of entriesOf(valueAt(tree, 'set')))
    set.set(key.text, { key: readReference(key), value: (value as Scalar).value });
  const expected = new Map<Total, DeclaredNumber>();
  for (const total of totals) {
    const number = scalarAt(tree, total);
    if (number) expected.set(total, readNumber(number));
  }
  const counts = new Map<string, DeclaredNumber>();
  for (const { key, value } of entriesOf(valueAt(tree, 'counts'))) counts.set(key.text, readNumber(value as Scalar));
  const input = valueAt(tree, 'input');
  const until = scalarAt(tree, 'until');
  return {
    span: headOf(tree),
    set,
    ...(input ? { inputs: readShapes(input, diagnostics) } : {}),
    ...(until ? { until: readReference(until) } : {}),
    totals: expected,
    counts,
  };
}

/** Reads the shapes of inputs and the values of sizes by name, or the shape of the only input, under ''. */
function readShapes(tree: Tree, diagnostics: Diagnostics): NonNullable<Expectation['inputs']> {
  if (tree.kind !== 'mapping') return new Map([['', { shape: readPlainShape(tree, diagnostics) }]]);
  const shapes = entriesOf(tree).map(({ key, value }) => {
    return [key.text, { key: readReference(key), shape: readPlainShape(value, diagnostics) }] as const;
  });
  return new Map(shapes);
}
