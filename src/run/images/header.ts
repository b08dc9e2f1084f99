/** Reads the format and size of an image from its first bytes, without decoding it. */
import { viewOf } from '../../weights/bytes.js';
import { type JpegFrame, outlineOf } from './jpeg.js';

const imageFormats = ['JPEG', 'PNG', 'WebP'] as const;
export type ImageFormat = (typeof imageFormats)[number];

export interface Header {
  /** In pixels, before it is turned upright. */
  readonly width: number;
  readonly height: number;
  /** The kind of image with a remedy, if that kind is not supported. */
  readonly unread?: string;
}

/** The format, by its signature; undefined if it is not supported. */
export function formatOf(bytes: Uint8Array): ImageFormat | undefined {
  if (has(bytes, 0, '\xff\xd8\xff')) return 'JPEG';
  if (has(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'PNG';
  if (has(bytes, 0, 'RIFF') && has(bytes, 8, 'WEBP')) return 'WebP';
  return undefined;
}

/** The name of an unsupported format; undefined if the bytes are none that is known. */
export function otherFormatOf(bytes: Uint8Array): string | undefined {
  return otherFormats.find(([, at, ...signatures]) => signatures.some((one) => has(bytes, at, one)))?.[0];
}

const otherFormats: readonly (readonly [name: string, at: number, ...signatures: readonly string[]])[] = [
  ['GIF', 0, 'GIF87a', 'GIF89a'],
  ['BMP', 0, 'BM'],
  ['TIFF', 0, 'II*\0', 'MM\0*'],
  ['AVIF', 4, 'ftypavif', 'ftypavis'],
  ['HEIC', 4, 'ftypheic', 'ftypheix', 'ftypmif1', 'ftypmsf1', 'ftyphevc'],
  ['JPEG XL', 0, '\xff\x0a', '\0\0\0\x0cJXL '],
  ['JPEG 2000', 0, '\0\0\0\x0cjP  ', '\xff\x4f\xff\x51'],
];

/** The size of an image; undefined if the header is incomplete or wrong. */
export function readHeader(bytes: Uint8Array, format: ImageFormat): Header | undefined {
  try {
    const header = readers[format](bytes);
    return header && header.width > 0 && header.height > 0 ? header : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // the view ended
    throw error;
  }
}

const readers: Readonly<Record<ImageFormat, (bytes: Uint8Array) => Header | undefined>> = {
  JPEG: jpegHeader,
  PNG(bytes) {
    const view = viewOf(bytes);
    return { width: view.getUint32(16), height: view.getUint32(20) };
  },
  WebP: webpHeader,
};

/** The maximum number of scans of a JPEG; those of cameras have some ten. Each takes a pass over the whole image. */
const mostScans = 200;

/**
 * The maximum number of segments; color profiles and previews of cameras take some hundred. Decoders keep lists of
 * them.
 */
const mostSegments = 4096;

function jpegHeader(bytes: Uint8Array): Header | undefined {
  const { frame, scans, segments } = outlineOf(bytes);
  if (!frame) return undefined;
  const { width, height } = frame;
  const unread =
    unreadFrame(frame) ??
    (scans > mostScans ? `a JPEG with ${scans} scans; at most ${mostScans} are allowed` : undefined) ??
    (segments > mostSegments ? `a JPEG with ${segments} segments; at most ${mostSegments} are allowed` : undefined);
  return { width, height, ...(unread === undefined ? {} : { unread }) };
}

/** Kinds of JPEG that the decoder does not support. */
function unreadFrame({ process, bitsPerSample, components }: JpegFrame): string | undefined {
  if (process === 3 || process === 11) return 'a lossless JPEG; save it as PNG';
  if (process > 10 || (process > 2 && process < 9)) return 'a hierarchical JPEG; save it as a baseline JPEG';
  if (bitsPerSample !== 8) return `a JPEG with ${bitsPerSample} bits per channel; save it with 8`;
  return components === 4 ? 'a CMYK JPEG; save it as RGB' : undefined;
}

/** The three kinds of WebP have the size in different places: lossy, lossless, and extended. */
function webpHeader(bytes: Uint8Array): Header | undefined {
  const view = viewOf(bytes);
  const uint24 = (offset: number) => view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
  if (has(bytes, 12, 'VP8 '))
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (has(bytes, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (!has(bytes, 12, 'VP8X')) return undefined;
  const isAnimated = (view.getUint8(20) & 2) !== 0;
  return {
    width: uint24(24) + 1,
    height: uint24(27) + 1,
    ...(isAnimated ? { unread: 'an animated WebP; save one of its frames as an image' } : {}),
  };
}

/** Whether bytes contain an ASCII text at a position. */
const has = (bytes: Uint8Array, at: number, text: string): boolean =>
  [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));
