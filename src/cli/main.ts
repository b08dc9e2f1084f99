#!/usr/bin/env node
/**
 * Starts the program with code that V8 compiled before. A short run spends a third of its time on compiling functions
 * when they are called, which Node's own compile cache does not contain. The first successful run of each command keeps
 * the functions that it called; if they can't be kept, every run compiles again.
 *
 * It is bundled as a CommonJS module, which Node loads faster than an ES module.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { keepCompiled, readCompiled } from './compiled-code.js';

/** The bundle of program.ts, and those with one command only; the build names them by their content. */
declare const programFile: string;
declare const checkFile: string;
declare const lspFile: string;

const [command = ''] = process.argv.slice(2);

const programName = command === 'check' ? checkFile : command === 'lsp' ? lspFile : programFile;
const filename = path.join(__dirname, programName);
/** The name of the command's compiled code; undefined for `--version` and the like. */
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
bundle.exports.main().then(async () => {
  const isHelp = process.argv.some((argument) => argument === '-h' || argument === '--help');
  const isKept = cachedData && !script.cachedDataRejected;
  if (compiledName !== undefined && process.exitCode === 0 && !isHelp && !isKept)
    keepCompiled(__dirname, compiledName, script.createCachedData());
  // Once everything is written, only memory is left to free, which the system does faster.
  await bundle.exports.flush();
  setImmediate(() => process.exit());
});
