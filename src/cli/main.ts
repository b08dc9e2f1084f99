#!/usr/bin/env node
/**
 * Starts the program with what V8 compiled of it before. A short run spends a third of its time on compiling functions
 * as they are called, which are not in the compile cache that Node 22 has. Each command keeps what its first run called
 * that came to a good end; where that can't be kept, every run is the first.
 *
 * It is bundled as a CommonJS module, of which Node loads one sooner than an ES module.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { keepCompiled, readCompiled } from './compiled-code.js';

/** The bundle of program.ts, and that of it with no command but check, by names that tell their content, from the build. */
declare const programFile: string;
declare const checkFile: string;

const [command = ''] = process.argv.slice(2);
const programName = command === 'check' ? checkFile : programFile;
const filename = path.join(__dirname, programName);
/** What the compiled code of a command is kept as; that of `--version` and the like is not. */
const compiledName = /^[a-z]+$/.test(command)
  ? `${programName}.${process.versions.v8}-${process.arch}.${command}`
  : undefined;

const cachedData = compiledName === undefined ? undefined : readCompiled(__dirname, compiledName);
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
  if (compiledName !== undefined && process.exitCode === 0 && !isHelp && !isKept)
    keepCompiled(__dirname, compiledName, script.createCachedData());
  // Once all is written, nothing is left to do but to tidy the memory up, which the system does faster.
  process.stdout.write('', () => process.stderr.write('', () => setImmediate(() => process.exit())));
});
