/**
 * The modules of runtime/, which generated code needs at run time. Uncompiled source reads them on demand; `npm run
 * build` replaces this module by their content, so that nothing is read at run time.
 */
import { type RuntimeModule, readRuntime } from './runtime-files.js';
import type { RuntimeName } from './runtime-names.js';

const read = new Map<RuntimeName, RuntimeModule>();

export function runtime(name: RuntimeName): RuntimeModule {
  const known = read.get(name) ?? readRuntime(name);
  read.set(name, known);
  return known;
}
