/** What the page shows of a network: its report with drawing, and its code. */
import { knownPart } from '../../analysis/known-part.js';
import { reportOf } from '../../analysis/report.js';
import type { Analysis } from '../../analyze.js';
import { reportData, sourcesOf } from '../../reports/html.js';
import { TargetLimit } from '../../targets/target.js';
import { positionAt } from '../../text/source.js';
import type { CodeTarget, NetworkReply, TargetCode } from '../protocol.js';

/** The network of an analysis. If the spec has errors and `isPartWanted`, what is known of it. */
export function networkOf(analysis: Analysis | undefined, isPartWanted: boolean): NetworkReply {
  if (!analysis) return { errors: [] };
  const { model, sketch, diagnostics } = analysis;
  const errors = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ span }) => positionAt(span.source, span.start).line);
  const shown = model ?? (isPartWanted && sketch ? knownPart(sketch) : undefined);
  const [network] = shown ? reportData(reportOf(shown), sourcesOf(shown)).sides : [];
  return { errors, ...(network ? { network } : {}) };
}

/** The code of a network for a target; null if the spec has errors. */
export async function codeOf({ model }: Partial<Analysis> = {}, target: CodeTarget): Promise<TargetCode | null> {
  // Generating code takes as much program as all the rest, and not every visitor looks at code.
  const { targets } = await import('./code.js');
  if (!model) return null;
  try {
    const [file] = targets[target](model, {});
    return file && 'text' in file ? file : null;
  } catch (error) {
    if (error instanceof TargetLimit) return { refusal: error.message };
    throw error;
  }
}
