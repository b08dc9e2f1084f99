/** What the page and the runner in its sandbox tell each other. */
import type { Prediction } from '../../run/predict/results.js';
import type { VerifyResult } from '../../run/verify/judge.js';
import type { NamedText } from '../share.js';

/** The files that the sandbox can't load for itself: it has no network. */
export interface RunnerFiles {
  readonly script: Blob;
  readonly wasm: ArrayBuffer;
  readonly mayUseWebgl: boolean;
}

export interface VerifyTask {
  readonly kind: 'verify';
  readonly spec: NamedText;
  readonly target: 'tfjs' | 'tfjs-inference';
  /** Whether to time each layer. */
  readonly profile: boolean;
}

export interface PredictTask {
  readonly kind: 'predict';
  readonly spec: NamedText;
  /** A file of tensors, with others that it refers to. */
  readonly weights: readonly File[];
  /** The maps of weights that netspec has, by name. */
  readonly maps: Readonly<Record<string, string>>;
  /** A picture, or numbers, for each input. */
  readonly inputs: Readonly<Record<string, File | readonly number[]>>;
  readonly labels?: string;
}

export type RunnerTask = VerifyTask | PredictTask;

/** What a prediction gave. */
export interface PredictionReply {
  readonly backend: string;
  readonly milliseconds: number;
  /** The map with which the weights fit; absent if their names are the network's own. */
  readonly map?: string;
  readonly results: readonly Prediction[];
}

export type RunnerReply =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly what: string }
  | { readonly kind: 'verified'; readonly result: VerifyResult }
  | { readonly kind: 'predicted'; readonly result: PredictionReply }
  | { readonly kind: 'failed'; readonly message: string }
  /** WebGL does not compute the network here, or not rightly: the task is for a runner without it. */
  | { readonly kind: 'webgl failed'; readonly message: string };
