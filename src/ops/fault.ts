import type { Code } from '../diagnostics/codes.js';
import type { Message } from '../diagnostics/messages/message.js';

/** A fault that an op's rule finds. It names an attribute or an input, and `infer` finds the place. */
export class RuleFault {
  constructor(
    readonly message: Message<Code>,
    readonly at: { readonly attribute?: string; readonly input?: number } = {},
  ) {}
}
