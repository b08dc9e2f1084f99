/** The place to blame for the value of an attribute: the layer itself, or the layer and its default. */
import type { Note } from '../diagnostics/diagnostic.js';
import { skipNull, takenBy, takesFromDefault } from '../diagnostics/messages/shapes.js';
import { walk } from '../expressions/expression.js';
import { formulasIn } from '../graph/evaluation.js';
import type { Binding, BoundAttribute, Environment, Node } from '../graph/graph.js';
import type { Plain } from '../ops/attributes.js';
import type { WrittenValue } from '../spec/spec.js';
import type { Span } from '../text/source.js';

/** Where to report a fault, and with which notes. */
export interface FaultSite {
  readonly span: Span;
  readonly notes: readonly Note[];
}

/** The place for a value that does not fit the layer's input. */
export function placeInLayer({ item }: Node, key: string, { written, isDefault }: BoundAttribute): FaultSite {
  if (!isDefault) return { span: written.span, notes: [] };
  return { span: item.span, notes: [{ message: takesFromDefault(key), span: written.span }] };
}

/**
 * The place for a value that does not fit the attribute: the default itself, unless it depends on the layer's input.
 */
export function placeOfValue(node: Node, key: string, bound: BoundAttribute): FaultSite {
  const { written, environment, isDefault } = bound;
  if (!isDefault || readsSizes(written, environment)) return placeInLayer(node, key, bound);
  return { span: written.span, notes: [{ message: takenBy(node.op.name), span: node.item.span }] };
}

/** Whether a value depends on the size of an input. */
function readsSizes(written: WrittenValue, environment: Environment, seen = new Set<Binding>()): boolean {
  return [...formulasIn(written)].some(({ expression }) =>
    [...walk(expression)].some((part) => {
      if (part.kind !== 'name') return part.kind === 'size';
      const binding = environment.find(part);
      if (!binding || binding.kind === 'value' || binding.kind === 'coordinate' || seen.has(binding)) return false;
      seen.add(binding);
      if (binding.kind === 'dimension') return true;
      const inner: WrittenValue =
        binding.kind === 'formula' ? { kind: 'formula', ...binding.formula } : binding.written;
      return readsSizes(inner, binding.environment, seen);
    }),
  );
}

/** The remedy for a layer that gets null from a parameter: a condition. */
export function remedyOfNull(plain: Plain, { source, start, end }: Span): string | undefined {
  const text = source.text.slice(start, end);
  return plain === null && /^[A-Za-z]\w*$/.test(text) && text !== 'null' ? skipNull(text) : undefined;
}

/** Faults in what layers take from defaults. A default that no layer can take is one mistake. */
export class DefaultFaults {
  private readonly found = new Map<WrittenValue, (() => void)[]>();

  add(standard: WrittenValue, report: () => void): void {
    const reports = this.found.get(standard);
    if (reports) reports.push(report);
    else this.found.set(standard, [report]);
  }

  /** Reports each fault; of a default that no sound layer takes, only the first. */
  report(sound: Iterable<Node>): void {
    if (this.found.size === 0) return;
    const taken = new Set<WrittenValue>();
    for (const { attributes } of sound) for (const { written } of attributes.values()) taken.add(written);
    for (const [standard, reports] of this.found)
      for (const report of taken.has(standard) ? reports : reports.slice(0, 1)) report();
  }
}
