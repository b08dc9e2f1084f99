/** The program: runs a command in the process. */
import { run } from './run.js';

/** Runs the command line of the process, and sets its exit status. */
export async function main(): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader such as `head` may close the pipe; a full disk is an error.
    if (error.code === 'EPIPE') return;
    process.stderr.write(`netspec: cannot write to standard output: ${error.code}\n`);
    process.exit(2);
  });
  process.stderr.on('error', () => {});
  try {
    process.exitCode = await run(process.argv.slice(2), process);
  } catch (error) {
    // A bug, whose exit status is no other's.
    console.error('netspec has made a mistake of its own:', error);
    process.exitCode = 70;
  }
}
