/** Decodes images. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { withArticle } from '../../text/words.js';
import { BadFile } from '../../weights/bytes.js';
import { importModule } from '../import-module.js';
import { formatOf, type ImageFormat, otherFormatOf, readHeader } from './header.js';

/** The pixels of an image, row by row from the upper left: red, green and blue, from 0 to 255. */
export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The maximum number of pixels: 8192x8192. A few bytes can claim more than any machine holds. */
const mostPixels = 2 ** 26;

/** The maximum side, as long as a JPEG's can be: resizing holds one row at a time. */
const longestSide = 2 ** 16;

/**
 * Decodes a JPEG, PNG or WebP image as it is displayed: a JPEG upright according to its Exif data, transparency on
 * white. Gray and palettes become red, green and blue, and 16 bits become 8. Throws `BadFile` with the name if the
 * bytes are no such image, or one that is damaged or too large.
 */
export async function decodeImage(name: string, bytes: Uint8Array): Promise<DecodedImage> {
  const fail = (what: string) => new BadFile(`${name} ${what}`);
  const format = formatOf(bytes);
  if (!format) {
    const other = otherFormatOf(bytes);
    throw fail(
      other ? `is ${withArticle(other)} image; convert it to JPEG, PNG or WebP` : 'is not a JPEG, PNG or WebP image',
    );
  }
  const header = readHeader(bytes, format);
  if (!header) throw fail(`starts like a ${format} image, but has no size`);
  const { width, height, unread } = header;
  if (unread !== undefined) throw fail(`is ${unread}`);
  if (Math.max(width, height) > longestSide)
    throw fail(`is ${width}x${height}; the longest side allowed is ${longestSide}`);
  if (width * height > mostPixels) throw fail(`has ${width}x${height} pixels; at most ${mostPixels} are allowed`);
  try {
    const decoded = await decoders[format](new Uint8Array(bytes).buffer);
    return { width: decoded.width, height: decoded.height, data: onWhite(decoded.data) };
  } catch {
    // Decoders throw a status, or a position in their own code.
    throw fail(`is a damaged or truncated ${format} image`);
  }
}

/** Pixels as decoders give them: red, green, blue and alpha. */
interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

const decoders: Readonly<Record<ImageFormat, (bytes: ArrayBuffer) => Promise<Decoded>>> = {
  async JPEG(bytes) {
    const [{ default: decode, init }, wasmBinary] = await Promise.all([
      importModule<typeof import('@jsquash/jpeg/decode.js')>('@jsquash/jpeg/decode.js'),
      readWasm('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'),
    ]);
    const complaints: string[] = [];
    // A decoder can't be used after an error, so each image has its own.
    init({ wasmBinary, printErr: (text: string) => complaints.push(text) });
    const decoded = await decode(bytes, { preserveOrientation: true });
    // Missing parts become gray, with a warning. Extra bytes between segments are harmless.
    if (complaints.some((text) => !text.includes('extraneous bytes'))) throw new Error(complaints.join('\n'));
    return decoded;
  },
  async PNG(bytes) {
    const [{ decode, init }, wasm] = await Promise.all([
      importModule<typeof import('@jsquash/png/decode.js')>('@jsquash/png/decode.js'),
      readWasm('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'),
    ]);
    await init(wasm);
    return decode(bytes);
  },
  async WebP(bytes) {
    const [{ default: decode, init }, wasmBinary] = await Promise.all([
      importModule<typeof import('@jsquash/webp/decode.js')>('@jsquash/webp/decode.js'),
      readWasm('@jsquash/webp/codec/dec/webp_dec.wasm'),
    ]);
    init({ wasmBinary });
    return decode(bytes);
  },
};

/** A decoder's code, from its package. By itself it would use fetch, which reads no files in Node. */
const readWasm = (file: string): Promise<Uint8Array<ArrayBuffer>> =>
  readFile(createRequire(import.meta.url).resolve(file));

/** Pixels with alpha on white. */
function onWhite(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    const alpha = rgba[from + 3] ?? 0;
    for (let channel = 0; channel < 3; channel += 1, to += 1)
      rgb[to] = Math.round((alpha * (rgba[from + channel] ?? 0) + (255 - alpha) * 255) / 255);
  }
  return rgb;
}
