/** Builds the playground, once for all test files. */
import { execFileSync } from 'node:child_process';

export const setup = (): void => {
  execFileSync(process.execPath, ['build/build/playground.js']);
};
