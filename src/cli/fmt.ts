/** `netspec fmt`: formats specs; with --check, only reports those that are not formatted. */
import { visible } from '../text/display.js';
import { type Formatted, format } from '../yaml/format.js';
import type { Invocation } from './arguments.js';
import { writeWhole } from './files.js';
import { type Host, status } from './host.js';
import { lineDiffText } from './line-diff.js';
import { attempt, nameOf, notText, readSpec, showDiagnostics } from './spec.js';

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const outcomes: number[] = [];
  for (const spec of invocation.operands) {
    outcomes.push(await attempt(host, () => formatSpec(spec, invocation, host)));
  }
  return Math.max(...outcomes);
}

async function formatSpec(spec: string, invocation: Invocation, host: Host): Promise<number> {
  const { values } = invocation;
  const file = nameOf(spec);
  const { mark, text: before } = await readSpec(spec, host);
  const { text, diagnostics }: Formatted = before === undefined ? notText(file) : format(before, { file });
  if (before === undefined || text === undefined) {
    return showDiagnostics(diagnostics, invocation, host, host.stderr);
  }
  const isFormatted = mark + before === text;
  if (values.check) {
    if (isFormatted) return status.ok;
    const changes = lineDiffText([file, 'formatted'], mark + before, text);
    host.stdout.write(`${visible(file)} is not formatted\n${changes}`);
    return status.found;
  }
  if (spec === '-') host.stdout.write(text);
  else if (!isFormatted) {
    await writeWhole(spec, Buffer.from(text));
    if (!values.quiet) host.stdout.write(`wrote ${visible(file)}\n`);
  }
  return status.ok;
}
