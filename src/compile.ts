/**
 * An analysis, and the files that targets make of its model:
 *
 *   text ─ analyze ─▶ model ┬─ report ─▶ reports
 *                           ├─ plan ─▶ tfjs-inference, onnx
 *                           └─ lower ─▶ module ─ print ─▶ tfjs (TypeScript, JavaScript), keras
 *
 * `lower` reads the spec, since the code that it makes has every option of the spec; of the model it takes shapes.
 */
import { type Analysis, type AnalysisOptions, workOut } from './analyze.js';
import type { File, Target, TargetOptions } from './targets/target.js';

/** What of a spec is asked for, and what to compile it to. */
export interface Options extends AnalysisOptions, TargetOptions {
  /** What to compile to; the caller brings the targets, so that a check loads none. */
  readonly targets?: readonly Target[];
}

/** What came of a text. The model and the files are there only if nothing is wrong. */
export interface Compilation extends Pick<Analysis, 'diagnostics' | 'model'> {
  /** The files of the targets that were asked for, by name; empty if there are errors. */
  readonly files: readonly File[];
}

/** Compiles the text of a spec. What is wrong with it is in the diagnostics; only netspec's own mistakes are thrown. */
export function compile(text: string, options: Options = {}): Compilation {
  const { diagnostics, model } = workOut(text, options);
  const files = model ? (options.targets ?? []).flatMap((target) => target(model, options)) : [];
  return { diagnostics, ...(model ? { model } : {}), files };
}
