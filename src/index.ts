/** The library: `compile` a text, and what comes of it. */
export { type Compilation, compile, type Options } from './compile.js';
export { type Code, codes, type Diagnostic } from './diagnostics.js';
export { compare, type Difference } from './diff.js';
export { type Formatted, format } from './format.js';
export type { Graph, Layer, Model, Totals } from './graph.js';
export { ops } from './ops/index.js';
export type { Op, Weight } from './ops/op.js';
export { schema } from './schema.js';
export type { Dim, Shape } from './shape.js';
export { type Position, positionAt, type Source, type Span } from './source.js';
export { type TargetName, targets } from './targets/index.js';
export { type Report, reportOf } from './targets/report/report.js';
export type { BinaryFile, File, Target, TargetOptions, TextFile } from './targets/target.js';
