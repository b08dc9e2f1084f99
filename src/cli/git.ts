/** Files in revisions of the git repository of the current folder. */

import { isUtf8 } from 'node:buffer';
import { execFile, execFileSync } from 'node:child_process';
import { Failure } from '../text/failure.js';

/** The maximum size of a file in bytes. */
const mostBytes = 2 ** 26;

/** The text of `REVISION:PATH`; undefined if it does not exist. */
export function readRevisionNow(name: string): string | undefined {
  if (name.startsWith('-')) return undefined;
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    const bytes = execFileSync('git', ['cat-file', 'blob', name], { maxBuffer: mostBytes, stdio });
    return isUtf8(bytes) ? bytes.toString() : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of `REVISION:PATH`. */
export function readRevision(name: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Failure(`cannot read ${name}: ${reason}`));
    if (name.startsWith('-')) return fail('a revision cannot start with a dash');
    const options = { encoding: 'buffer', maxBuffer: mostBytes, env: { ...process.env, LC_ALL: 'C' } } as const;
    execFile('git', ['cat-file', 'blob', name], options, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else if (error.code === 'ENOENT') fail('git is not installed');
      else
        fail(
          stderr
            .toString()
            .replace(/^fatal: /, '')
            .split('\n')[0] || error.message,
        );
    });
  });
}
