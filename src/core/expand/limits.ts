/** How large a network may get: how many items and names its expansion may have. */
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import type { Message } from '../../diagnostics/messages/message.js';
import { blocksTooDeep, blockTooLarge } from '../../diagnostics/messages/names.js';
import { networkTooLarge, tooManyNames } from '../../diagnostics/messages/shapes.js';
import type { UseItem } from '../../spec/spec.js';
import type { Span } from '../../text/source.js';
import type { Unit } from '../core.js';
import type { Place } from './place.js';

/** How many items and branches a network may expand to. */
const mostItems = 100_000;

/** How many names all expanded uses of blocks may hold. */
const mostBindings = 10_000_000;

/** How deep uses of blocks may nest. */
const deepestUse = 64;

export class Limits {
  private items = 0;
  private bindings = 0;
  private exceeded = false;

  constructor(private readonly diagnostics: Diagnostics) {}

  /** Whether the network is too large, which was reported. */
  get isExceeded(): boolean {
    return this.exceeded;
  }

  /** Counts an item or a branch; false if there are too many. */
  countItem(span: Span, place: Place): boolean {
    this.items += 1;
    if (this.items > mostItems) this.refuse(span, networkTooLarge(mostItems), place);
    return !this.exceeded;
  }

  /** Counts the names that a repetition holds. */
  countRepetition(span: Span, place: Place): void {
    this.bindings += place.environment.size;
    if (this.bindings > mostBindings) this.refuse(span, tooManyNames(), place);
  }

  /** Counts the names that a use of a block holds; false, and reported, if it can't be expanded. */
  countUse(item: UseItem, { owner, declared }: Unit, { uses, root }: Place): boolean {
    this.bindings += root.size + declared.size;
    if (uses.length < deepestUse && this.bindings <= mostBindings) return true;
    const { text } = owner.name;
    const message = uses.length < deepestUse ? blockTooLarge(text) : blocksTooDeep(text, deepestUse);
    this.diagnostics.report(message, item.block.span);
    return false;
  }

  private refuse(span: Span, message: Message<'too-large'>, { uses }: Place): void {
    if (!this.exceeded) this.diagnostics.report(message, uses[0]?.span ?? span);
    this.exceeded = true;
  }
}
