/** `netspec check`: finds all mistakes, and edits specs with --fix and --update. Its result is the diagnostics. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { diagnosticFormats } from '../diagnostics/render/index.js';
import { type Invocation, UsageError } from './arguments.js';
import { checkEditing, editSpec } from './fix.js';
import { type Host, status } from './host.js';
import { attempt, compileSpec, nameOf, showDiagnostics } from './spec.js';

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { operands, values } = invocation;
  checkEditing(invocation);
  const isEditing = values.fix || values.update;
  const mostWarnings = limitOf(values['max-warnings']);
  const checked: string[] = [];
  const found: Diagnostic[] = [];
  const outcomes: number[] = [];
  for (const spec of operands) {
    const outcome = await attempt(host, async () => {
      const diagnostics = isEditing
        ? await editSpec(spec, invocation, host)
        : (await compileSpec(spec, invocation, host)).diagnostics;
      checked.push(nameOf(spec));
      for (const diagnostic of diagnostics) found.push(diagnostic);
      return status.ok;
    });
    outcomes.push(outcome);
  }
  // An empty report would look like one on valid specs.
  if (checked.length === 0) return Math.max(...outcomes);
  // An edited text or a diff goes to standard output alone, since others read it.
  const output = values['dry-run'] || (isEditing && operands.includes('-')) ? host.stderr : host.stdout;
  const format = diagnosticFormats.find((one) => one === values.format);
  outcomes.push(
    showDiagnostics(found, invocation, host, output, { format, checked, isWhole: checked.length === operands.length }),
  );
  const warnings = found.filter(({ severity }) => severity === 'warning').length;
  if (warnings > mostWarnings) {
    host.stderr.write(`netspec: ${warnings} warnings; --max-warnings allows ${mostWarnings}\n`);
    outcomes.push(status.found);
  }
  return Math.max(...outcomes);
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d{1,9}$/.test(text))
    throw new UsageError(`--max-warnings must be a whole number, 0 or more, not "${text}"`, 'check');
  return Number(text);
}
