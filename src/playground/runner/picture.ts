/** Decodes pictures with the browser. */
import type { DecodedImage } from '../../run/images/decode.js';
import { BadFile } from '../../weights/bytes.js';

/** The pixels of a picture as it is displayed: upright, and transparency on white. Throws `BadFile`. */
export async function decodePicture(file: File): Promise<DecodedImage> {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' }).catch(() => {
    throw new BadFile(`${file.name} is not an image that this browser can read`);
  });
  const { width, height } = bitmap;
  const drawing = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!drawing) throw new BadFile(`${file.name} is too large for this browser`);
  drawing.fillStyle = 'white';
  drawing.fillRect(0, 0, width, height);
  drawing.drawImage(bitmap, 0, 0);
  const { data: rgba } = drawing.getImageData(0, 0, width, height);
  const data = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) data.set(rgba.subarray(4 * pixel, 4 * pixel + 3), 3 * pixel);
  return { width, height, data };
}
