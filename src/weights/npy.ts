/**
 * NumPy's .npy format (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): a magic string, a
 * version, the length of the header, the header as a Python dictionary, and the array.
 *
 * The npyjs package reads whole files, has no limits, and supports neither big-endian nor unaligned arrays; the header
 * is simple enough to be parsed here.
 */
import { BadFile, type ByteSource, bytesOf, concatenate, viewOf } from './bytes.js';
import { type DtypeName, decode, dtypes, encode } from './dtype.js';
import { isRecord } from './header.js';
import { readShape, type StoredTensor, type Tensor } from './tensor.js';
import { transpose } from './transpose.js';

/** The byte 0x93 and `NUMPY`. */
export const npyMagic: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** The magic string, the version, and at most four bytes of length. */
const preludeBytes = 12;

/** NumPy's limit for untrusted headers. */
const longestHeader = 10_000;

/** Number types by kind and size, as in `<f4`. */
const names: ReadonlyMap<string, DtypeName> = new Map([
  ['f8', 'float64'],
  ['f4', 'float32'],
  ['f2', 'float16'],
  ['i8', 'int64'],
  ['u8', 'uint64'],
  ['i4', 'int32'],
  ['u4', 'uint32'],
  ['i2', 'int16'],
  ['u2', 'uint16'],
  ['i1', 'int8'],
  ['u1', 'uint8'],
  ['b1', 'bool'],
]);

/** Reads the header of an array that takes all of the bytes. */
export async function openNpy(bytes: ByteSource): Promise<StoredTensor> {
  const { name } = bytes;
  const start = await bytes.read(0, Math.min(preludeBytes, bytes.size));
  if (!isNpy(start)) throw new BadFile(`${name} is not an .npy file`);
  if (start.length < preludeBytes) throw new BadFile(`${name} ends within its header`);
  const major = viewOf(start).getUint8(6);
  if (major < 1 || major > 3)
    throw new BadFile(`${name} has version ${major} of the .npy format; supported are 1 to 3`);
  const headerStart = major === 1 ? 10 : 12;
  const length = major === 1 ? viewOf(start).getUint16(8, true) : viewOf(start).getUint32(8, true);
  const dataStart = headerStart + length;
  if (length > longestHeader) throw new BadFile(`the header of ${name} has ${length} bytes, which is too large`);
  if (dataStart > bytes.size) throw new BadFile(`${name} ends within its header`);
  const header = new TextDecoder('latin1').decode(await bytes.read(headerStart, dataStart));
  const { dtype, type, littleEndian, isFortran, shape, count } = parseHeader(header, name);
  const size = count * dtypes[type].bytes;
  const held = bytes.size - dataStart;
  if (held !== size) throw new BadFile(`${name} has ${held} bytes of data; ${shape.join('x')} ${dtype} needs ${size}`);
  const read = async (): Promise<Float32Array> => {
    const data = decode(await bytes.read(dataStart, bytes.size), type, littleEndian);
    return isFortran ? toRowMajor(data, shape) : data;
  };
  return { name, dtype, shape, read };
}

const isNpy = (start: Uint8Array): boolean => npyMagic.every((byte, index) => start[index] === byte);

/** `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`. */
function parseHeader(header: string, file: string) {
  const { descr, fortran_order: isFortran, shape: stated } = parseDictionary(header);
  const [, order, dtype = ''] = /^([<>=|]?)([a-zA-Z]\d*)$/.exec(String(descr)) ?? [];
  if (dtype === 'O') throw new BadFile(`${file} contains Python objects, which only Python can read`);
  if (dtype === '' || typeof isFortran !== 'boolean')
    throw new BadFile(`${file} does not describe an array of numbers`);
  const type = names.get(dtype);
  if (!type) {
    throw new BadFile(`${file} has the type ${dtype}; supported are ${[...names.keys()].join(', ')}`);
  }
  const shape = readShape(stated);
  if (!shape) throw new BadFile(`${file} has an invalid shape`);
  return { dtype, type, littleEndian: order !== '>', isFortran, ...shape };
}

/** A Python dictionary of strings, numbers, booleans and tuples; empty for anything else. */
function parseDictionary(text: string): Readonly<Record<string, unknown>> {
  if (!/^[\w\s'<>=|:,(){}]*$/.test(text)) return {};
  const json = text
    .replaceAll("'", '"')
    .replaceAll(/\b(True|False)\b/g, (word) => word.toLowerCase())
    .replaceAll('(', '[')
    .replaceAll(')', ']')
    .replaceAll(/,(?=\s*[\]}])/g, '')
    .replaceAll(/(?<=\d)L\b/g, '');
  try {
    const dictionary = JSON.parse(json);
    return isRecord(dictionary) ? dictionary : {};
  } catch {
    return {};
  }
}

/** Converts column-major data, in which the first axis varies fastest, to row-major. */
function toRowMajor(data: Float32Array, shape: readonly number[]): Float32Array {
  return transpose(data, shape.toReversed(), shape.map((_, axis) => axis).toReversed());
}

/** Reads a whole .npy file. Throws `BadFile` if it is none. */
export async function readNpy(name: string, content: Uint8Array): Promise<Tensor> {
  const { shape, read } = await openNpy(bytesOf(name, content));
  return { shape, data: await read() };
}

/** Writes a tensor as NumPy does: version 1, row-major float32, with the data aligned to 64 bytes. */
export function writeNpy({ shape, data }: Tensor): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const header = new Uint8Array(length).fill(0x20);
  header.set([...npyMagic, 1, 0]);
  viewOf(header).setUint16(8, length - 10, true);
  header.set(new TextEncoder().encode(dictionary), 10);
  header[length - 1] = 0x0a;
  return concatenate([header, encode(data)]);
}
