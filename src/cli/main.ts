#!/usr/bin/env node
/** The `netspec` program: its arguments and the process given to `run`. */
import { run } from './run.js';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads may stop, as `head` does; a disk that is full is another matter.
    if (error.code !== 'EPIPE') process.exit(2);
  });
}

process.exitCode = await run(process.argv.slice(2), process);
