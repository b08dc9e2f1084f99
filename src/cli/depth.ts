import { type Invocation, UsageError } from './arguments.js';

/** The number of levels of modules to show. */
export function depthOf({ command, values: { depth = '1' } }: Invocation): number {
  if (/^[1-9]\d*$/.test(depth)) return Number(depth);
  throw new UsageError(`--depth must be a whole number, 1 or more, not "${depth}"`, command);
}
