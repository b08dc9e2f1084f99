/** NumPy's .npz format: a zip archive of .npy files, each with the name of its array. */
import { zipSync } from 'fflate';
import { BadFile, type ByteSource } from './bytes.js';
import { openNpy, writeNpy } from './npy.js';
import { byName, type StoredTensor, type TensorFile, type Weights } from './tensor.js';
import { readEntry, readTable, type ZipEntry } from './zip.js';

/** Reads the table of contents, and the header of each array. */
export async function openNpz(bytes: ByteSource): Promise<TensorFile> {
  const entries = await readTable(bytes);
  const other = entries.find(({ name }) => !name.endsWith('.npy'));
  if (other) throw new BadFile(`${bytes.name} is a zip archive with ${other.name} in it, not an .npz file`);
  const tensors: StoredTensor[] = [];
  for (const entry of entries) tensors.push(await openArray(bytes, entry));
  return { name: bytes.name, tensors: byName(bytes.name, tensors) };
}

async function openArray(bytes: ByteSource, entry: ZipEntry): Promise<StoredTensor> {
  const read = async (start: number, end: number) => {
    // Checksums are verified for whole files only, and reading the header does not need the rest.
    const content = await readEntry(bytes, entry, end);
    return content.subarray(start, end);
  };
  const tensor = await openNpy({ name: `${entry.name} in ${bytes.name}`, size: entry.size, read });
  return { ...tensor, name: entry.name.slice(0, -'.npy'.length) };
}

/** Writes weights as an uncompressed archive, like `numpy.savez`. */
export function writeNpz(weights: Weights): Uint8Array {
  const files = [...weights].map(([name, tensor]) => [`${name}.npy`, writeNpy(tensor)] as const);
  // Archives contain dates: the earliest possible, so that the same weights give the same bytes.
  return zipSync(Object.fromEntries(files), { level: 0, mtime: new Date(1980, 0, 1) });
}
