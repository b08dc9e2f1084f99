import { type Invocation, UsageError } from './arguments.js';

/** How many levels of modules are unfolded. */
export function depthOf({ command, values: { depth = '1' } }: Invocation): number {
  if (/^[1-9]\d*$/.test(depth)) return Number(depth);
  throw new UsageError(`--depth is a whole number from 1, not "${depth}"`, command);
}
