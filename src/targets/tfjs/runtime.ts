/**
 * What generated code needs at run time: the modules of runtime/. As source they are read when they are asked for;
 * `npm run build` puts them in the place of this module, so that nothing is read at run time.
 */
import { type RuntimeModule, readRuntime } from './runtime-files.js';
import type { RuntimeName } from './runtime-names.js';

const read = new Map<RuntimeName, RuntimeModule>();

export function runtime(name: RuntimeName): RuntimeModule {
  const known = read.get(name) ?? readRuntime(name);
  read.set(name, known);
  return known;
}
