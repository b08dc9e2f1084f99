/**
 * The table of contents of a zip archive (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT), and reading of
 * single files. fflate inflates them; it finds files only in archives that are in memory completely.
 */
import { Inflate } from 'fflate';
import { BadFile, type ByteSource, concatenate, viewOf } from './bytes.js';

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** The uncompressed size in bytes. */
  readonly size: number;
  readonly packedSize: number;
  readonly isDeflated: boolean;
  readonly crc: number;
  /** The offset of its own header. */
  readonly offset: number;
}

const endBytes = 22;
const longestComment = 0xffff;
const entryBytes = 46;
const localBytes = 30;
const zip64Locator = 20;
const zip64EndBytes = 56;

/**
 * The maximum size of a table of contents, and the maximum number of files; a large network has some thousand tensors.
 */
const largestTable = 2 ** 22;
const mostFiles = 2 ** 14;

/** Finds the files of an archive. Throws `BadFile` if it is none. */
export async function readTable(bytes: ByteSource): Promise<readonly ZipEntry[]> {
  const fail = (what: string) => new BadFile(`${bytes.name} ${what}`);
  const { start, size, entries } = await findTable(bytes);
  if (size > largestTable) throw fail(`has a table of contents of more than ${largestTable} bytes`);
  if (!(start + size <= bytes.size)) throw fail('has no table of contents at the declared place');
  const table = await bytes.read(start, start + size);
  const found: ZipEntry[] = [];
  let at = 0;
  while (at < size) {
    const { entry, end } = readTableEntry(table, at, fail);
    found.push(entry);
    at = end;
  }
  if (found.length !== entries) throw fail('has an inconsistent table of contents');
  if (entries > mostFiles) throw fail(`contains more than ${mostFiles} files`);
  // Overlapping files would let a small archive expand without limit.
  const packed = found.reduce((sum, entry) => sum + entry.packedSize + localBytes, 0);
  if (packed > start) throw fail('contains overlapping files');
  return found;
}

/** The entry of one file in the table, and the offset of the next. */
function readTableEntry(
  table: Uint8Array,
  at: number,
  fail: (what: string) => BadFile,
): { entry: ZipEntry; end: number } {
  const view = viewOf(table);
  const isEntry = at + entryBytes <= table.length && view.getUint32(at, true) === 0x02014b50;
  if (!isEntry) throw fail('has an inconsistent table of contents');
  const lengthAt = (field: number) => view.getUint16(at + field, true);
  const [nameLength, extraLength, commentLength] = [lengthAt(28), lengthAt(30), lengthAt(32)];
  const nameEnd = at + entryBytes + nameLength;
  const extraEnd = nameEnd + extraLength;
  const end = extraEnd + commentLength;
  if (end > table.length) throw fail('has a truncated table of contents');
  const name = new TextDecoder('utf-8').decode(table.subarray(at + entryBytes, nameEnd));
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  if (flags & 1) throw fail(`holds ${name} encrypted`);
  if (method !== 0 && method !== 8) throw fail(`contains ${name} in an unsupported compression (${method})`);
  const widen = wideSizes(table.subarray(nameEnd, extraEnd));
  const sizeAt = (field: number) => widen(view.getUint32(at + field, true));
  const [size, packedSize, offset] = [sizeAt(24), sizeAt(20), sizeAt(42)];
  if (method === 0 && size !== packedSize) throw fail(`declares two sizes for ${name}`);
  const crc = view.getUint32(at + 16, true);
  return { entry: { name, size, packedSize, isDeflated: method === 8, crc, offset }, end };
}

