/** Reports the mistakes of layers. */
import type { Code } from '../diagnostics/codes.js';
import type { Note, Remedy } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Message } from '../diagnostics/messages/message.js';
import { inUse } from '../diagnostics/messages/names.js';
import { inRepetition } from '../diagnostics/messages/shapes.js';
import type { ItemStep, Node } from '../graph/graph.js';
import type { Span } from '../text/source.js';

export class LayerReporter {
  /** The name of the current layer, as far as it is known. */
  current = '';
  /** The first mistake, and its layer. */
  failure?: { readonly layer: string; readonly code: Code };

  constructor(private readonly diagnostics: Diagnostics) {}

  /** Reports with a note at each use and repetition around the layer. */
  report(node: Node, message: Message<Code>, span: Span, notes: readonly Note[] = [], remedy: Remedy = {}): void {
    this.reportAt(node.path, message, span, notes, remedy);
  }

  reportAt(
    path: readonly ItemStep[],
    message: Message<Code>,
    span: Span,
    notes: readonly Note[],
    remedy: Remedy = {},
  ): void {
    this.fail(message.code);
    this.diagnostics.report(message, span, { notes: [...notes, ...notesOf(path)], ...remedy });
  }

  /** Records a mistake of the current layer that may be reported later. */
  fail(code: Code): void {
    this.failure ??= { layer: this.current, code };
  }
}

const notesOf = (path: readonly ItemStep[]): readonly Note[] =>
  path.flatMap(({ item, index }): Note[] => {
    const which = index === undefined ? '' : `, where index is ${index}`;
    if (item.kind === 'use') return [{ message: inUse(item.block.text, which), span: item.span }];
    return item.repeat ? [{ message: inRepetition(which), span: item.repeat.span }] : [];
  });
