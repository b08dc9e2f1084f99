/** Links from a report's rows to lines of the spec, and of the code beside the report. */
import type { Report } from '../analysis/report.js';

export interface LinkTarget {
  readonly file: string;
  readonly line: number;
  readonly code_line?: number;
}

/** URLs of lines; undefined if the place of the report is unknown. */
export interface Links {
  readonly spec: (place: LinkTarget) => string | undefined;
  readonly code: (place: LinkTarget) => string | undefined;
}

/** The links of a report in a folder, whose path is relative to the current folder, like those of specs. */
export function linksFrom(folder: string | undefined, { code }: Report): Links {
  if (folder === undefined) return { spec: () => undefined, code: () => undefined };
  return {
    spec: ({ file, line }) => (/^<.*>$/.test(file) ? undefined : `${address(relative(folder, file))}#L${line}`),
    code: ({ code_line }) =>
      code === undefined || code_line === undefined ? undefined : `${address(code)}#L${code_line}`,
  };
}

/** The relative path from a folder to a file. */
function relative(folder: string, file: string): string {
  const namesIn = (path: string) => path.split('/').filter((name) => name !== '' && name !== '.');
  const [here, there] = [namesIn(folder), namesIn(file)];
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared += 1;
  return [...here.slice(shared).map(() => '..'), ...there.slice(shared)].join('/');
}

/** A path as a URL without characters that end a link. */
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