/** The offset of the table of contents, and its number of files. */
async function findTable(bytes: ByteSource): Promise<{ start: number; size: number; entries: number }> {
  const from = Math.max(0, bytes.size - endBytes - longestComment);
  const tail = viewOf(await bytes.read(from, bytes.size));
  for (let at = tail.byteLength - endBytes; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== 0x06054b50) continue;
    if (at + endBytes + tail.getUint16(at + 20, true) !== tail.byteLength) continue;
    const [entries, size, start] = [
      tail.getUint16(at + 10, true),
      tail.getUint32(at + 12, true),
      tail.getUint32(at + 16, true),
    ];
    const isZip64 = entries === 0xffff || size === 0xffffffff || start === 0xffffffff;
    if (!isZip64) return { start, size, entries };
    if (at >= zip64Locator && tail.getUint32(at - zip64Locator, true) === 0x07064b50) {
      return findLargeTable(bytes, Number(tail.getBigUint64(at - zip64Locator + 8, true)));
    }
  }
  throw new BadFile(`${bytes.name} is not a zip archive, or is truncated`);
}

async function findLargeTable(
  bytes: ByteSource,
  at: number,
): Promise<{ start: number; size: number; entries: number }> {
  const end = at + zip64EndBytes <= bytes.size ? viewOf(await bytes.read(at, at + zip64EndBytes)) : undefined;
  if (end?.getUint32(0, true) !== 0x06064b50)
    throw new BadFile(`${bytes.name} has no table of contents at the declared place`);
  const numberAt = (field: number) => Number(end.getBigUint64(field, true));
  return { start: numberAt(48), size: numberAt(40), entries: numberAt(32) };
}

/** A size; if it exceeds 32 bits, the next one in the extra fields. Sizes must be asked for in their order. */
function wideSizes(extra: Uint8Array): (size: number) => number {
  const view = viewOf(extra);
  let field = 0;
  while (field + 4 <= extra.length && view.getUint16(field, true) !== 1) field += 4 + view.getUint16(field + 2, true);
  let at = field + 4;
  return (size) => {
    if (size !== 0xffffffff || at + 8 > extra.length) return size;
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  };
}

/** The number of bytes that are inflated at once, at first and at most; they can expand a thousandfold. */
const firstChunk = 2 ** 8;
const largestChunk = 2 ** 14;

/**
 * The first bytes of a file in an archive, at most `most`. No more is inflated, whatever the archive claims. For a
 * whole file the checksum is verified.
 */
export async function readEntry(bytes: ByteSource, entry: ZipEntry, most = entry.size): Promise<Uint8Array> {
  const fail = (what: string) => new BadFile(`${entry.name} in ${bytes.name} ${what}`);
  const { offset, packedSize, size } = entry;
  const wanted = Math.min(most, size);
  const local = offset + localBytes <= bytes.size ? viewOf(await bytes.read(offset, offset + localBytes)) : undefined;
  if (local?.getUint32(0, true) !== 0x04034b50) throw fail('is not at the declared place');
  const start = offset + localBytes + local.getUint16(26, true) + local.getUint16(28, true);
  if (!(start + packedSize <= bytes.size)) throw fail('extends beyond the archive');
  const content = entry.isDeflated
    ? await inflate(bytes, start, start + packedSize, wanted, fail)
    : await bytes.read(start, start + wanted);
  if (content.length < wanted) throw fail(`has ${content.length} bytes, and says ${size}`);
  if (wanted === size && crc32(content) !== entry.crc) throw fail('does not match its checksum: the file is damaged');
  return content;
}

/** Inflates until there are enough bytes, or no more. */
async function inflate(
  bytes: ByteSource,
  start: number,
  end: number,
  wanted: number,
  fail: (what: string) => BadFile,
): Promise<Uint8Array> {
  // Pieces are kept as they come, so that a false size allocates nothing.
  const pieces: Uint8Array[] = [];
  let length = 0;
  const inflater = new Inflate((piece) => {
    pieces.push(piece.subarray(0, wanted - length));
    length += Math.min(piece.length, wanted - length);
  });
  let size = firstChunk;
  for (let at = start, next = start; at < end && length < wanted; at = next, size = Math.min(2 * size, largestChunk)) {
    next = Math.min(at + size, end);
    const chunk = await bytes.read(at, next);
    try {
      inflater.push(chunk, next === end);
    } catch {
      throw fail('cannot be inflated: the file is damaged');
    }
  }
  return concatenate(pieces);
}

/** The checksum of zip archives: CRC-32 with the polynomial 0xedb88320. */
function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
