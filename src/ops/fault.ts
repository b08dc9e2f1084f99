import type { Code } from '../diagnostics/codes.js';
import type { Message } from '../diagnostics/messages/message.js';

/** A mistake that a shape rule finds. It names an attribute or an input, and `infer` turns that into a place. */
export class RuleFault {
  constructor(
    readonly message: Message<Code>,
    readonly at: { readonly attribute?: string; readonly input?: number } = {},
  ) {}
}
