/** The names of layers, which must be unique. */
import { blameSameName, type NamedNode } from '../blame/same-name.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { type EvaluationContext, evaluateName } from '../graph/evaluation.js';
import { type Node, noEdge } from '../graph/graph.js';
import type { AttributeValues } from '../ops/attributes.js';
import { companionsOf, predecessorsOf } from '../ops/companions.js';
import { literal } from '../spec/spec.js';
import type { LayerReporter } from './layer-reporter.js';

export class LayerNames {
  /** By the names of layers and of their companions. */
  private readonly taken = new Map<string, NamedNode>();

  constructor(
    private readonly diagnostics: Diagnostics,
    private readonly reporter: LayerReporter,
  ) {}

  /** The name of a layer, as far as it is known before its expressions are evaluated. */
  preview({ name: { scope, own } }: Node): string {
    return scope + ((own && literal(own)) ?? '');
  }

  /** The name of a layer; undefined if it has none, or if another layer has it, which is reported. */
  settle(node: Node, values: AttributeValues, context: EvaluationContext): string | undefined {
    const { scope, own, environment } = node.name;
    const locals = own && literal(own) === undefined ? new Map(Object.entries(values)) : undefined;
    const text = own ? evaluateName(own, environment, node.inputs[0] ?? noEdge, context, locals) : '';
    if (text === undefined) return undefined;
    const name = own ? scope + text : scope.slice(0, -1);
    // A layer without a scope and a name was reported already.
    if (name === '') return name;
    // A layer with its scope's name has it from the use, or from its own place.
    const span = own?.span ?? node.uses.at(-1)?.name?.span ?? node.item.opSpan;
    const beside = [...predecessorsOf(node.op, values), ...companionsOf(node.op, values)];
    for (const taken of [name, ...beside.map((companion) => `${name}/${companion}`)]) {
      const named = { node, span, isCompanion: taken !== name };
      const earlier = this.taken.get(taken);
      if (earlier) {
        this.reportSameName(taken, named, earlier);
        return undefined;
      }
      this.taken.set(taken, named);
    }
    this.reporter.current = name;
    return name;
  }

  private reportSameName(taken: string, named: NamedNode, earlier: NamedNode): void {
    const { message, span, notes, around } = blameSameName(taken, named, earlier);
    this.reporter.fail(message.code);
    // A use without a name whose output needs one was reported already.
    if (!this.diagnostics.has('missing-name', span)) this.reporter.reportAt(around, message, span, notes);
  }
}
