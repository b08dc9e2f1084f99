/** The texts of the gallery's networks. */
import type { NamedText } from './share.js';

/** The text of a network of the gallery. */
export async function galleryText(file: string): Promise<NamedText> {
  const answer = await fetch(`specs/${file}`);
  if (!answer.ok) throw new Error(`${file} can't be loaded`);
  return { name: file, text: await answer.text() };
}
