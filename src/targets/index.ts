/** The targets by name: one folder a target, one line here. */
import { reportFiles } from './report/index.js';
import type { Target } from './target.js';
import { tfjsFiles } from './tfjs/index.js';

export const targets = {
  tfjs: tfjsFiles,
  report: reportFiles,
} as const satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;

/** What `build` writes where nothing is said. */
export const usualTargets: readonly TargetName[] = ['tfjs', 'report'];
