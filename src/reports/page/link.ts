/** Links to layers and modules: the fragment of the page's URL. */

/** The name in the page's URL; empty if there is none. */
export function nameInLink(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

/** Sets the page's URL to a link to a layer or a module. */
export function linkTo(name: string): void {
  history.replaceState(null, '', `#${name.split('/').map(encodeURIComponent).join('/')}`);
}
