/** `netspec verify`: the generated code on real TensorFlow.js, layer by layer against the report. */
import { bytesText, visible } from '../display.js';
import { jsonText } from '../json.js';
import type { BackendName } from '../verify/backends.js';
import { profileText } from '../verify/profile-text.js';
import type { VerifiedTarget } from '../verify/targets.js';
import type { VerifyResult } from '../verify/verify.js';
import { type Invocation, UsageError } from './arguments.js';
import { depthOf } from './depth.js';
import { type Host, screenOf, status } from './host.js';
import { Progress } from './progress.js';
import { attempt, compileSpec, nameOf, showDiagnostics } from './spec.js';

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { operands, values } = invocation;
  const spec = operands[0] as string;
  const target = targetOf(values.target);
  const depth = depthOf(invocation);
  return attempt(host, async () => {
    const { diagnostics, model } = await compileSpec(spec, invocation, host);
    showDiagnostics(diagnostics, invocation, host, host.stderr);
    if (!model) return status.found;
    const progress = new Progress(host.stderr, host.stderr.isTTY === true && !values.quiet);
    // TensorFlow.js takes its time to load, and a spec with errors has no need of it.
    const { verify } = await import('../verify/verify.js');
    const result = await verify(model, {
      target,
      profile: values.profile === true,
      onProgress: progress.show,
      ...(values.backend ? { backend: values.backend as BackendName } : {}),
    }).finally(progress.clear);
    host.stdout.write(values.format === 'json' ? jsonText(result) : resultText(result, nameOf(spec)));
    if (result.profile && values.format !== 'json') {
      const screen = screenOf(host.stdout, host, { noColor: values['no-color'] === true, width: 80 });
      host.stdout.write(`\n${profileText(result.profile, { ...screen, depth })}`);
    }
    return result.ok ? status.ok : status.found;
  });
}

/** The target whose code is run. */
function targetOf(names: readonly string[] = ['tfjs']): VerifiedTarget {
  const [name, ...more] = names;
  if (more.length > 0) throw new UsageError('verify takes one --target', 'verify');
  return name as VerifiedTarget;
}

function resultText({ backend, layers, differences, forward_ms, peak_bytes }: VerifyResult, spec: string): string {
  const lines = differences.map(
    ({ layer, what, expected, actual, line }) => `${spec}:${line} ${layer}: ${what} is ${actual}, not ${expected}`,
  );
  const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`;
  lines.push(`${layers} layers on ${backend}: ${differences.length === 0 ? 'all as reported' : count}`);
  if (forward_ms > 0) {
    lines.push(`forward pass: ${Math.round(forward_ms)} ms, ${bytesText(peak_bytes)} at the peak`);
  }
  return lines.map((line) => `${visible(line)}\n`).join('');
}
