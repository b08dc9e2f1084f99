/** The program: runs a command in the process. */
import { inspect } from 'node:util';
import type { Host } from './host.js';
import { ProcessOutput } from './process-output.js';
import { run } from './run.js';

const stderr = new ProcessOutput(() => process.stderr.on('error', () => {}));
const stdout = new ProcessOutput(() =>
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader such as `head` may close the pipe; a full disk is an error.
    if (error.code === 'EPIPE') return;
    stderr.write(`netspec: cannot write to standard output: ${error.code}\n`);
    process.exit(2);
  }),
);
const host: Host = {
  env: process.env,
  get stdin() {
    return process.stdin;
  },
  stdout,
  stderr,
};

/** Runs the command line of the process, and sets its exit status. */
export async function main(): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2), host);
  } catch (error) {
    // A bug, whose exit status is no other's.
    stderr.write(`netspec has made a mistake of its own: ${inspect(error)}\n`);
    process.exitCode = 70;
  }
}

/** Waits until everything is written. */
export async function flush(): Promise<void> {
  await stdout.flush();
  await stderr.flush();
}
