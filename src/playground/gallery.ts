/** The networks to start from. */
import { element } from '../reports/page/dom.js';
import { exact, rounded } from '../reports/words.js';
import { dialog } from './dialog.js';
import { galleryText } from './gallery-text.js';
import type { NamedText } from './share.js';

/** A network of the gallery, as the build lists it. */
export interface GalleryCard {
  readonly file: string;
  readonly name: string;
  readonly summary: string;
  /** Null if it depends on a size of the input. */
  readonly params: number | null;
  readonly macs: number | null;
}

/** Lets the visitor choose a network. */
export async function showGallery(choose: (chosen: NamedText) => void): Promise<void> {
  const cards: readonly GalleryCard[] = await (await fetch('gallery.json')).json();
  const made = dialog('Start from a network');
  const list = element(
    'ul',
    { class: 'cards' },
    ...cards.map(({ file, name, summary, params, macs }) => {
      const costs = [
        ...(params === null ? [] : [`${rounded(params)} parameters`]),
        ...(macs === null ? [] : [`${rounded(macs)} MACs`]),
      ];
      const card = element(
        'button',
        { type: 'button', title: params === null ? false : `${exact(params)} parameters` },
        element('strong', {}, name),
        element('code', {}, file),
        element('span', { class: 'costs' }, costs.join(' · ')),
        element('span', {}, summary),
      );
      card.addEventListener('click', async () => {
        made.close();
        choose(await galleryText(file));
      });
      return element('li', {}, card);
    }),
  );
  made.content.append(list);
}
