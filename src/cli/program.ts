/** The program, given its process: the commands are loaded as they are asked for. */
import { run } from './run.js';

/** Runs what the process was started for, and sets its exit status. */
export async function main(): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads may have read enough, as `head` has; a full disk is another matter.
    if (error.code === 'EPIPE') return;
    process.stderr.write(`netspec: cannot write to standard output: ${error.code}\n`);
    process.exit(2);
  });
  process.stderr.on('error', () => {});
  try {
    process.exitCode = await run(process.argv.slice(2), process);
  } catch (error) {
    // No spec and no command line should come to this, so it shares no status with them.
    console.error('netspec has made a mistake of its own:', error);
    process.exitCode = 70;
  }
}
