/**
 * Keeps the code that V8 compiled for the next run: in a file beside the program, or, if that is not writable, in the
 * user's cache folder. Anyone who may write beside the program may change the program as well; the cache folder may be
 * anyone's, so only files that this user alone may write are read from it.
 *
 * V8 trusts compiled code, and damaged code ends the process, so the code is kept twice. Comparing both takes less
 * time than Node takes to load zlib for a checksum.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { draftIn, isOlder, makeFolder, namesIn, remove, removeAbandonedDrafts } from './drafts.js';

/** The names of kept files, of any version of netspec and V8. */
const keptName = /^(check|lsp|program)-\w+\.cjs\../;

/** The maximum age of kept code in milliseconds; older code may be of a version that is gone. */
const longestKept = 30 * 24 * 60 * 60 * 1000;

/**
 * The compiled code kept under a name; undefined if there is none, it is damaged, or another user may have written it.
 */
export function readCompiled(folder: string, name: string): Buffer | undefined {
  const beside = readChecked(path.join(folder, name), () => true);
  if (beside) return beside;
  const own = userFolder();
  return own === undefined ? undefined : readChecked(path.join(own, name), isPrivate);
}

/** Keeps compiled code for the next run, if any folder is writable. */
export function keepCompiled(folder: string, name: string, code: Buffer): void {
  const content = Buffer.concat([code, code]);
  if (write(folder, name, content)) return;
  const own = userFolder();
  if (own) write(own, name, content);
}

/** The folder for a user's caches on each system; undefined if there is none. */
function userFolder(): string | undefined {
  const { platform, env } = process;
  const [given = '', usual] =
    platform === 'win32'
      ? [env.LOCALAPPDATA, 'AppData/Local']
      : platform === 'darwin'
        ? ['', 'Library/Caches']
        : [env.XDG_CACHE_HOME, '.cache'];
  // https://specifications.freedesktop.org/basedir-spec: relative paths are ignored.
  if (path.isAbsolute(given)) return path.join(given, 'netspec');
  try {
    return path.join(homedir(), usual, 'netspec');
  } catch {
    // A user unknown to the system has no home.
    return undefined;
  }
}

function readChecked(file: string, isTrusted: (stats: Stats) => boolean): Buffer | undefined {
  let content: Buffer;
  try {
    // Without the flag, which Windows lacks, opening a pipe would block.
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile() || !isTrusted(stats)) return undefined;
      content = readFileSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
  const code = content.subarray(0, content.length / 2);
  return code.length > 0 && content.subarray(code.length).equals(code) ? code : undefined;
}

/** Whether only this user may write a file. Windows protects a user's folders by itself. */
const isPrivate = ({ uid, mode }: Stats): boolean =>
  process.geteuid === undefined || (uid === process.geteuid() && (mode & 0o022) === 0);

/** Writes a file, and deletes old ones; gives whether that worked. */
function write(folder: string, name: string, content: Buffer): boolean {
  const draft = draftIn(folder);
  try {
    makeFolder(folder, 0o700);
    writeFileSync(draft, content, { flag: 'wx', mode: 0o644 });
    renameSync(draft, path.join(folder, name));
  } catch {
    remove(draft);
    return false;
  }
  removeAbandonedDrafts(folder);
  for (const other of namesIn(folder)) {
    const file = path.join(folder, other);
    if (keptName.test(other) && isOlder(file, longestKept)) remove(file);
  }
  return true;
}
