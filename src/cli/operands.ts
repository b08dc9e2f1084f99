/** Operands to files: a file, all files of a kind below a folder, or the files that match a pattern. */
import { isUtf8 } from 'node:buffer';
import { promises, readFileSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { type Invocation, UsageError } from './arguments.js';
import { type Command, commands } from './commands.js';
import { reading } from './files.js';

/** A kind of file, and how to recognize it below a folder. */
export interface FileKind {
  /** Its plural in messages. */
  readonly name: string;
  readonly extension: RegExp;
  readonly isOne?: (file: string) => boolean;
}

/** A key that specs have, and other YAML files hardly ever. */
const specKey = /^\ufeff?(?:(?:[{ ]*)["']?netspec|\{?["']?(?:layers|blocks))["']?\s*:/m;

/** Most YAML files are no specs. One that is empty or no text may have been a spec. */
export const specs: FileKind = {
  name: 'specs',
  extension: /\.ya?ml$/i,
  isOne: (file) => {
    const bytes = readFileSync(file);
    const text = bytes.toString();
    return !isUtf8(bytes) || text.trim() === '' || specKey.test(text);
  },
};

/**
 * An invocation with its specs as files, each file once if the command takes any number. Throws `UsageError` if a
 * folder or pattern gives none, or more than the command takes.
 */
export async function withSpecFiles(invocation: Invocation): Promise<Invocation> {
  const { command, operands } = invocation;
  const { specs: count }: Command = commands[command];
  const takesAny = count === Number.POSITIVE_INFINITY;
  const given = operands.slice(0, count);
  const files: string[] = [];
  for (const word of given) {
    const found = await filesOf(word, specs, command);
    if (found.length > 1 && !takesAny) {
      const some = `${found.slice(0, 3).join(', ')}${found.length > 3 ? ', ...' : ''}`;
      throw new UsageError(`${word} matches ${found.length} specs; choose one: ${some}`, command);
    }
    files.push(...found);
  }
  const kept = takesAny ? [...new Map(files.map((file) => [path.normalize(file), file])).values()] : files;
  return { ...invocation, operands: [...kept, ...operands.slice(count)] };
}

/** The files of an operand, sorted by name. An operand that is no folder and no pattern is a file. */
export async function filesOf(word: string, kind: FileKind, command: Invocation['command']): Promise<string[]> {
  if (word === '-') return [word];
  const found = statOf(word);
  if (found?.isDirectory()) {
    const files: string[] = [];
    for await (const file of below(word, kind)) files.push(file);
    if (files.length === 0) throw new UsageError(`no ${kind.name} in ${word}`, command);
    return files.sort();
  }
  if (found || !/[*?[\]{}]/.test(word) || isRevision(word)) return [word];
  const { glob } = await import('tinyglobby');
  const pattern = path.sep === '\\' ? word.replaceAll('\\', '/') : word;
  const files = await glob(pattern, {
    absolute: path.isAbsolute(word),
    expandDirectories: false,
    ignore: ['**/node_modules/**'],
  });
  if (files.length === 0) throw new UsageError(`no file matches ${word}`, command);
  return files.sort();
}

/** The status of a file; undefined if there is none, which is reported when the file is read. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

/** `REVISION:PATH` of git, but not the letter of a drive. */
const isRevision = (word: string): boolean => /^[^/\\:]{2,}:/.test(word);

/** The files of a kind below a folder, without hidden files and packages. Links to folders are not followed. */
async function* below(folder: string, kind: FileKind): AsyncGenerator<string> {
  for (const entry of await reading(folder, () => promises.readdir(folder, { withFileTypes: true }))) {
    const file = path.join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) yield* below(file, kind);
    else if (kind.extension.test(entry.name) && statOf(file)?.isFile() && (kind.isOne?.(file) ?? true)) yield file;
  }
}
