/** What a target is: something that a model is compiled to. */
import type { Model } from '../graph.js';

/** A file to write: its name below the output folder of its spec, and its text. */
export interface File {
  readonly name: string;
  readonly text: string;
}

export interface TargetOptions {
  /** Whether code is JavaScript with JSDoc types instead of TypeScript. */
  readonly javascript?: boolean;
}

/** The files that a model is compiled to. The same model gives the same bytes on every machine. */
export type Target = (model: Model, options: TargetOptions) => readonly File[];
