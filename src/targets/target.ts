/** Targets: what a model is compiled to. */
import type { Model } from '../graph/graph.js';
import type { Weights } from '../weights/tensor.js';

/** A file to write: its name below the output folder of its spec, and its text. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** A binary file, which may be too large for memory: its bytes come in pieces, computed anew each time. */
export interface BinaryFile {
  readonly name: string;
  readonly pieces: Iterable<Uint8Array>;
}

export type File = TextFile | BinaryFile;

export interface TargetOptions {
  /** Whether code is JavaScript with JSDoc types instead of TypeScript. */
  readonly javascript?: boolean;
  /** The target to which the code belongs that reports link to; tfjs by default. */
  readonly code?: 'tfjs' | 'keras';
  /** The output folder, as a path like that of the spec's file, for links between files. */
  readonly folder?: string;
  /** The network's weights, for targets that contain them; freshly initialized by default. */
  readonly weights?: Weights;
}

/** Compiles a model to files. The same model gives the same bytes on every machine. */
export type Target = (model: Model, options: TargetOptions) => readonly File[];

/** A target does not support the network; the message has the reason. */
export class TargetLimit extends Error {}
