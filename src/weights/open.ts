/** Opens a file of tensors in any format. */
import { BadFile, type ByteSource } from './bytes.js';
import { npyMagic } from './npy.js';
import { openNpz } from './npz.js';
import { openSafetensors } from './safetensors.js';
import type { TensorFile } from './tensor.js';
import { type OpenBeside, openTfjs } from './tfjs.js';

/** The formats that are recognized. */
type FileFormat = 'safetensors' | 'npz' | 'tfjs' | 'npy' | 'hdf5' | 'pickle' | 'unknown';

/**
 * Reads the header of a file of tensors. The format is recognized by the content, or else by the name. Throws `BadFile`
 * if the file is none, or is damaged.
 */
export async function openTensors(bytes: ByteSource, openBeside: OpenBeside): Promise<TensorFile> {
  const kind = kindOf(await bytes.read(0, Math.min(16, bytes.size)), bytes.name);
  switch (kind) {
    case 'safetensors':
      return openSafetensors(bytes);
    case 'npz':
      return openNpz(bytes);
    case 'tfjs':
      return openTfjs(bytes, openBeside);
    default:
      throw new BadFile(`${bytes.name} ${refusals[kind]}`);
  }
}

const refusals: Readonly<Record<Exclude<FileFormat, 'safetensors' | 'npz' | 'tfjs'>, string>> = {
  npy: 'is an array without a name; use .npz',
  hdf5: 'is HDF5, which is not supported; convert it to model.json with tensorflowjs_converter',
  pickle: 'is a Python pickle, which only Python can read; write it with safetensors.torch.save_file',
  unknown: 'is not a supported file of weights; use .safetensors, .npz, or the model.json of TensorFlow.js',
};

function kindOf(start: Uint8Array, name: string): FileFormat {
  const begins = (...bytes: readonly number[]) => bytes.every((byte, index) => start[index] === byte);
  if (begins(0x50, 0x4b, 3, 4) || begins(0x50, 0x4b, 5, 6)) return 'npz';
  if (begins(...npyMagic)) return 'npy';
  if (begins(0x89, 0x48, 0x44, 0x46)) return 'hdf5';
  if (begins(0x80) && (start[1] ?? Number.POSITIVE_INFINITY) <= 5) return 'pickle';
  // The upper four of the eight bytes of a header's length are zero.
  if (start[8] === 0x7b && start.subarray(4, 8).every((byte) => byte === 0)) return 'safetensors';
  if (/^\s*\{/.test(new TextDecoder().decode(start))) return 'tfjs';
  const [, suffix = ''] = /\.(\w+)$/.exec(name) ?? [];
  return suffixes[suffix] ?? 'unknown';
}

const suffixes: Readonly<Record<string, FileFormat>> = { safetensors: 'safetensors', npz: 'npz', json: 'tfjs' };
