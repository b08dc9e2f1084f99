/** Sources of bytes. The caller provides them: this folder does not read files. */
import { Failure } from '../text/failure.js';

/** The bytes of a file, which are read on demand. */
export interface ByteSource {
  /** Its name in messages: a path as the user gave it. */
  readonly name: string;
  readonly size: number;
  /** The bytes from `start` up to, but not including, `end`; both are within the size. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** A file that is damaged, not what it should be, or unreadable; the message has its name and the reason. */
export class BadFile extends Failure {}

/** Bytes in memory as a source. */
export function bytesOf(name: string, content: Uint8Array): ByteSource {
  return { name, size: content.length, read: async (start, end) => content.subarray(start, end) };
}

/** Several files concatenated. */
export function joined(name: string, parts: readonly ByteSource[]): ByteSource {
  let size = 0;
  const placed = parts.map((part) => {
    const start = size;
    size += part.size;
    return { part, start, end: size };
  });
  const read = async (start: number, end: number): Promise<Uint8Array> => {
    const touched = placed.filter((one) => one.start < end && one.end > start);
    const pieces = await Promise.all(
      touched.map((one) => one.part.read(Math.max(start, one.start) - one.start, Math.min(end, one.end) - one.start)),
    );
    const [first, ...others] = pieces;
    return first && others.length === 0 ? first : concatenate(pieces);
  };
  return { name, size, read };
}

/** Concatenates arrays. */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let end = 0;
  for (const piece of pieces) {
    whole.set(piece, end);
    end += piece.length;
  }
  return whole;
}

export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);
