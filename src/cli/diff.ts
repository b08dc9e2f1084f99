/** `netspec diff`: what changed in the architecture between two specs. */

import { stat } from 'node:fs/promises';
import { compare } from '../analysis/diff.js';
import type { Model } from '../graph/graph.js';
import { diffForms } from '../reports/index.js';
import { itemAt, keysOf } from '../text/lookup.js';
import type { Invocation } from './arguments.js';
import { readBytes } from './files.js';
import { readRevision } from './git.js';
import { type Host, screenOf } from './host.js';
import { attempt, compileSpec, nameOf, showDiagnostics } from './spec.js';

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { operands, values } = invocation;
  const models: Model[] = [];
  const outcomes: number[] = [];
  for (const spec of operands) {
    const outcome = await attempt(host, async () => {
      const { diagnostics, model } = await compileSpec(spec, invocation, host, {}, readAnywhere);
      if (model) models.push(model);
      return showDiagnostics(diagnostics, invocation, host, host.stderr);
    });
    outcomes.push(outcome);
  }
  const [before, after] = models;
  if (before && after) {
    const form = diffForms[keysOf(diffForms).find((one) => one === values.format) ?? 'text'];
    const screen = screenOf(host.stdout, host, { noColor: values['no-color'] === true, width: 80 });
    const [from, to] = [nameOf(itemAt(operands, 0)), nameOf(itemAt(operands, 1))];
    host.stdout.write(form(compare(before, after), { ...screen, names: [from, to], models: [before, after] }));
  }
  return Math.max(...outcomes);
}

/** The bytes of a file; if a name with a colon is no file, of a file in a git revision. */
async function readAnywhere(name: string, host: Host): Promise<Uint8Array> {
  const isRevision = name.includes(':') && !(await stat(name).catch(() => undefined));
  return isRevision ? readRevision(name) : readBytes(name, host);
}
