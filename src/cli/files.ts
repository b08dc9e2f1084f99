/** Reading and writing, with errors that a person understands. */
import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure.js';
import type { ReadFile } from '../library.js';
import type { Host } from './host.js';

/** The bytes of a file, or of standard input for `-`; no more than `most` of them. */
export async function readBytes(file: string, host: Host, most = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const tooMany = new Failure(`cannot read ${file}: it has more than ${most} bytes`);
  return reading(file, async () => {
    if (file !== '-') {
      if (statSync(file).size > most) throw tooMany;
      return readFileSync(file);
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of host.stdin) {
      size += chunk.length;
      if (size > most) throw tooMany;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  });
}

/** The largest spec that another one may use, in bytes. */
const mostBytes = 2 ** 24;

/**
 * Reads the specs that a spec uses, at paths that begin as its own does: of the same revision where it is one of git's.
 * Links are followed within the folder that netspec runs in, or that of the spec where that is elsewhere.
 */
export async function readerFor(spec: string): Promise<ReadFile> {
  const revision = existsSync(spec) ? undefined : /^[^/\\]+:/.exec(spec)?.[0];
  if (revision !== undefined) {
    const { readRevisionNow } = await import('./git.js');
    return (file) => (file.startsWith(revision) ? readRevisionNow(file) : undefined);
  }
  const folder = path.dirname(path.resolve(spec));
  const root = isBelow(folder, process.cwd()) ? process.cwd() : folder;
  return (file) => {
    try {
      const target = realpathSync(file);
      if (!isBelow(target, realpathSync(root)) || statSync(target).size > mostBytes) return undefined;
      return textOf(readFileSync(target));
    } catch {
      return undefined;
    }
  };
}

/** The text of bytes, without a byte-order mark; none where they are not UTF-8. */
const textOf = (bytes: Uint8Array): string | undefined => (isUtf8(bytes) ? new TextDecoder().decode(bytes) : undefined);

function isBelow(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return !path.isAbsolute(way) && way.split(path.sep)[0] !== '..';
}

/** Does some reading of a file; where the system refuses, the failure says why. */
export async function reading<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new Failure(`cannot read ${file}: ${reason(error)}`);
  }
}

/** The bytes of a file, or undefined where there is none. */
export async function readExisting(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Failure(`cannot read ${file}: ${reason(error)}`);
  }
}

/** Whether a file holds just these bytes, of which no more than a piece is in memory; undefined where there is none. */
export async function holds(file: string, pieces: Iterable<Uint8Array>): Promise<boolean | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    for (const piece of pieces) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(piece.length));
      if (bytesRead < piece.length || !buffer.equals(piece)) return false;
    }
    const { bytesRead } = await handle.read(Buffer.alloc(1));
    return bytesRead === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Failure(`cannot read ${file}: ${reason(error)}`);
  } finally {
    await handle?.close();
  }
}

/** Writes a file whole or not at all, making its folder where there is none; a link stays one, and a mode what it was. */
export async function writeWhole(file: string, bytes: Uint8Array | Iterable<Uint8Array>): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const folder = path.dirname(target);
  const draft = path.join(folder, `.${path.basename(target)}.${crypto.randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(draft, bytes, { flag: 'wx' });
    const existing = await stat(target).catch(() => undefined);
    if (existing) await chmod(draft, existing.mode);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw new Failure(`cannot write ${file}: ${reason(error)}`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EEXIST: 'a part of its path is no folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links go round in circles',
  ERR_INVALID_ARG_VALUE: 'it is no file name',
};

/** The reason for a failed system call; anything else is a mistake of ours, and goes on. */
function reason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return reasons[code] ?? code;
}
