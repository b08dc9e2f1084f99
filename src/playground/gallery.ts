/** The networks to start from. */
import { element } from '../reports/page/dom.js';
import { exact, rounded } from '../reports/words.js';
import { dialog } from './dialog.js';
import type { GalleryCard } from './gallery-card.js';
import { galleryText } from './gallery-text.js';
import type { NamedText } from './share.js';

const families = [
  { takes: 'images', title: 'Images and videos' },
  { takes: 'other', title: 'Text and other inputs' },
] as const;

/** Lets the visitor choose a network. */
export async function showGallery(choose: (chosen: NamedText) => void): Promise<void> {
  const cards: readonly GalleryCard[] = await (await fetch('gallery.json')).json();
  const made = dialog('Start from a network');
  const take = async (file: string) => {
    made.close();
    choose(await galleryText(file));
  };
  const search = element('input', { type: 'search', placeholder: 'Search', 'aria-label': 'Search networks' });
  const none = element('p', { class: 'hint', role: 'status' });
  const sections = families.map(({ takes, title }) => {
    const items = cards.filter((card) => card.takes === takes).map((card) => ({ card, item: itemOf(card, take) }));
    const list = element('ul', { class: 'cards' }, ...items.map(({ item }) => item));
    return { section: element('section', {}, element('h3', {}, title), list), items };
  });
  search.addEventListener('input', () => {
    const wanted = search.value.trim().toLowerCase();
    for (const { section, items } of sections) {
      for (const { card, item } of items)
        item.hidden = ![card.file, card.name, card.summary].some((text) => text.toLowerCase().includes(wanted));
      section.hidden = items.every(({ item }) => item.hidden);
    }
    none.textContent = sections.every(({ section }) => section.hidden) ? 'No network has these words.' : '';
  });
  made.content.append(search, none, ...sections.map(({ section }) => section));
}

function itemOf({ file, name, summary, params, macs }: GalleryCard, take: (file: string) => void): HTMLElement {
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
  card.addEventListener('click', () => take(file));
  return element('li', {}, card);
}
