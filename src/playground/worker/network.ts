/** What the page shows of a network: its report with drawing, and its code. */
import { reportOf } from '../../analysis/report.js';
import type { Analysis } from '../../analyze.js';
import { reportData, sourcesOf } from '../../reports/html.js';
import type { ShownNetwork } from '../../reports/page/data.js';
import { TargetLimit } from '../../targets/target.js';
import type { CodeTarget, TargetCode } from '../protocol.js';

/** The network of an analysis; null if the spec has errors. */
export function networkOf({ model }: Partial<Analysis> = {}): ShownNetwork | null {
  return (model && reportData(reportOf(model), sourcesOf(model)).sides[0]) ?? null;
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
