/** Reads the segments of a JPEG (ITU-T T.81, annex B). */

/** A frame header. */
export interface JpegFrame {
  /** The coding process: the lower half of the marker, as in SOF0, which is baseline. */
  readonly process: number;
  readonly bitsPerSample: number;
  /** In pixels, before the image is turned upright. */
  readonly width: number;
  readonly height: number;
  /** The number of color components. */
  readonly components: number;
}

export interface JpegOutline {
  /** The first frame header; images have only one. */
  readonly frame?: JpegFrame;
  readonly scans: number;
  readonly segments: number;
}

/** Reads the segments of a JPEG up to its end, or to the end of its bytes. */
export function outlineOf(bytes: Uint8Array): JpegOutline {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: JpegFrame | undefined;
  let scans = 0;
  let segments = 0;
  let at = nextMarker(bytes, 2);
  while (at < bytes.length && bytes[at] !== endOfImage) {
    const marker = view.getUint8(at);
    segments += 1;
    if (isScanStart(marker)) scans += 1;
    if (isFrameStart(marker) && at + 10 <= bytes.length) frame ??= readFrame(view, at);
    const hasLength = !isAlone(marker) && at + 3 <= bytes.length;
    at = nextMarker(bytes, at + 1 + (hasLength ? view.getUint16(at + 1) : 0));
  }
  return { ...(frame ? { frame } : {}), scans, segments };
}

function readFrame(view: DataView, marker: number): JpegFrame {
  return {
    process: view.getUint8(marker) & 0x0f,
    bitsPerSample: view.getUint8(marker + 3),
    height: view.getUint16(marker + 4),
    width: view.getUint16(marker + 6),
    components: view.getUint8(marker + 8),
  };
}

const endOfImage = 0xd9;
const isScanStart = (marker: number): boolean => marker === 0xda;
/**
 * Whether a marker starts a frame: all of them but tables of Huffman codes and arithmetic coding, and reserved ones.
 */
const isFrameStart = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Whether a marker has neither length nor content. */
const isAlone = (marker: number): boolean => marker === 0x01 || isRestart(marker) || marker === 0xd8;
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

/**
 * The position of the second byte of the next marker, as decoders find it. Everything before is skipped, such as the
 * data of a scan, which has zeros after bytes that look like markers, and restarts.
 */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at)) {
    while (bytes[at] === 0xff) at += 1;
    const marker = bytes[at] ?? 0;
    if (marker !== 0 && !isRestart(marker)) return at;
  }
  return bytes.length;
}
