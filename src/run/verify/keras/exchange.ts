/** Tensors in files for another process: their float32 values, one after the other, little-endian as in memory. */
import { type FileHandle, open } from 'node:fs/promises';
import type { Tensor } from '../../../weights/tensor.js';

/** A tensor's place in such a file is that after the tensors before it. */
export interface ExchangedTensor {
  readonly shape: readonly number[];
}

/** Writes tensors; gives their names and shapes. */
export async function writeTensors(
  file: string,
  tensors: Iterable<readonly [string, Tensor]>,
): Promise<readonly (ExchangedTensor & { readonly name: string })[]> {
  return withFile(file, 'w', async (handle) => {
    const written = [];
    for (const [name, { shape, data }] of tensors) {
      await handle.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      written.push({ name, shape });
    }
    return written;
  });
}

/** Reads tensors of these shapes. */
export async function readTensors(file: string, entries: readonly ExchangedTensor[]): Promise<readonly Tensor[]> {
  return withFile(file, 'r', async (handle) => {
    const tensors: Tensor[] = [];
    for (const { shape } of entries) {
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
      const bytes = new Uint8Array(data.buffer);
      for (let begin = 0; begin < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, begin);
        if (bytesRead === 0) throw new Error(`${file} is too short`);
        begin += bytesRead;
      }
      tensors.push({ shape, data });
    }
    return tensors;
  });
}

async function withFile<T>(file: string, mode: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, mode);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}
