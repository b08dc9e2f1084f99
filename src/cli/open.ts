/** Opens files, and refuses things that would block or never end. */
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  promises,
  readFileSync,
  type Stats,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Failure } from '../text/failure.js';
import type { Host } from './host.js';

/** Without the second flag, which Windows lacks, opening a named pipe without a writer would block. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Opens a file to read. Throws a `Failure` if it is a folder, a named pipe or a device. */
export async function openFile(file: string): Promise<FileHandle> {
  const handle = await promises.open(file, flags);
  try {
    refuseOthers(await handle.stat(), file);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The bytes of a file. Throws a `Failure` if it is no file, or has more than `most` bytes. */
export function readFileNow(file: string, most: number): Uint8Array {
  const descriptor = openSync(file, flags);
  try {
    const stats = fstatSync(descriptor);
    refuseOthers(stats, file);
    if (stats.size > most) throw tooLarge(file, most);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function refuseOthers(stats: Stats, file: string): void {
  if (stats.isFile()) return;
  const kind = stats.isDirectory() ? 'a folder' : stats.isFIFO() ? 'a named pipe' : 'a device';
  throw new Failure(`cannot read ${file}: it is ${kind}`);
}

const tooLarge = (file: string, most: number) => new Failure(`cannot read ${file}: it has more than ${most} bytes`);

/** A shell's name of a stream that it opened, as in `<(command)`; 0 is standard input. */
const streamName = /^(?:\/dev\/fd|\/proc\/(?:self|\d+)\/fd)\/(?<descriptor>\d+)$/;

/** Whether a name is that of a stream: `-`, or one that a shell opened. */
export const isStream = (file: string): boolean => isStandardInput(file) || streamName.test(file);

const isStandardInput = (file: string): boolean =>
  file === '-' || file === '/dev/stdin' || streamName.exec(file)?.groups?.descriptor === '0';

/** The bytes of a stream until it ends. Throws a `Failure` if it has more than `most`. */
export async function readStream(file: string, host: Host, most: number): Promise<Uint8Array> {
  const stream: AsyncIterable<Uint8Array> = isStandardInput(file) ? host.stdin : createReadStream(file);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > most) throw tooLarge(file, most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
