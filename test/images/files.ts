/** Images that tests make, and their files: by hand, or with the encoders that come with the decoders. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { crc32, deflateSync } from 'node:zlib';
import encodeAsJpeg, { init as initJpeg } from '@jsquash/jpeg/encode.js';
import encodeAsWebp, { init as initWebp } from '@jsquash/webp/encode.js';
import type { DecodedImage } from '../../src/run/images/decode.js';

/** A image that differs in each of its corners: red grows downwards, green to the right, and blue is noise. */
export function sample(width: number, height: number): DecodedImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const pixel = Math.floor(index / 3);
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    const noise = (row * 7919 + column * 104729 + 12345) % 256;
    return [(255 * row) / height, (255 * column) / width, noise][index % 3] as number;
  });
  return { width, height, data };
}

/** Red, green, blue and alpha; opaque by default. */
function pixelsOf({ width, height, data }: DecodedImage, alpha = (_pixel: number) => 255): ImageData {
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    pixels.set(data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
    pixels[pixel * 4 + 3] = alpha(pixel);
  }
  return { width, height, data: pixels } as ImageData;
}

const { resolve } = createRequire(import.meta.url);
const encoders = {
  jpeg: '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm',
  webp: '@jsquash/webp/codec/enc/webp_enc_simd.wasm',
};

export async function encodeJpeg(image: DecodedImage, options: Parameters<typeof encodeAsJpeg>[1] = {}) {
  initJpeg({ wasmBinary: readFileSync(resolve(encoders.jpeg)) });
  return new Uint8Array(await encodeAsJpeg(pixelsOf(image), { quality: 95, ...options }));
}

/** A JPEG with the Exif tag that says how it is to be turned, in either byte order. */
export function orient(jpeg: Uint8Array, orientation: number, littleEndian = true): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(26));
  tiff.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  tiff.setUint16(2, 42, littleEndian);
  tiff.setUint32(4, 8, littleEndian);
  tiff.setUint16(8, 1, littleEndian);
  tiff.setUint16(10, 0x0112, littleEndian);
  tiff.setUint16(12, 3, littleEndian);
  tiff.setUint32(14, 1, littleEndian);
  tiff.setUint16(18, orientation, littleEndian);
  const body = Buffer.concat([Buffer.from('Exif\0\0'), new Uint8Array(tiff.buffer)]);
  const length = Buffer.from([0xff, 0xe1, 0, body.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), length, body, jpeg.subarray(2)]);
}

export async function encodeWebp(image: DecodedImage, lossless: boolean, alpha?: (pixel: number) => number) {
  await initWebp({ wasmBinary: readFileSync(resolve(encoders.webp)) });
  return new Uint8Array(await encodeAsWebp(pixelsOf(image, alpha), { quality: 95, lossless: lossless ? 1 : 0 }));
}

/** PNG's kinds of colour, with the samples of a pixel. */
const samples = { grey: 1, rgb: 3, palette: 1, greyAlpha: 2, rgba: 4 };
const colourTypes = { grey: 0, rgb: 2, palette: 3, greyAlpha: 4, rgba: 6 };

interface Png {
  readonly width: number;
  readonly height: number;
  readonly colour: keyof typeof samples;
  readonly depth?: 8 | 16;
  /** The bytes of all samples, row by row. */
  readonly data: Uint8Array;
  /** Of a palette: red, green and blue of each of its colours. */
  readonly palette?: Uint8Array;
}

/** A PNG file, without filters. */
export function encodePng({ width, height, colour, depth = 8, data, palette }: Png): Uint8Array {
  const stride = (width * samples[colour] * depth) / 8;
  const rows = Array.from({ length: height }, (_, row) => [
    Buffer.from([0]),
    data.subarray(row * stride, (row + 1) * stride),
  ]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', pngHeader(width, height, depth, colourTypes[colour])),
    ...(palette ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', deflateSync(Buffer.concat(rows.flat()))),
    chunk('IEND', new Uint8Array()),
  ]);
}

export function pngHeader(width: number, height: number, depth: number, colourType: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType], 8);
  return header;
}

export function chunk(name: string, body: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(name), body]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}
