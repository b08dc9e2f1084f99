/** Files of tensors on the disk, which stay open while work is done with them. */
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { BadFile, type Bytes, bytesOf } from '../weights/bytes.js';
import { openTensors } from '../weights/open.js';
import type { TensorFile } from '../weights/tensor.js';
import { readBytes, reading } from './files.js';
import type { Host } from './host.js';

/** Opens a file of tensors, or standard input for `-`, does some work with it, and closes it. */
export async function withTensors<T>(file: string, host: Host, work: (tensors: TensorFile) => Promise<T>): Promise<T> {
  const handles: FileHandle[] = [];
  const openFile = async (name: string): Promise<Bytes> => {
    const handle = await reading(name, () => open(name));
    handles.push(handle);
    const { size } = await reading(name, () => handle.stat());
    const read = (start: number, end: number) => reading(name, () => readRange(handle, name, start, end));
    return { name, size, read };
  };
  try {
    const bytes = file === '-' ? bytesOf('<stdin>', await readBytes(file, host)) : await openFile(file);
    const folder = path.dirname(file);
    return await work(await openTensors(bytes, (name) => openFile(path.join(folder, name))));
  } finally {
    for (const handle of handles) await handle.close();
  }
}

async function readRange(handle: FileHandle, name: string, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
    if (bytesRead === 0) throw new BadFile(`${name} became shorter while it was read`);
    done += bytesRead;
  }
  return bytes;
}
