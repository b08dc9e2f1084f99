/**
 * Edits that make claims hold: declarations become what is computed, unless several expansions share one and differ.
 */
import { type Remedy, update } from '../diagnostics/diagnostic.js';
import { changeEach, usesDiffer } from '../diagnostics/messages/claims.js';
import { changeTo } from '../diagnostics/messages/remedies.js';
import { formatShape } from '../expressions/shape.js';
import { groupBy } from '../text/group-by.js';
import type { Span } from '../text/source.js';
import type { Claim } from './claim.js';

export class Updates {
  /** The computed values, by the place of their declaration. */
  private readonly actual = new Map<string, string>();

  /** Takes all claims that do not hold, and the places of all claims, once for each expansion. */
  constructor(wrong: readonly Claim[], claimed: readonly Span[]) {
    const all = groupBy(claimed, placeOf);
    for (const [place, [first, ...others]] of groupBy(wrong, ({ declared }) => placeOf(declared.span))) {
      if (!first || others.length + 1 !== all.get(place)?.length) continue;
      const actual = actualOf(first);
      if (others.every((other) => actualOf(other) === actual)) this.actual.set(place, actual);
    }
  }

  /** The remedy of a mistake that several claims show. */
  of(claims: readonly Claim[]): Remedy {
    const places = new Map(claims.map(({ declared: { span } }) => [placeOf(span), span]));
    const edits = [...places].flatMap(([place, span]) => {
      const newText = this.actual.get(place);
      return newText === undefined ? [] : { span, newText };
    });
    const [first] = edits;
    const left = edits.length < places.size ? { help: usesDiffer } : {};
    if (!first) return left;
    const title = edits.length > 1 ? changeEach(edits.length) : changeTo(first.newText);
    return { ...left, fix: update(edits, title) };
  }
}

/** The value that would hold. A size that is declared as open stays open. */
function actualOf(claim: Claim): string {
  if (claim.kind !== 'output') return String(claim.actual);
  const { declared, shape } = claim;
  const keepsOpen = declared.dims.length === shape.length;
  return formatShape(shape.map((dim, axis) => (keepsOpen && declared.dims[axis] === null ? null : dim)));
}

const placeOf = ({ source, start }: Span): string => `${source.file} ${start}`;
