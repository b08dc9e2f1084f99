/** The files that specs in the playground can use: the networks of the gallery, by name. */
import { pathOf } from '../../lsp/uris.js';
import type { ServerFiles } from '../../lsp/workspace.js';

const texts = new Map<string, string | undefined>();

export const gallery: ServerFiles = {
  readFile(uri) {
    const path = pathOf(uri);
    if (!/^[a-z\d-]+\.yaml$/.test(path)) return undefined;
    if (!texts.has(path)) texts.set(path, fetchNow(new URL(`specs/${path}`, location.href)));
    return texts.get(path);
  },
  specsBelow: () => Promise.resolve([]),
};

/** An analysis reads files while it runs, so that it waits for this one. */
function fetchNow(url: URL): string | undefined {
  const request = new XMLHttpRequest();
  request.open('GET', url, false);
  try {
    request.send();
  } catch {
    return undefined;
  }
  return request.status === 200 ? request.responseText : undefined;
}
