/** The values that the layers of a report give, by name. */
import type { LayerEntry, Report } from '../analysis/report.js';

/** The layers by the values that they give: LSTM gives `LSTM` and, as another output, `LSTM.state`. */
export const layersByValue = ({ layers }: Report): ReadonlyMap<string, LayerEntry> =>
  new Map(
    layers.flatMap((layer) => {
      const [, ...others] = Object.keys(layer.outputs ?? {});
      return [layer.name, ...others.map((output) => `${layer.name}.${output}`)].map((name) => [name, layer] as const);
    }),
  );
