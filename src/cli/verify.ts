/** `netspec verify`: runs the generated code on its engine, and compares each layer with the report. */

import type { Model } from '../graph/graph.js';
import type { JudgeOptions, VerifyResult } from '../run/verify/judge.js';
import { profileText } from '../run/verify/profile-text.js';
import { backendNames, kerasBackends, verifiedTargets } from '../run/verify/targets.js';
import type { SecondEngine } from '../run/verify/values.js';
import { TargetLimit } from '../targets/target.js';
import { bytesText, visible } from '../text/display.js';
import { Failure } from '../text/failure.js';
import { jsonText } from '../text/json.js';
import { type Invocation, UsageError } from './arguments.js';
import { depthOf } from './depth.js';
import { type Host, screenOf, status } from './host.js';
import { Progress } from './progress.js';
import { attempt, compileSpec, nameOf, showDiagnostics } from './spec.js';

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { operands, values } = invocation;
  const verify = await verifierOf(invocation);
  const depth = depthOf(invocation);
  const isText = values.format !== 'json';
  const verified: { readonly spec: string; readonly result: VerifyResult }[] = [];
  const outcomes: number[] = [];
  for (const operand of operands) {
    const spec = nameOf(operand);
    const outcome = await attempt(host, async () => {
      const result = await verifySpec(operand, verify, invocation, host);
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

type Verifier = (model: Model, options: JudgeOptions) => Promise<VerifyResult>;

/** Verifies one spec; undefined if it has errors, which are shown. */
async function verifySpec(
  spec: string,
  verify: Verifier,
  invocation: Invocation,
  host: Host,
): Promise<VerifyResult | undefined> {
  const { values } = invocation;
  const { diagnostics, model } = await compileSpec(spec, invocation, host);
  showDiagnostics(diagnostics, invocation, host, host.stderr);
  if (!model) return undefined;
  const progress = new Progress(host.stderr, host.stderr.isTTY === true && !values.quiet);
  try {
    return await verify(model, { profile: values.profile === true, onProgress: progress.show });
  } catch (error) {
    throw error instanceof TargetLimit ? new Failure(`cannot verify ${nameOf(spec)}: ${error.message}`) : error;
  } finally {
    progress.clear();
  }
}

/** Verifies on the engine of the target. Engines load slowly, and a spec with errors needs none. */
function verifierOf({ values }: Invocation): Verifier {
  const { target: names = ['tfjs'], backend: wanted, profile } = values;
  const [name, ...more] = names;
  if (more.length > 0) throw new UsageError('verify takes one --target', 'verify');
  const target = verifiedTargets.find((one) => one === name);
  const backends: readonly string[] = target ? backendNames : kerasBackends;
  if (wanted !== undefined && !backends.includes(wanted))
    throw new UsageError(`--target ${name} runs on ${backends.join(', ')}, not on ${wanted}`, 'verify');
  if (!target) {
    if (profile) throw new UsageError('--profile times layers of TensorFlow.js, not of --target keras', 'verify');
    const backend = kerasBackends.find((one) => one === wanted);
    return async (model, options) => {
      const { verifyKeras } = await import('../run/verify/keras/verify.js');
      return verifyKeras(model, { ...options, ...(backend ? { backend } : {}) });
    };
  }
  const backend = backendNames.find((one) => one === wanted);
  return async (model, options) => {
    const { verify } = await import('../run/verify/verify.js');
    return verify(model, { ...options, target, ...(backend ? { backend } : {}) });
  };
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
