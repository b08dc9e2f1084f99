/** `netspec verify`: the generated code on real TensorFlow.js, layer by layer against the report. */
import { visible } from '../display.js';
import type { Model } from '../graph.js';
import type { BackendName } from '../verify/backends.js';
import type { VerifyResult } from '../verify/verify.js';
import type { Invocation } from './arguments.js';
import { Failure, type Host, status } from './host.js';
import { Progress } from './progress.js';
import { attempt, compileSpec, nameOf, showDiagnostics } from './spec.js';

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { operands, values } = invocation;
  const spec = operands[0] as string;
  return attempt(host, async () => {
    const { diagnostics, model } = await compileSpec(spec, invocation, host);
    showDiagnostics(diagnostics, invocation, host, host.stderr);
    if (!model) return status.found;
    const progress = new Progress(host.stderr, host.stderr.isTTY === true && !values.quiet);
    const result = await verifyOn(values.backend as BackendName | undefined, model, progress);
    const text = values.format === 'json' ? `${JSON.stringify(result, null, 2)}\n` : resultText(result, nameOf(spec));
    host.stdout.write(text);
    return result.ok ? status.ok : status.found;
  });
}

async function verifyOn(backend: BackendName | undefined, model: Model, progress: Progress): Promise<VerifyResult> {
  // TensorFlow.js takes its time to load, and a spec with errors has no need of it.
  const [{ verify }, { BackendUnavailable }] = await Promise.all([
    import('../verify/verify.js'),
    import('../verify/backends.js'),
  ]);
  try {
    return await verify(model, { ...(backend ? { backend } : {}), onProgress: progress.show });
  } catch (error) {
    throw error instanceof BackendUnavailable ? new Failure(error.message) : error;
  } finally {
    progress.clear();
  }
}

function resultText({ backend, layers, differences, forward_ms, peak_bytes }: VerifyResult, spec: string): string {
  const lines = differences.map(
    ({ layer, what, expected, actual, line }) => `${spec}:${line} ${layer}: ${what} is ${actual}, not ${expected}`,
  );
  const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`;
  lines.push(`${layers} layers on ${backend}: ${differences.length === 0 ? 'all as reported' : count}`);
  if (forward_ms > 0) {
    lines.push(`forward pass: ${Math.round(forward_ms)} ms, ${Math.round(peak_bytes / 2 ** 20)} MiB at the peak`);
  }
  return lines.map((line) => `${visible(line)}\n`).join('');
}
