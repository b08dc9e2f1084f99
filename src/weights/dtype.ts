/** The types of numbers that files hold, and how each becomes a float32. */
import { viewOf } from './bytes.js';

/** How many bytes a number takes, and how it is read. */
interface Dtype {
  readonly bytes: number;
  readonly get: (view: DataView, offset: number, littleEndian: boolean) => number;
}

/** By their names in this project; each format has names of its own. */
export const dtypes = {
  float64: { bytes: 8, get: (view, offset, little) => view.getFloat64(offset, little) },
  float32: { bytes: 4, get: (view, offset, little) => view.getFloat32(offset, little) },
  float16: { bytes: 2, get: (view, offset, little) => fromFloat16(view.getUint16(offset, little)) },
  bfloat16: { bytes: 2, get: (view, offset, little) => fromBfloat16(view.getUint16(offset, little)) },
  int64: { bytes: 8, get: (view, offset, little) => Number(view.getBigInt64(offset, little)) },
  uint64: { bytes: 8, get: (view, offset, little) => Number(view.getBigUint64(offset, little)) },
  int32: { bytes: 4, get: (view, offset, little) => view.getInt32(offset, little) },
  uint32: { bytes: 4, get: (view, offset, little) => view.getUint32(offset, little) },
  int16: { bytes: 2, get: (view, offset, little) => view.getInt16(offset, little) },
  uint16: { bytes: 2, get: (view, offset, little) => view.getUint16(offset, little) },
  int8: { bytes: 1, get: (view, offset) => view.getInt8(offset) },
  uint8: { bytes: 1, get: (view, offset) => view.getUint8(offset) },
  bool: { bytes: 1, get: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) },
} as const satisfies Record<string, Dtype>;

export type DtypeName = keyof typeof dtypes;

/** Numbers as they are stored one after the other; what is too large for a float32 becomes infinite. */
export function decode(bytes: Uint8Array, dtype: DtypeName, littleEndian = true): Float32Array {
  const { bytes: width, get }: Dtype = dtypes[dtype];
  if (dtype === 'float32' && littleEndian && isLittleEndian) return new Float32Array(new Uint8Array(bytes).buffer);
  const view = viewOf(bytes);
  return Float32Array.from({ length: bytes.length / width }, (_, index) => get(view, index * width, littleEndian));
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The bytes of numbers, little end first, as every format here writes them. */
export function encode(data: Float32Array): Uint8Array {
  if (isLittleEndian) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const bytes = new Uint8Array(data.length * 4);
  const view = viewOf(bytes);
  for (const [index, value] of data.entries()) view.setFloat32(index * 4, value, true);
  return bytes;
}

/** IEEE 754's binary16: a sign, 5 bits of exponent and 10 of fraction. */
function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 0x400;
  if (exponent === 0) return sign * fraction * 2 ** -14;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function fromBfloat16(bits: number): number {
  word.setUint32(0, bits * 0x10000);
  return word.getFloat32(0);
}
