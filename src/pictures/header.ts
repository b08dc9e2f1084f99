/** What the first bytes of a picture say: its format and its size, before anything is decoded. */

export const pictureFormats = ['JPEG', 'PNG', 'WebP'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

export interface Header {
  readonly format: PictureFormat;
  /** In pixels, before it is turned upright. */
  readonly width: number;
  readonly height: number;
}

/** The format by the signature; undefined where it is none of ours. */
export function formatOf(bytes: Uint8Array): PictureFormat | undefined {
  if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return 'JPEG';
  if (startsWith(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'PNG';
  if (startsWith(bytes, 0, ascii('RIFF')) && startsWith(bytes, 8, ascii('WEBP'))) return 'WebP';
  return undefined;
}

/** Reads the size of a picture of a format; undefined where the header ends early or is none. */
export function readHeader(bytes: Uint8Array, format: PictureFormat): Header | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const [width, height] = readers[format](view) ?? [0, 0];
    return width > 0 && height > 0 ? { format, width, height } : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // the view ended
    throw error;
  }
}

type Size = readonly [width: number, height: number];

const readers: Readonly<Record<PictureFormat, (view: DataView) => Size | undefined>> = {
  JPEG: jpegSize,
  PNG: (view) => [view.getUint32(16), view.getUint32(20)],
  WebP: webpSize,
};

/** The size in the frame header, which stands behind any number of segments, each with its length. */
function jpegSize(view: DataView): Size | undefined {
  for (let offset = 2; view.getUint8(offset) === 0xff; ) {
    const marker = view.getUint8(offset + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [view.getUint16(offset + 7), view.getUint16(offset + 5)];
    const isFill = marker === 0xff;
    const isAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    const isEnd = marker === 0xd9 || marker === 0xda;
    if (isEnd) return undefined;
    offset += isFill ? 1 : isAlone ? 2 : 2 + view.getUint16(offset + 2);
  }
  return undefined;
}

/** Of the three kinds of WebP each has its size in another place: lossy, lossless, and extended. */
function webpSize(view: DataView): Size | undefined {
  const uint24 = (offset: number) => view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
  const kind = String.fromCharCode(...[12, 13, 14, 15].map((offset) => view.getUint8(offset)));
  if (kind === 'VP8 ') return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
  }
  return kind === 'VP8X' ? [uint24(24) + 1, uint24(27) + 1] : undefined;
}

const ascii = (text: string): readonly number[] => Array.from(text, (character) => character.charCodeAt(0));

function startsWith(bytes: Uint8Array, offset: number, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[offset + index] === byte);
}
