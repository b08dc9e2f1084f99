/** What a model can be compiled to: one folder a target, one line here. */
import type { Model } from '../graph.js';
import { reportFiles } from './report/index.js';

/** A file to write: its name below the output folder of its spec, and its text. */
export interface File {
  readonly name: string;
  readonly text: string;
}

const targets = {
  report: reportFiles,
} as const satisfies Record<string, (model: Model) => readonly File[]>;

export type TargetName = keyof typeof targets;
export const targetNames = Object.keys(targets) as readonly TargetName[];

/** The files of a target. The same model gives the same bytes on every machine. */
export function emit(target: TargetName, model: Model): readonly File[] {
  return targets[target](model);
}
