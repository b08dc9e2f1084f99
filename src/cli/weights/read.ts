/** Reads the weights of a network from a file that fits it. */

import type { Model } from '../../graph/graph.js';
import { painter } from '../../text/paint.js';
import { fit } from '../../weights/fit.js';
import { fitText } from '../../weights/fit-report.js';
import { load } from '../../weights/load.js';
import type { WeightMap } from '../../weights/map.js';
import type { Weights } from '../../weights/tensor.js';
import type { Invocation } from '../arguments.js';
import { type Host, screenOf } from '../host.js';
import { allowedPatterns } from '../maps.js';
import { withTensors } from '../tensors.js';

/** Reads weights through a map; undefined if the file does not fit, which is shown. */
export async function readWeights(
  file: string,
  model: Model,
  map: WeightMap,
  invocation: Invocation,
  host: Host,
): Promise<Weights | undefined> {
  return withTensors(file, host, async (tensors) => {
    const result = fit(model, tensors, map, allowedPatterns(invocation));
    if (result.ok) return load(result);
    const noColor = invocation.values['no-color'] === true;
    const { hasColor, width } = screenOf(host.stderr, host, { noColor, width: 100 });
    host.stderr.write(`${fitText(result, painter(hasColor), width).join('\n')}\n`);
    return undefined;
  });
}
