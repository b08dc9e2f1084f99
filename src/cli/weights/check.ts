/** `netspec weights check`: how a file of weights fits a network, from the file's header. */

import type { Model } from '../../graph/graph.js';
import { itemAt } from '../../text/lookup.js';
import { painter } from '../../text/paint.js';
import { fit } from '../../weights/fit.js';
import { fitJson, fitText } from '../../weights/fit-report.js';
import type { TensorFile } from '../../weights/tensor.js';
import type { Invocation } from '../arguments.js';
import { type Host, screenOf, status } from '../host.js';
import { allowedPatterns, mapNames, readMap, readMapFile, showIdleRules } from '../maps.js';
import { attempt, compileSpec, showDiagnostics } from '../spec.js';
import { withTensors } from '../tensors.js';

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { operands, values } = invocation;
  const [spec, file] = [itemAt(operands, 0), itemAt(operands, 1)];
  const allowed = allowedPatterns(invocation);
  return attempt(host, async () => {
    const map = await readMap(invocation, host);
    const { diagnostics, model } = await compileSpec(spec, invocation, host);
    showDiagnostics(diagnostics, invocation, host, host.stderr);
    if (!model || !map) return status.found;
    const { result, hint } = await withTensors(file, host, async (tensors) => {
      const result = fit(model, tensors, map, allowed);
      return { result, hint: result.filled.length === 0 ? await betterMap(model, tensors, host) : [] };
    });
    showIdleRules(result, invocation, host);
    const { hasColor, width } = screenOf(host.stdout, host, { noColor: values['no-color'] === true, width: 100 });
    const lines = () => [...fitText(result, painter(hasColor), width), ...hint];
    host.stdout.write(values.format === 'json' ? fitJson(result) : `${lines().join('\n')}\n`);
    return result.ok ? status.ok : status.found;
  });
}

/** If nothing fits: the map of netspec with which most does. */
async function betterMap(model: Model, tensors: TensorFile, host: Host): Promise<readonly string[]> {
  const fits: { readonly name: string; readonly filled: number }[] = [];
  for (const name of mapNames) {
    const { map } = await readMapFile(name, host);
    if (map) fits.push({ name, filled: fit(model, tensors, map).filled.length });
  }
  const [best] = fits.toSorted((a, b) => b.filled - a.filled);
  return best && best.filled > 0 ? [`with --map ${best.name} it fills ${best.filled} of them`] : [];
}
