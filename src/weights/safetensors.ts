/**
 * The safetensors format (https://huggingface.co/docs/safetensors): 8 bytes with the length of the header,
 * little-endian, a JSON header, and the bytes of the tensors without gaps.
 */
import { BadFile, type ByteSource, concatenate, viewOf } from './bytes.js';
import { type DtypeName, decode, dtypes, encode } from './dtype.js';
import { isRecord, longestHeader, readHeader } from './header.js';
import { isCount, readShape, type StoredTensor, type TensorFile, type Weights } from './tensor.js';

const names: ReadonlyMap<string, DtypeName> = new Map([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I64', 'int64'],
  ['U64', 'uint64'],
  ['I32', 'int32'],
  ['U32', 'uint32'],
  ['I16', 'int16'],
  ['U16', 'uint16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

/** The size of the header's length, in bytes. */
const lengthBytes = 8;

/** Reads the header; every bound is checked before anything is read or allocated. */
export async function openSafetensors(bytes: ByteSource): Promise<TensorFile> {
  if (bytes.size < lengthBytes) throw new BadFile(`${bytes.name} is too short to be a safetensors file`);
  const length = viewOf(await bytes.read(0, lengthBytes)).getBigUint64(0, true);
  const dataStart = lengthBytes + Number(length);
  if (length > longestHeader || dataStart > bytes.size) {
    throw new BadFile(`${bytes.name} declares a header of ${length} bytes, but is shorter`);
  }
  const { __metadata__, ...entries } = await readHeader(bytes, lengthBytes, dataStart);
  const placed = Object.entries(entries).map(([name, entry]) => place(name, entry, bytes.name));
  placed.sort((a, b) => a.start - b.start || a.end - b.end);
  let end = 0;
  for (const { name, start, end: next } of placed) {
    if (start !== end) {
      const what = start < end ? 'overlaps the tensor before it' : `leaves ${start - end} unused bytes before it`;
      throw new BadFile(`${name} in ${bytes.name} ${what}`);
    }
    end = next;
  }
  const held = bytes.size - dataStart;
  if (end !== held) throw new BadFile(`the tensors of ${bytes.name} need ${end} bytes, but it has ${held}`);
  const tensors = new Map<string, StoredTensor>();
  for (const { name, dtype, type, shape, start, end } of placed) {
    const read = async () => decode(await bytes.read(dataStart + start, dataStart + end), type);
    tensors.set(name, { name, dtype, shape, read });
  }
  return { name: bytes.name, tensors };
}

/** A tensor's entry in the header; offsets are relative to the end of the header. */
function place(name: string, entry: unknown, file: string) {
  const { dtype, shape: stated, data_offsets: offsets, ...rest } = isRecord(entry) ? entry : {};
  const fail = (what: string) => new BadFile(`${name} in ${file} ${what}`);
  if (typeof dtype !== 'string' || Object.keys(rest).length > 0) throw fail('has an invalid description');
  const type = names.get(dtype);
  if (!type) {
    throw fail(`has the type ${JSON.stringify(dtype)}; supported are ${[...names.keys()].join(', ')}`);
  }
  const shape = readShape(stated);
  if (!shape) throw fail('has an invalid shape');
  const [start, end, ...more]: readonly unknown[] = Array.isArray(offsets) ? offsets : [];
  if (!isCount(start) || !isCount(end) || more.length > 0) throw fail('has invalid offsets');
  const bytes = shape.count * dtypes[type].bytes;
  if (end - start !== bytes) throw fail(`has ${bytes} bytes by its shape, but ${end - start} by its offsets`);
  return { name, dtype, type, shape: shape.shape, start, end };
}

/** Writes weights as float32, in order. */
export function writeSafetensors(weights: Weights): Uint8Array {
  let end = 0;
  const entries = [...weights].map(([name, { shape, data }]) => {
    const start = end;
    end += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }] as const;
  });
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // Spaces pad the header, so that the data is aligned to eight bytes.
  const header = new Uint8Array(Math.ceil(json.length / lengthBytes) * lengthBytes).fill(0x20);
  header.set(json);
  const length = new Uint8Array(lengthBytes);
  viewOf(length).setBigUint64(0, BigInt(header.length), true);
  return concatenate([length, header, ...[...weights.values()].map(({ data }) => encode(data))]);
}
