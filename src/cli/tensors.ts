/** Files of tensors, which stay open while they are used. */
import { promises } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { BadFile, type ByteSource, bytesOf } from '../weights/bytes.js';
import { openTensors } from '../weights/open.js';
import type { TensorFile } from '../weights/tensor.js';
import { isBelow, readBytes, reading } from './files.js';
import type { Host } from './host.js';
import { isStream, openFile } from './open.js';
import { nameOf } from './spec.js';

/** Opens a file of tensors, or reads a stream such as `-`, calls `work` with it, and closes it. */
export async function withTensors<T>(file: string, host: Host, work: (tensors: TensorFile) => Promise<T>): Promise<T> {
  const handles: FileHandle[] = [];
  const openBytes = async (name: string): Promise<ByteSource> => {
    const handle = await reading(name, () => openFile(name));
    handles.push(handle);
    const { size } = await reading(name, () => handle.stat());
    const read = (start: number, end: number) => reading(name, () => readRange(handle, name, start, end));
    return { name, size, read };
  };
  try {
    const bytes = isStream(file) ? bytesOf(nameOf(file), await readBytes(file, host)) : await openBytes(file);
    return await work(await openTensors(bytes, async (name) => openBytes(await shardOf(file, name))));
  } finally {
    for (const handle of handles) await handle.close();
  }
}

/**
 * A shard of a model, by its path below the model's folder. Links are followed within that folder, or within the folder
 * that the model itself links to, as caches of downloads have them.
 */
async function shardOf(model: string, name: string): Promise<string> {
  const shard = path.join(path.dirname(model), name);
  await reading(shard, async () => {
    const target = await promises.realpath(shard);
    const folders = [await promises.realpath(path.dirname(model)), path.dirname(await promises.realpath(model))];
    if (!folders.some((folder) => isBelow(target, folder)))
      throw new BadFile(`${shard} is a link to a file outside of the folder of ${model}`);
  });
  return shard;
}

async function readRange(handle: FileHandle, name: string, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
    if (bytesRead === 0) throw new BadFile(`${name} was truncated while it was read`);
    done += bytesRead;
  }
  return bytes;
}
