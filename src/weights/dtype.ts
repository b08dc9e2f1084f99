/** The number types of files, and their conversion to float32. */
import { viewOf } from './bytes.js';

/** The size of a number in bytes, and how to read a buffer in the machine's byte order. */
interface Dtype {
  readonly bytes: number;
  readonly decode: (buffer: ArrayBuffer) => Float32Array;
}

/** By their names in this project; formats have their own. */
export const dtypes = {
  float64: { bytes: 8, decode: (buffer) => new Float32Array(new Float64Array(buffer)) },
  float32: { bytes: 4, decode: (buffer) => new Float32Array(buffer) },
  float16: { bytes: 2, decode: fromFloat16 },
  bfloat16: { bytes: 2, decode: fromBfloat16 },
  int64: { bytes: 8, decode: (buffer) => Float32Array.from(new BigInt64Array(buffer), Number) },
  uint64: { bytes: 8, decode: (buffer) => Float32Array.from(new BigUint64Array(buffer), Number) },
  int32: { bytes: 4, decode: (buffer) => new Float32Array(new Int32Array(buffer)) },
  uint32: { bytes: 4, decode: (buffer) => new Float32Array(new Uint32Array(buffer)) },
  int16: { bytes: 2, decode: (buffer) => new Float32Array(new Int16Array(buffer)) },
  uint16: { bytes: 2, decode: (buffer) => new Float32Array(new Uint16Array(buffer)) },
  int8: { bytes: 1, decode: (buffer) => new Float32Array(new Int8Array(buffer)) },
  uint8: { bytes: 1, decode: (buffer) => new Float32Array(new Uint8Array(buffer)) },
  bool: { bytes: 1, decode: (buffer) => new Float32Array(new Uint8Array(buffer)).map((byte) => (byte === 0 ? 0 : 1)) },
} as const satisfies Record<string, Dtype>;

export type DtypeName = keyof typeof dtypes;

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Converts stored numbers; those too large for float32 become infinite. */
export function decode(bytes: Uint8Array, dtype: DtypeName, littleEndian = true): Float32Array {
  // A copy, since the bytes may be unaligned in their buffer.
  const copy = new Uint8Array(bytes);
  if (littleEndian !== isLittleEndian) swap(copy, dtypes[dtype].bytes);
  return dtypes[dtype].decode(copy.buffer);
}

/** Reverses the bytes of each number. */
function swap(bytes: Uint8Array, width: number): void {
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}

/** The bytes of numbers, little-endian, as every format here has them. */
export function encode(data: Float32Array): Uint8Array {
  if (isLittleEndian) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const bytes = new Uint8Array(data.length * 4);
  const view = viewOf(bytes);
  for (const [index, value] of data.entries()) view.setFloat32(index * 4, value, true);
  return bytes;
}

/**
 * IEEE 754's binary16: a sign, 5 bits of exponent and 10 of fraction. They are moved to their places in a float32; what
 * remains is the difference of the exponents' biases, 127 - 15.
 */
function fromFloat16(buffer: ArrayBuffer): Float32Array {
  const words = new Uint32Array(new Uint16Array(buffer)).map(
    (bits) => ((bits & 0x8000) << 16) | ((bits & 0x7fff) << 13),
  );
  const bias = 2 ** 112;
  // An exponent of ones means infinity or NaN; here it gives 2 ** 16 or more.
  const finite = 2 ** 16;
  return new Float32Array(words.buffer).map((value) => {
    const number = value * bias;
    if (Math.abs(number) < finite) return number;
    return Math.abs(number) === finite ? number * Number.POSITIVE_INFINITY : Number.NaN;
  });
}

/** The upper half of a float32. */
function fromBfloat16(buffer: ArrayBuffer): Float32Array {
  return new Float32Array(new Uint32Array(new Uint16Array(buffer)).map((bits) => bits << 16).buffer);
}
