/** `netspec verify`: runs the generated code on TensorFlow.js, and compares each layer with the report. */

import type { VerifyResult } from '../run/verify/judge.js';
import { profileText } from '../run/verify/profile-text.js';
import type { VerifiedTarget } from '../run/verify/targets.js';
import type { SecondEngine } from '../run/verify/values.js';
import { bytesText, visible } from '../text/display.js';
import { jsonText } from '../text/json.js';
import { type Invocation, UsageError } from './arguments.js';
import { depthOf } from './depth.js';
import { type Host, screenOf, status } from './host.js';
import { Progress } from './progress.js';
import { attempt, compileSpec, nameOf, showDiagnostics } from './spec.js';

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { operands, values } = invocation;
  const target = targetOf(values.target);
  const depth = depthOf(invocation);
  const isText = values.format !== 'json';
  const verified: { readonly spec: string; readonly result: VerifyResult }[] = [];
  const outcomes: number[] = [];
  for (const operand of operands) {
    const spec = nameOf(operand);
    const outcome = await attempt(host, async () => {
      const result = await verifySpec(operand, target, invocation, host);
      if (!result) return status.found;
      if (isText) {
        if (verified.length > 0) host.stdout.write('\n');
        if (operands.length > 1) host.stdout.write(`${visible(spec)}\n`);
        host.stdout.write(resultText(result, spec));
      }
      if (isText && result.profile) {
        const screen = screenOf(host.stdout, host, { noColor: values['no-color'] === true, width: 80 });
        host.stdout.write(`\n${profileText(result.profile, { ...screen, depth })}`);
      }
      verified.push({ spec, result });
      return result.ok ? status.ok : status.found;
    });
    outcomes.push(outcome);
  }
  if (!isText) {
    const [only] = operands.length === 1 ? verified.map(({ result }) => result) : [];
    const several = verified.map(({ spec, result }) => ({ spec, ...result }));
    if (only || operands.length > 1) host.stdout.write(jsonText(only ?? several));
  }
  return Math.max(...outcomes);
}

/** Verifies one spec; undefined if it has errors, which are shown. */
async function verifySpec(
  spec: string,
  target: VerifiedTarget,
  invocation: Invocation,
  host: Host,
): Promise<VerifyResult | undefined> {
  const { values } = invocation;
  const { diagnostics, model } = await compileSpec(spec, invocation, host);
  showDiagnostics(diagnostics, invocation, host, host.stderr);
  if (!model) return undefined;
  const progress = new Progress(host.stderr, host.stderr.isTTY === true && !values.quiet);
  // TensorFlow.js loads slowly, and a spec with errors does not need it.
  const { backendNames } = await import('../run/verify/backends.js');
  const { verify } = await import('../run/verify/verify.js');
  const backend = backendNames.find((one) => one === values.backend);
  return verify(model, {
    target,
    profile: values.profile === true,
    onProgress: progress.show,
    ...(backend ? { backend } : {}),
  }).finally(progress.clear);
}

/** The target to run. */
function targetOf(names: readonly string[] = ['tfjs']): VerifiedTarget {
  const [name, ...more] = names;
  if (more.length > 0) throw new UsageError('verify takes one --target', 'verify');
  return name as VerifiedTarget;
}

/** The second engine in words. */
const engineText = {
  onnx: 'ONNX Runtime',
  javascript: 'the reference in JavaScript, at random positions',
} satisfies Record<SecondEngine, string>;

function resultText(result: VerifyResult, spec: string): string {
  const { backend, layers, differences, forward_ms, peak_bytes, compared_with } = result;
  const lines = differences.map(
    ({ layer, what, expected, actual, line }) => `${spec}:${line} ${layer}: ${what} is ${actual}, not ${expected}`,
  );
  const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`;
  lines.push(
    `${layers} ${layers === 1 ? 'layer' : 'layers'} on ${backend}: ${differences.length === 0 ? 'no differences' : count}`,
  );
  if (compared_with) lines.push(`values compared with ${engineText[compared_with]}`);
  if (forward_ms > 0) {
    lines.push(`forward pass: ${Math.round(forward_ms)} ms, ${bytesText(peak_bytes)} peak memory`);
  }
  return lines.map((line) => `${visible(line)}\n`).join('');
}
