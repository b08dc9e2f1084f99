/** All targets by name. To add one, add a folder in `targets` and a line here. */

import { reportFiles } from './reports/files.js';
import { kerasFiles } from './targets/keras/index.js';
import { onnxFiles } from './targets/onnx/index.js';
import type { Target } from './targets/target.js';
import { tfjsFiles } from './targets/tfjs/index.js';
import { inferenceFiles } from './targets/tfjs-inference/index.js';

export const targets = {
  tfjs: tfjsFiles,
  'tfjs-inference': inferenceFiles,
  report: reportFiles,
  onnx: onnxFiles,
  keras: kerasFiles,
} as const satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;

/** The targets that `build` writes by default. */
export const usualTargets: readonly TargetName[] = ['tfjs', 'report'];
