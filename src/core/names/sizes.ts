/** Sizes: each is a dimension of an input, and shapes of inputs mention nothing else. */
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { onlySizes, unboundSize } from '../../diagnostics/messages/sizes.js';
import { walk } from '../../expressions/expression.js';
import { formulasInShape } from '../../graph/evaluation.js';
import { type Span, spanWithin } from '../../text/source.js';
import type { Core } from '../core.js';
import { placesOfSizes } from '../sizes.js';

/** Reports sizes that no input has, and shapes of inputs with other names in them. */
export function checkSizes(core: Core, diagnostics: Diagnostics): void {
  reportUnbound(core, diagnostics);
  reportOthers(core, diagnostics);
}

function reportUnbound({ spec }: Core, diagnostics: Diagnostics): void {
  // A shape that could not be read may have any size.
  if ([...spec.inputs.values()].some(({ shape }) => shape.dims.length === 0)) return;
  const places = placesOfSizes(spec);
  const isReported = (span: Span) => diagnostics.has('invalid-name', span) || diagnostics.has('duplicate-name', span);
  for (const { text, span } of spec.sizes.values())
    if (!places.has(text) && !isReported(span)) diagnostics.report(unboundSize(text), span);
}

function reportOthers({ spec, network }: Core, diagnostics: Diagnostics): void {
  for (const { shape } of spec.inputs.values())
    for (const formula of formulasInShape(shape))
      for (const part of walk(formula.expression)) {
        const target = part.kind === 'name' ? network.variables.get(part)?.target : undefined;
        const other = part.kind === 'size' ? `in.${part.size}` : target && target.kind !== 'size' && target.kind;
        if (other) diagnostics.report(onlySizes(other), spanWithin(formula, part));
      }
}
