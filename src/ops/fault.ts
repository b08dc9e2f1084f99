import type { Code } from '../diagnostics/codes.js';
import type { Message } from '../diagnostics/messages/message.js';
import type { TextRange } from '../text/source.js';

/** What is wrong with a layer. */
interface FaultPlace {
  readonly attribute?: string;
  /** In the text of the attribute. */
  readonly range?: TextRange;
  /** Which of the attribute's values by name. */
  readonly key?: string;
  readonly input?: number;
}

/** A fault that an op's rule finds. It names an attribute or an input, and `infer` finds the place. */
export class RuleFault {
  constructor(
    readonly message: Message<Code>,
    readonly at: FaultPlace = {},
  ) {}
}
