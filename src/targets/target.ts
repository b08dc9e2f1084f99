/** What a target is: something that a model is compiled to. */
import type { Model } from '../graph/graph.js';
import type { Weights } from '../weights/tensor.js';

/** A file to write: its name below the output folder of its spec, and its text. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** A file that is no text, and may be too large to be held in memory: its bytes come piece by piece, anew each time. */
export interface BinaryFile {
  readonly name: string;
  readonly pieces: Iterable<Uint8Array>;
}

export type File = TextFile | BinaryFile;

export interface TargetOptions {
  /** Whether code is JavaScript with JSDoc types instead of TypeScript. */
  readonly javascript?: boolean;
  /** The folder that the files go to, named as the spec's file is, for links between them. */
  readonly folder?: string;
  /** The network's weights, for targets that hold them; freshly initialised where nothing is said. */
  readonly weights?: Weights;
}

/** The files that a model is compiled to. The same model gives the same bytes on every machine. */
export type Target = (model: Model, options: TargetOptions) => readonly File[];

/** What a target can't hold, for a reason that is its own; the message says it all. */
export class TargetLimit extends Error {}
