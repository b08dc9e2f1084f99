import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type DecodedImage, decodeImage } from '../../src/run/images/decode.js';
import { formatOf, readHeader } from '../../src/run/images/header.js';
import { outlineOf } from '../../src/run/images/jpeg.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { BadFile } from '../../src/weights/bytes.js';
import { backends } from '../tensorflow/backends.js';
import { chunk, encodeJpeg, encodePng, encodeWebp, orient, pngHeader, sample } from './files.js';

const small = sample(19, 13);
const decode = (bytes: Uint8Array) => decodeImage('cat', bytes);

/** How far two images are apart, on average and at most, from 0 to 255. */
function distance(one: DecodedImage, other: DecodedImage): { readonly mean: number; readonly most: number } {
  expect([one.width, one.height]).toEqual([other.width, other.height]);
  const differences = one.data.map((value, index) => Math.abs(value - (other.data[index] as number)));
  return {
    mean: differences.reduce((sum, value) => sum + value, 0) / differences.length,
    most: Math.max(...differences),
  };
}

describe('an image of each format is decoded', () => {
  it('PNG', async () => {
    expect(await decode(encodePng({ ...small, colour: 'rgb' }))).toEqual(small);
  });

  it('WebP without losses', async () => {
    expect(await decode(await encodeWebp(small, true))).toEqual(small);
  });

  it('JPEG and WebP nearly', async () => {
    const smooth = { ...small, data: small.data.map((value, index) => (index % 3 === 2 ? 128 : value)) };
    expect(distance(await decode(await encodeJpeg(smooth)), smooth).mean).toBeLessThan(4);
    expect(distance(await decode(await encodeWebp(smooth, false)), smooth).mean).toBeLessThan(6);
  });

  it.each([[{ progressive: true }], [{ progressive: false, arithmetic: false }], [{ color_space: 1 as never }]])(
    'JPEG with %o',
    async (options) => {
      const { width, height } = await decode(await encodeJpeg(small, options));
      expect([width, height]).toEqual([19, 13]);
    },
  );
});

const native = backends.find(({ backend }) => backend === 'tensorflow');

describe.skipIf(!native?.isThere)('images decoded on tensorflow are the same', () => {
  it.each(['JPEG', 'PNG'] as const)('%s', async (format) => {
    await useBackend('tensorflow');
    const name: string = '@tensorflow/tfjs-node';
    const { node } = await import(name);
    const image = sample(80, 56);
    const file = format === 'JPEG' ? await encodeJpeg(image) : encodePng({ ...image, colour: 'rgb' });
    const expected: tf.Tensor3D = format === 'JPEG' ? node.decodeJpeg(file, 3) : node.decodePng(file, 3);
    const decoded = { ...image, data: Uint8Array.from(expected.dataSync()) };
    // TensorFlow takes a faster cosine transform for JPEG, which rounds more.
    expect(distance(await decode(file), decoded).mean).toBeLessThanOrEqual(format === 'JPEG' ? 1.5 : 0);
    tf.dispose(expected);
  });
});

describe('colours become red, green and blue', () => {
  const size = { width: 2, height: 1 };

  it('from grayscale', async () => {
    const file = encodePng({ ...size, colour: 'grey', data: Uint8Array.of(0, 200) });
    expect((await decode(file)).data).toEqual(Uint8Array.of(0, 0, 0, 200, 200, 200));
  });

  it('from a grayscale JPEG', async () => {
    const grey = { width: 8, height: 8, data: new Uint8Array(192).fill(77) };
    const { data } = await decode(await encodeJpeg(grey, { color_space: 1 as never }));
    expect(data).toEqual(grey.data);
  });

  it('from a palette', async () => {
    const palette = Uint8Array.of(1, 2, 3, 250, 128, 7);
    const file = encodePng({ ...size, colour: 'palette', palette, data: Uint8Array.of(1, 0) });
    expect((await decode(file)).data).toEqual(Uint8Array.of(250, 128, 7, 1, 2, 3));
  });

  it('from 16 bits', async () => {
    const data = Uint8Array.of(255, 255, 128, 0, 0, 0, 1, 0, 2, 0, 3, 0);
    const file = encodePng({ ...size, colour: 'rgb', depth: 16, data });
    expect((await decode(file)).data).toEqual(Uint8Array.of(255, 128, 0, 1, 2, 3));
  });

  it('with transparent pixels on white', async () => {
    const data = Uint8Array.of(10, 20, 30, 0, 100, 0, 50, 51);
    const file = encodePng({ ...size, colour: 'rgba', data });
    const expected = Uint8Array.of(255, 255, 255, 224, 204, 214);
    expect((await decode(file)).data).toEqual(expected);
    const grey = encodePng({ ...size, colour: 'greyAlpha', data: Uint8Array.of(10, 0, 10, 255) });
    expect((await decode(grey)).data).toEqual(Uint8Array.of(255, 255, 255, 10, 10, 10));
    const webp = await encodeWebp({ ...size, data: Uint8Array.of(9, 9, 9, 100, 0, 50) }, true, (pixel) => pixel * 51);
    expect((await decode(webp)).data).toEqual(expected);
  });
});

