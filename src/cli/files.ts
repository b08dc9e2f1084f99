/** Reading and writing files, with readable errors. */

import { isUtf8 } from 'node:buffer';
import { existsSync, promises, realpathSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { ReadFile } from '../core/library.js';
import { Failure } from '../text/failure.js';
import { makeFolder, removeAbandonedDrafts, withDraft } from './drafts.js';
import { errorCode } from './error-code.js';
import type { Host } from './host.js';
import { isStream, openFile, readFileNow, readStream } from './open.js';

/** The maximum that Node reads of a file at once, in bytes. */
const mostAtOnce = 2 ** 31 - 1;

/** The bytes of a file, or of a stream such as `-`, standard input. Throws a `Failure` above `most` bytes. */
export async function readBytes(file: string, host: Host, most = mostAtOnce): Promise<Uint8Array> {
  return reading(file, async () => (isStream(file) ? readOnce(file, host, most) : readFileNow(file, most)));
}

/** Contents of streams, which can be read only once. */
const streamed = new WeakMap<Host, Map<string, Promise<Uint8Array>>>();

async function readOnce(file: string, host: Host, most: number): Promise<Uint8Array> {
  const known = streamed.get(host) ?? new Map<string, Promise<Uint8Array>>();
  streamed.set(host, known);
  const bytes = known.get(file) ?? readStream(file, host, most);
  known.set(file, bytes);
  return bytes;
}

/** The maximum size of a used spec, in bytes. */
const mostBytes = 2 ** 24;

/**
 * Reads the specs that a spec uses, at paths relative to its name: its path, or its base name. They come from the same
 * revision, if it is in git. Links are followed within the current folder, or within the spec's folder if that is
 * elsewhere.
 */
export async function readerFor(spec: string, name = spec): Promise<ReadFile> {
  const revision = existsSync(spec) ? undefined : /^[^/\\]+:/.exec(spec)?.[0];
  if (revision !== undefined) {
    const { readRevisionNow } = await import('./git.js');
    return (file) => (file.startsWith(revision) ? readRevisionNow(file) : undefined);
  }
  const folder = path.dirname(path.resolve(spec));
  const root = isBelow(folder, process.cwd()) ? process.cwd() : folder;
  const base = name === path.basename(spec) ? folder : '';
  return (file) => readSpecBelow(root, path.resolve(base, file));
}

/** The text of a spec; undefined if it cannot be read, or if its path or a link leads out of a folder. */
export function readSpecBelow(root: string, file: string): string | undefined {
  try {
    const target = realpathSync(file);
    return isBelow(target, realpathSync(root)) ? textOf(readFileNow(target, mostBytes)) : undefined;
  } catch {
    return undefined;
  }
}

/** The text of bytes, without a byte-order mark; undefined if they are not UTF-8. */
const textOf = (bytes: Uint8Array): string | undefined => (isUtf8(bytes) ? new TextDecoder().decode(bytes) : undefined);

/** Whether a path is a folder or below it; both are absolute. */
export function isBelow(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return !path.isAbsolute(way) && way.split(path.sep)[0] !== '..';
}

/** Reads a file; an error of the system becomes a `Failure` with its reason. */
export async function reading<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`cannot read ${file}: ${reason(error)}`);
  }
}

/** Reads a file that may not exist; undefined if it does not. */
async function readingExisting<T>(file: string, read: (handle: FileHandle) => Promise<T>): Promise<T | undefined> {
  return reading(file, async () => {
    let handle: FileHandle | undefined;
    try {
      handle = await openFile(file);
      return await read(handle);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    } finally {
      await handle?.close();
    }
  });
}

/** The bytes of a file; undefined if it does not exist. */
export async function readExisting(file: string): Promise<Buffer | undefined> {
  return readingExisting(file, (handle) => handle.readFile());
}

/** Whether a file holds exactly these bytes, compared piece by piece; undefined if it does not exist. */
export async function holds(file: string, pieces: Iterable<Uint8Array>): Promise<boolean | undefined> {
  return readingExisting(file, async (handle) => {
    for (const piece of pieces) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(piece.length));
      if (bytesRead < piece.length || !buffer.equals(piece)) return false;
    }
    const { bytesRead } = await handle.read(Buffer.alloc(1));
    return bytesRead === 0;
  });
}

/** Writes a file completely or not at all, and makes its folder if needed; links and modes are kept. */
export async function writeWhole(file: string, bytes: Uint8Array | Iterable<Uint8Array>): Promise<void> {
  const target = await promises.realpath(file).catch(() => file);
  const folder = path.dirname(target);
  try {
    makeFolder(folder);
    await withDraft(folder, async (draft) => {
      await promises.writeFile(draft, bytes, { flag: 'wx' });
      const existing = await promises.stat(target).catch(() => undefined);
      if (existing) await promises.chmod(draft, existing.mode);
      await promises.rename(draft, target);
    });
  } catch (error) {
    throw new Failure(`cannot write ${file}: ${reason(error)}`);
  }
  removeAbandonedDrafts(folder);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of its path is not a folder',
  EEXIST: 'part of its path is not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'its name is too long',
  ENXIO: 'it is a socket or a device',
  ELOOP: 'too many symbolic links',
  ERR_INVALID_ARG_VALUE: 'not a valid file name',
};

/** The reason of a failed system call; other errors are bugs, and are thrown again. */
function reason(error: unknown): string {
  const code = errorCode(error);
  if (code === undefined) throw error;
  return reasons[code] ?? code;
}
