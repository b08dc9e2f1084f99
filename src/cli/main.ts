#!/usr/bin/env node
/**
 * Starts the program with what V8 compiled of it before. A short run spends a third of its time on compiling functions
 * as they are called, which are not in the compile cache that Node 22 has. Each command keeps what its first run called
 * that came to a good end, in a file beside the program: whoever may write that may change the program as well, and where
 * it can't be written every run is the first.
 *
 * It is bundled as a CommonJS module, of which Node loads one sooner than an ES module.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

/** The bundle of program.ts, and that of it with no command but check, by names that tell their content, from the build. */
declare const programFile: string;
declare const checkFile: string;

const [command = ''] = process.argv.slice(2);
const filename = path.join(__dirname, command === 'check' ? checkFile : programFile);
/** Where the compiled code of a command is kept; that of `--version` and the like is not. */
const cacheFile = /^[a-z]+$/.test(command)
  ? `${filename}.${process.versions.v8}-${process.arch}.${command}`
  : undefined;

const cachedData = cacheFile === undefined ? undefined : readCache(cacheFile);
const script = new Script(readFileSync(filename, 'latin1'), {
  filename,
  ...(cachedData && { cachedData }),
});
const bundle = { exports: {} as typeof import('./program.js') };
const hostImport = (specifier: string): Promise<unknown> => import(specifier);
script.runInThisContext()(bundle, require, hostImport, pathToFileURL(filename).href);
bundle.exports.main().then(() => {
  const isHelp = process.argv.some((argument) => argument === '-h' || argument === '--help');
  const isKept = cachedData && !script.cachedDataRejected;
  if (cacheFile !== undefined && process.exitCode === 0 && !isHelp && !isKept) writeCache(cacheFile);
  // Once all is written, nothing is left to do but to tidy the memory up, which the system does faster.
  process.stdout.write('', () => process.stderr.write('', () => setImmediate(() => process.exit())));
});

function readCache(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function writeCache(file: string): void {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, script.createCachedData());
    renameSync(draft, file);
  } catch {
    rmSync(draft, { force: true });
  }
}
