/** Momentum as PyTorch counts it: the share of the new batch, not of what is kept. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { pytorchMomentum } from '../diagnostics/messages/lints.js';
import type { Tree } from '../yaml/tree.js';

/** Below this a moving average keeps less than it takes in: no network is known that is meant to do so. */
const least = 0.5;

/** Warns of a momentum that most likely comes from PyTorch; `key` is what it stands behind. */
export function warnOfMomentum(key: string, tree: Tree, diagnostics: Diagnostics): void {
  const value = key === 'momentum' && tree.kind === 'scalar' ? tree.value : undefined;
  if (typeof value !== 'number' || value <= 0 || value >= least) return;
  diagnostics.report(pytorchMomentum(value, Number((1 - value).toPrecision(12))), tree.span);
}
