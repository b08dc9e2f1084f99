/** The sizes of used specs: what a use gives must agree on each of them, and keep its bounds. */

import { sizeIn } from '../core/sizes.js';
import { rankOfInput } from '../diagnostics/messages/shapes.js';
import { beyondBound, differentValues } from '../diagnostics/messages/sizes.js';
import { type Dim, formatDim, rangeOf, sameDim } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { SpecUse } from '../graph/graph.js';
import type { DeclaredSize } from '../spec/spec.js';
import type { LayerReporter } from './layer-reporter.js';

/** Reports the uses of other specs that get other sizes than those declare. */
export function checkUsedSizes(uses: readonly SpecUse[], edges: Edges, reporter: LayerReporter): void {
  for (const use of uses) if (use.spec.sizes.size > 0) new SizeCheck(use, edges, reporter).check();
}

class SizeCheck {
  private readonly values = new Map<string, { readonly dim: Dim; readonly by: string }>();

  constructor(
    private readonly use: SpecUse,
    private readonly edges: Edges,
    private readonly reporter: LayerReporter,
  ) {}

  check(): void {
    const { spec, inputs } = this.use;
    for (const [index, { text, shape }] of [...spec.inputs.values()].entries()) {
      const edge = inputs[index];
      const given = edge && this.edges.get(edge)?.type.shape;
      if (!given) continue;
      if (given.length !== shape.dims.length) {
        this.report(rankOfInput(text, shape.dims.length, given.length), index);
        continue;
      }
      for (const [axis, dim] of shape.dims.entries()) {
        const size = spec.sizes.get(sizeIn(dim) ?? '');
        const value = given[axis];
        if (size && value !== undefined) this.settle(size, value, text, index);
      }
    }
  }

  private settle(size: DeclaredSize, dim: Dim, by: string, index: number): void {
    const { text, minimum = 1, maximum = Number.POSITIVE_INFINITY } = size;
    const shown = formatDim(dim);
    const earlier = this.values.get(text);
    if (earlier) {
      if (sameDim(earlier.dim, dim) !== false) return;
      return this.report(differentValues(text, formatDim(earlier.dim), earlier.by, shown, by), index);
    }
    this.values.set(text, { dim, by });
    const [least, most] = rangeOf(dim);
    if (least < minimum) this.report(beyondBound(text, shown, least, 'minimum', minimum), index);
    else if (most > maximum) this.report(beyondBound(text, shown, most, 'maximum', maximum), index);
  }

  private report(message: ReturnType<typeof rankOfInput> | ReturnType<typeof differentValues>, index: number): void {
    const { item, path } = this.use;
    this.reporter.reportAt(path, message, item.inputs?.[index]?.span ?? item.block.span, []);
  }
}
