/** A spec to its core, with every mistake in its names reported. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Spec } from '../spec/spec.js';
import type { Core } from './core.js';
import { checkNames } from './names/check.js';
import { withoutEndless } from './names/endless.js';
import { coreOf } from './resolver.js';

/** What resolution gives. */
export interface Resolved {
  readonly core: Core;
  /** Whether it is all of the spec; if not, what goes in circles was reported and left out. */
  readonly isSound: boolean;
}

/** Resolves the names of a spec, and reports those that are wrong. A name that leads to nothing is a hole in the core. */
export function resolve(spec: Spec, diagnostics: Diagnostics): Resolved {
  const core = coreOf(spec);
  checkNames(core, diagnostics);
  const finite = withoutEndless(core, diagnostics);
  return { core: coreOf(finite), isSound: finite === spec };
}
