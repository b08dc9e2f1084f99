/** Files of the visitor's machine. */
import { element } from '../reports/page/dom.js';

/** Offers a text as a download. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Lets the visitor choose files; none if they cancel. */
export function chooseFiles(accept: string, multiple = false): Promise<readonly File[]> {
  const input = element('input', { type: 'file', accept, multiple });
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
