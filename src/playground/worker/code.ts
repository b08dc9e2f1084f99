/** The targets whose code the playground shows. */
import { kerasFiles } from '../../targets/keras/index.js';
import type { Target } from '../../targets/target.js';
import { tfjsFiles } from '../../targets/tfjs/index.js';
import { inferenceFiles } from '../../targets/tfjs-inference/index.js';
import type { CodeTarget } from '../protocol.js';

export const targets: Readonly<Record<CodeTarget, Target>> = {
  tfjs: tfjsFiles,
  'tfjs-inference': inferenceFiles,
  keras: kerasFiles,
};
