/** Saves a drawing as a file. */
import { boxMark, endsMark, waysMark } from '../drawing/marks.js';
import type { DrawingPicture } from '../drawing/picture.js';
import { element, svg } from './dom.js';

const margin = 20;
/** Pixels of a PNG per pixel of the drawing, as on a high-density screen. */
const density = 2;
/** The maximum size that browsers draw. */
const mostPixels = 16_000;

export function saveSvg(picture: DrawingPicture, name: string): void {
  save(new Blob([svgText(picture)], { type: 'image/svg+xml' }), `${name}.svg`);
}

export async function savePng(picture: DrawingPicture, name: string): Promise<void> {
  const { width, height } = sizeOf(picture);
  const scale = Math.min(density, mostPixels / Math.max(width, height));
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(picture))}`;
  await image.decode();
  const canvas = element('canvas', { width: Math.round(width * scale), height: Math.round(height * scale) });
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => blob && save(blob, `${name}.png`), 'image/png');
}

const sizeOf = ({ width, height }: DrawingPicture) => ({
  width: Math.ceil(width) + 2 * margin,
  height: Math.ceil(height) + 2 * margin,
});

/** The drawing with the rules of the page's style that apply to drawings. */
function svgText(picture: DrawingPicture): string {
  const { width, height } = sizeOf(picture);
  const root = svg({ tag: 'svg', attributes: { width, height, viewBox: `0 0 ${width} ${height}` } });
  const style = document.createElementNS(root.namespaceURI, 'style');
  style.textContent = document.querySelector('style')?.textContent ?? '';
  const marks = [...picture.boxes.map(boxMark), waysMark(picture), endsMark(picture)];
  root.append(
    style,
    svg({ tag: 'rect', attributes: { class: 'paper', width: '100%', height: '100%' } }),
    svg({ tag: 'g', attributes: { transform: `translate(${margin} ${margin})` }, children: marks }),
  );
  return new XMLSerializer().serializeToString(root);
}

function save(blob: Blob, name: string): void {
  const link = element('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}
