/** Momentum as PyTorch counts it: the share of the new batch, not of the old statistics. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { pytorchMomentum } from '../diagnostics/messages/lints.js';
import type { Tree } from '../yaml/tree.js';

/** Below this a moving average keeps less than it takes in; no known network means that. */
const least = 0.5;

/** Warns of a momentum that most likely comes from PyTorch; `key` is its key. */
export function warnOfMomentum(key: string, tree: Tree, diagnostics: Diagnostics): void {
  const value = key === 'momentum' && tree.kind === 'scalar' ? tree.value : undefined;
  if (typeof value !== 'number' || value <= 0 || value >= least) return;
  diagnostics.report(pytorchMomentum(value, Number((1 - value).toPrecision(12))), tree.span);
}
