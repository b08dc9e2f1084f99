/** The library: `compile` a text, and what comes of it. */

export { compare, type Difference } from './analysis/diff.js';
export { type Report, reportOf } from './analysis/report.js';
export { type Compilation, compile, type Options } from './compile.js';
export { type Code, codes } from './diagnostics/codes.js';
export type { Diagnostic, Edit, Fix, Note } from './diagnostics/diagnostic.js';
export type { Severity } from './diagnostics/messages/message.js';
export type { Dim, Shape } from './expressions/shape.js';
export type { Graph, Layer, Model, Totals } from './graph/graph.js';
export { ops } from './ops/index.js';
export type { Op } from './ops/op.js';
export type { Weight } from './ops/weights.js';
export { schema } from './spec/schema/published.js';
export type { BinaryFile, File, Target, TargetOptions, TextFile } from './targets/target.js';
export { type TargetName, targets } from './targets.js';
export { type Position, positionAt, type Source, type Span } from './text/source.js';
export { BadFile, type Bytes, bytesOf } from './weights/bytes.js';
export { type Filled, type Fit, fit, type Misfit, type Slot } from './weights/fit.js';
export { load } from './weights/load.js';
export { type ParsedMap, parseMap, type WeightMap } from './weights/map.js';
export { writeNpz } from './weights/npz.js';
export { openTensors } from './weights/open.js';
export { type Pattern, parsePattern } from './weights/pattern.js';
export { writeSafetensors } from './weights/safetensors.js';
export type { StoredTensor, Tensor, TensorFile, Weights } from './weights/tensor.js';
export { type OpenBeside, writeTfjs } from './weights/tfjs.js';
export { type Formatted, format } from './yaml/format.js';
