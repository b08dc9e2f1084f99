/** `netspec report`: shapes, parameters and costs, on standard output or in a file. */

import path from 'node:path';
import { reportOf } from '../analysis/report.js';
import { sourcesOf } from '../reports/html.js';
import { type ReportFormat, reportForms } from '../reports/index.js';
import { visible } from '../text/display.js';
import { itemAt, keysOf } from '../text/lookup.js';
import { type Invocation, UsageError } from './arguments.js';
import { depthOf } from './depth.js';
import { writeWhole } from './files.js';
import { type Host, screenOf, status } from './host.js';
import { attempt, compileSpec, nameOf, showDiagnostics } from './spec.js';

/** Formats by the extension of a file. */
const formats: ReadonlyMap<string, ReportFormat> = new Map([
  ['.txt', 'text'],
  ['.json', 'json'],
  ['.md', 'markdown'],
  ['.svg', 'svg'],
  ['.html', 'html'],
]);

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { operands, values } = invocation;
  const format = formatOf(invocation);
  const depth = depthOf(invocation);
  if (values.depth && format === 'json')
    throw new UsageError('--depth cannot be combined with --format json, which has all layers', 'report');
  return attempt(host, async () => {
    const { diagnostics, model } = await compileSpec(itemAt(operands, 0), invocation, host);
    const outcome = showDiagnostics(diagnostics, invocation, host, host.stderr);
    if (!model) return status.found;
    const screen = values.out
      ? { hasColor: false, width: 80 }
      : screenOf(host.stdout, host, { noColor: values['no-color'] === true, width: 80 });
    const text = reportForms[format](reportOf(model), { ...screen, depth, sources: sourcesOf(model) });
    if (!values.out) host.stdout.write(text);
    else {
      await writeWhole(values.out, Buffer.from(text));
      if (!values.quiet) host.stdout.write(`wrote ${visible(nameOf(values.out))}\n`);
    }
    return outcome;
  });
}

/** The requested format, or that of the file's extension. */
function formatOf({ values: { format, out } }: Invocation): ReportFormat {
  const asked = keysOf(reportForms).find((one) => one === format);
  if (asked) return asked;
  if (!out) return 'text';
  const named = formats.get(path.extname(out).toLowerCase());
  if (named) return named;
  throw new UsageError(`--out must end in one of ${[...formats.keys()].join(', ')}, or add --format`, 'report');
}
