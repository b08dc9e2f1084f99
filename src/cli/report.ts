/** `netspec report`: shapes, parameters and costs on standard output. */

import { sourcesOf } from '../targets/report/html.js';
import { type ReportFormat, reportForms } from '../targets/report/index.js';
import { reportOf } from '../targets/report/report.js';
import { tfjsModule } from '../targets/tfjs/index.js';
import { type Invocation, UsageError } from './arguments.js';
import { depthOf } from './depth.js';
import { type Host, screenOf, status } from './host.js';
import { attempt, compileSpec, showDiagnostics } from './spec.js';

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { operands, values } = invocation;
  const { format = 'text' } = values;
  const depth = depthOf(invocation);
  if (values.depth && format === 'json')
    throw new UsageError('--depth is not for json, which has all layers', 'report');
  return attempt(host, async () => {
    const { diagnostics, model } = await compileSpec(operands[0] as string, invocation, host);
    const outcome = showDiagnostics(diagnostics, invocation, host, host.stderr);
    if (!model) return status.found;
    const form = reportForms[format as ReportFormat];
    const screen = screenOf(host.stdout, host, { noColor: values['no-color'] === true, width: 80 });
    const code = tfjsModule(model);
    host.stdout.write(form(reportOf(model, code), { ...screen, depth, sources: sourcesOf(model, code) }));
    return outcome;
  });
}
