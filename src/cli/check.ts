/** `netspec check`: everything short of writing. Its diagnostics are its result. */
import type { Diagnostic } from '../diagnostics.js';
import type { DiagnosticFormat } from '../render/index.js';
import type { Invocation } from './arguments.js';
import { type Host, status } from './host.js';
import { attempt, compileSpec, showDiagnostics } from './spec.js';

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const found: Diagnostic[] = [];
  const outcomes: number[] = [];
  for (const spec of invocation.operands) {
    const outcome = await attempt(host, async () => {
      found.push(...(await compileSpec(spec, invocation, host)).diagnostics);
      return status.ok;
    });
    outcomes.push(outcome);
  }
  const format = invocation.values.format as DiagnosticFormat | undefined;
  return Math.max(...outcomes, showDiagnostics(found, invocation, host, host.stdout, format));
}