describe('a JPEG is rotated by its Exif orientation', () => {
  /** Red above, green on the left: the corners show how it is turned. */
  const corners = {
    width: 32,
    height: 16,
    data: Uint8Array.from({ length: 32 * 16 * 3 }, (_, index) => {
      const [row, column] = [Math.floor(index / 96), Math.floor((index % 96) / 3)];
      return [row < 8 ? 255 : 0, column < 16 ? 255 : 0, 0][index % 3] as number;
    }),
  };

  // By the standard: what is row 0 and column 0 of the stored image, as it is seen.
  it.each([
    [1, '32x16', 'RG R. .G ..'],
    [2, '32x16', 'R. RG .. .G'],
    [3, '32x16', '.. .G R. RG'],
    [4, '32x16', '.G .. RG R.'],
    [5, '16x32', 'RG .G R. ..'],
    [6, '16x32', '.G RG .. R.'],
    [7, '16x32', '.. R. .G RG'],
    [8, '16x32', 'R. .. RG .G'],
    [9, '32x16', 'RG R. .G ..'],
  ])('from orientation %i', async (orientation, size, expected) => {
    const file = orient(await encodeJpeg(corners), orientation, orientation % 2 === 0);
    const { width, height, data } = await decode(file);
    const at = (x: number, y: number) => {
      const [red = 0, green = 0] = data.subarray((y * width + x) * 3);
      return `${red > 127 ? 'R' : '.'}${green > 127 ? 'G' : '.'}`;
    };
    expect(`${width}x${height}`).toBe(size);
    expect([at(1, 1), at(width - 2, 1), at(1, height - 2), at(width - 2, height - 2)].join(' ')).toBe(expected);
  });
});

describe('the header has the size', () => {
  it('in each format, at any position', async () => {
    const files = {
      JPEG: orient(await encodeJpeg(small), 6),
      PNG: encodePng({ ...small, colour: 'rgb' }),
      WebP: await encodeWebp(small, false),
    };
    for (const [format, file] of Object.entries(files)) {
      expect(formatOf(file)).toBe(format);
      expect(readHeader(file, format as 'PNG')).toEqual({ width: 19, height: 13 });
    }
    const lossless = await encodeWebp(small, true);
    expect(readHeader(lossless, 'WebP')).toEqual({ width: 19, height: 13 });
    const withAlpha = await encodeWebp(small, false, (pixel) => pixel % 256);
    expect(String.fromCharCode(...withAlpha.subarray(12, 16))).toBe('VP8X');
    expect(readHeader(withAlpha, 'WebP')).toEqual({ width: 19, height: 13 });
  });
});

/** A part of a WebP file. */
function riffChunk(name: string, body: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from(name), length, body, Buffer.alloc(body.length % 2)]);
}

