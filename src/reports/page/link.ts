/** The layer or module that a link to the page names, after its #. */

/** The name in the address of the page; empty where there is none. */
export function nameInLink(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

/** Makes the address of the page a link to a layer or a module. */
export function linkTo(name: string): void {
  history.replaceState(null, '', `#${name.split('/').map(encodeURIComponent).join('/')}`);
}
