/** Paths and URIs of documents. A path has slashes, and one of `file:///c:/specs` starts with `/c:/`. */

/** The path of a URI; an unnamed document has its name. */
export const pathOf = (uri: string): string => decodeURIComponent(new URL(uri).pathname);

/** A path as a URI of the same scheme, host and query as another one. */
export function uriOf(path: string, like: string): string {
  const url = new URL(like);
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  // An unnamed document has a URI such as untitled:Untitled-1, without slashes.
  if (!url.pathname.startsWith('/')) return `${url.protocol}${escaped}`;
  url.pathname = escaped;
  return url.href;
}

/** The one form of a URI, whichever characters a client escapes. */
export const canonical = (uri: string): string => uriOf(pathOf(uri), uri);

/** The folder of a path, without a slash at its end. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