describe('a file that is not a valid image', () => {
  const refusalOf = (bytes: Uint8Array) =>
    decode(bytes).then(
      ({ width, height }) => `${width}x${height}`,
      (error) => {
        expect(error).toBeInstanceOf(BadFile);
        return error.message;
      },
    );

  it.each([
    ['nothing', new Uint8Array()],
    ['a text', Buffer.from('PNG, says the text')],
    ['a number', Buffer.alloc(100)],
  ])('%s', async (_, bytes) => {
    expect(await refusalOf(bytes)).toBe('cat is not a JPEG, PNG or WebP image');
  });

  it('an image that is truncated at any position', async () => {
    const files = [
      await encodeJpeg(small),
      await encodeJpeg(small, { progressive: false }),
      encodePng({ ...small, colour: 'rgb' }),
      await encodeWebp(small, true),
      await encodeWebp(small, false),
    ];
    for (const file of files) {
      // A file may well do without its last bytes, which say that it ends.
      const step = Math.ceil(file.length / 12);
      for (let length = 0; length < file.length - 14; length += step)
        expect(await refusalOf(file.subarray(0, length)), `${length} of ${file.length}`).toMatch(
          /^cat (is|starts like) /,
        );
    }
  });

  it('an image with changed bytes is decoded or refused', async () => {
    const files = [await encodeJpeg(small), encodePng({ ...small, colour: 'rgb' }), await encodeWebp(small, false)];
    for (const file of files) {
      for (let at = 0; at < file.length; at += Math.ceil(file.length / 20)) {
        const changed = file.map((byte, index) => (index === at ? byte ^ 0xff : byte));
        expect(await refusalOf(changed)).toMatch(/^(\d+x\d+|cat .*)$/);
      }
    }
  });

  it('an image with too many pixels is refused by its header', async () => {
    const bomb = Buffer.concat([
      encodePng({ ...small, colour: 'rgb' }).subarray(0, 8),
      chunk('IHDR', pngHeader(60000, 60000, 8, 2)),
    ]);
    expect(await refusalOf(bomb)).toBe('cat has 60000x60000 pixels; at most 67108864 are allowed');
  });

  it.each([
    [2 ** 26, 1],
    [1, 2 ** 26],
    [2 ** 16 + 1, 2],
  ])('an image with a side that is too long: %ix%i', async (width, height) => {
    const signature = encodePng({ ...small, colour: 'rgb' }).subarray(0, 8);
    const png = Buffer.concat([signature, chunk('IHDR', pngHeader(width, height, 8, 2))]);
    expect(await refusalOf(png)).toBe(`cat is ${width}x${height}; the longest side allowed is 65536`);
  });

  it('a JPEG with too many scans', async () => {
    const jpeg = Buffer.from(await encodeJpeg(small, { progressive: false }));
    const start = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]));
    const scan = jpeg.subarray(start, -2);
    const often = Buffer.concat([jpeg.subarray(0, start), ...Array.from({ length: 300 }, () => scan)]);
    expect(await refusalOf(often)).toBe('cat is a JPEG with 300 scans; at most 200 are allowed');
  });

  it('a JPEG with more segments than its decoder can list', async () => {
    const jpeg = await encodeJpeg(small, { progressive: false });
    const own = outlineOf(jpeg).segments;
    const withEmpty = (count: number) => {
      const segments = Buffer.alloc(4 * count, Buffer.of(0xff, 0xe1, 0, 2));
      return Buffer.concat([jpeg.subarray(0, 2), segments, jpeg.subarray(2)]);
    };
    expect(await refusalOf(withEmpty(300_000))).toBe(
      `cat is a JPEG with ${300_000 + own} segments; at most 4096 are allowed`,
    );
    expect(await refusalOf(withEmpty(4096 - own))).toBe('19x13');
  });

  it.each<[string, { components?: number; bits?: number; marker?: number }]>([
    ['a CMYK JPEG; save it as RGB', { components: 4 }],
    ['a JPEG with 12 bits per channel; save it with 8', { bits: 12 }],
    ['a lossless JPEG; save it as PNG', { marker: 0xc3 }],
    ['a hierarchical JPEG; save it as a baseline JPEG', { marker: 0xc5 }],
  ])('%s', async (kind, { components = 3, bits = 8, marker = 0xc0 }) => {
    const jpeg = Buffer.from(await encodeJpeg(small, { progressive: false }));
    const frame = jpeg.indexOf(Buffer.of(0xff, 0xc0));
    jpeg.set([marker], frame + 1);
    jpeg.set([bits], frame + 4);
    jpeg.set([components], frame + 9);
    expect(await refusalOf(jpeg)).toBe(`cat is ${kind}`);
  });

  it('an animated WebP', async () => {
    const lossless = Buffer.from(await encodeWebp(small, true)).subarray(12);
    const size = Buffer.from([18, 0, 0, 12, 0, 0]);
    const frame = riffChunk('ANMF', Buffer.concat([Buffer.alloc(6), size, Buffer.from([100, 0, 0, 0]), lossless]));
    const header = riffChunk('VP8X', Buffer.concat([Buffer.from([2, 0, 0, 0]), size]));
    const content = Buffer.concat([Buffer.from('WEBP'), header, riffChunk('ANIM', Buffer.alloc(6)), frame, frame]);
    expect(await refusalOf(riffChunk('RIFF', content))).toBe(
      'cat is an animated WebP; save one of its frames as an image',
    );
  });

  it.each([
    ['a GIF', 'GIF89a\x01\x00'],
    ['a BMP', 'BM\x46\x00'],
    ['a TIFF', 'II*\0\x08'],
    ['a HEIC', '\0\0\0\x18ftypheic'],
    ['an AVIF', '\0\0\0\x1cftypavif'],
    ['a JPEG XL', '\xff\x0a\xff'],
  ])('an image in another format: %s image', async (format, start) => {
    expect(await refusalOf(Buffer.from(start, 'latin1'))).toBe(
      `cat is ${format} image; convert it to JPEG, PNG or WebP`,
    );
  });

  it('an image with contradictory sizes', async () => {
    const webp = Buffer.from(await encodeWebp(small, false, (pixel) => pixel % 256));
    webp.writeUIntLE(7, 24, 3);
    expect(await refusalOf(webp)).toBe('cat is a damaged or truncated WebP image');
    const jpeg = await encodeJpeg(small);
    const frame = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xc2]));
    const length = 2 + Buffer.from(jpeg).readUInt16BE(frame + 2);
    const other = Buffer.from(jpeg.subarray(frame, frame + length));
    other.writeUInt16BE(3, 5);
    const twice = Buffer.concat([jpeg.subarray(0, frame), other, jpeg.subarray(frame)]);
    expect(await refusalOf(twice)).toBe('cat is a damaged or truncated JPEG image');
  });
});
