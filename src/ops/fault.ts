import type { Code } from '../diagnostics/diagnostics.js';

/** A mistake that a shape rule finds. It names an attribute or an input, and `infer` turns that into a place. */
export class Fault {
  constructor(
    readonly code: Code,
    readonly message: string,
    readonly at: { readonly attribute?: string; readonly input?: number } = {},
  ) {}
}
