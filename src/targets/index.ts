/** The targets by name: one folder a target, one line here. */
import { onnxFiles } from './onnx/index.js';
import { reportFiles } from './report/index.js';
import type { Target } from './target.js';
import { tfjsFiles } from './tfjs/index.js';
import { inferenceFiles } from './tfjs-inference/index.js';

export const targets = {
  tfjs: tfjsFiles,
  'tfjs-inference': inferenceFiles,
  report: reportFiles,
  onnx: onnxFiles,
} as const satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;

/** What `build` writes where nothing is said. */
export const usualTargets: readonly TargetName[] = ['tfjs', 'report'];
