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

/** What to compile a spec with, and to what. */
export interface Options extends AnalysisOptions, TargetOptions {
  /** The targets; the caller imports them, so that a check loads none. */
  readonly targets?: readonly Target[];
}

/** The result of compiling a text. Model and files exist only if there are no errors. */
export interface Compilation extends Pick<Analysis, 'diagnostics' | 'model'> {
  /** The files of the targets, by name; empty if there are errors. */
  readonly files: readonly File[];
}

/** Compiles the text of a spec. All mistakes in it are in the diagnostics; only bugs in netspec are thrown. */
export function compile(text: string, options: Options = {}): Compilation {
  const { diagnostics, model } = workOut(text, options);
  const files = model ? (options.targets ?? []).flatMap((target) => target(model, options)) : [];
  return { diagnostics, ...(model ? { model } : {}), files };
}
