/** Where a report's rows lead: the lines of the spec, and of the code that is written beside the report. */
import type { Report } from '../analysis/report.js';

export interface LinkTarget {
  readonly file: string;
  readonly line: number;
  readonly code_line?: number;
}

/** Addresses of lines by what stands there; undefined where the place of the report is not known. */
export interface Links {
  readonly spec: (place: LinkTarget) => string | undefined;
  readonly code: (place: LinkTarget) => string | undefined;
}

/** Links of a report that is written to a folder, which is named as specs are: from where the command runs. */
export function linksFrom(folder: string | undefined, { code }: Report): Links {
  if (folder === undefined) return { spec: () => undefined, code: () => undefined };
  return {
    spec: ({ file, line }) => (/^<.*>$/.test(file) ? undefined : `${address(relative(folder, file))}#L${line}`),
    code: ({ code_line }) =>
      code === undefined || code_line === undefined ? undefined : `${address(code)}#L${code_line}`,
  };
}

/** The way from a folder to a file. */
function relative(folder: string, file: string): string {
  const namesIn = (path: string) => path.split('/').filter((name) => name !== '' && name !== '.');
  const [here, there] = [namesIn(folder), namesIn(file)];
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared += 1;
  return [...here.slice(shared).map(() => '..'), ...there.slice(shared)].join('/');
}

/** A path as an address, in which nothing ends a link. */
const address = (path: string): string =>
  path
    .split('/')
    .map((name) =>
      encodeURIComponent(name.replace(/\p{Cs}/gu, '\ufffd')).replace(
        /[!'()*]/g,
        (sign) => `%${sign.charCodeAt(0).toString(16)}`,
      ),
    )
    .join('/');
