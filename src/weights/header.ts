/** JSON headers of weight files, which are untrusted. */
import { BadFile, type ByteSource } from './bytes.js';

/** The maximum length of a header; a network with a thousand layers needs a hundredth of it. */
export const longestHeader = 2 ** 24;

/**
 * Reads a part of a file as a JSON object. Throws `BadFile` if it is none, or has a key twice, of which JSON parsers
 * keep either value.
 */
export async function readHeader(
  bytes: ByteSource,
  start: number,
  end: number,
): Promise<Readonly<Record<string, unknown>>> {
  if (end - start > longestHeader)
    throw new BadFile(`the header of ${bytes.name} has more than ${longestHeader} bytes`);
  const header = await bytes.read(start, end);
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(header);
    json = JSON.parse(text);
  } catch {
    throw new BadFile(`the header of ${bytes.name} is not JSON`);
  }
  if (!isRecord(json)) throw new BadFile(`the header of ${bytes.name} is not a JSON object`);
  const twice = findRepeatedKey(text);
  if (twice !== undefined) throw new BadFile(`the header of ${bytes.name} has the key ${JSON.stringify(twice)} twice`);
  return json;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key that an object in a JSON text has twice. */
function findRepeatedKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  const mark = /["{}]/g;
  const colon = /\s*:/y;
  for (let found = mark.exec(json); found; found = mark.exec(json)) {
    if (found[0] === '{') open.push(new Set());
    else if (found[0] === '}') open.pop();
    else {
      colon.lastIndex = stringEnd(json, found.index);
      mark.lastIndex = colon.lastIndex;
      if (!colon.test(json)) continue;
      const key = JSON.parse(json.slice(found.index, mark.lastIndex));
      if (open.at(-1)?.has(key)) return key;
      open.at(-1)?.add(key);
    }
  }
  return undefined;
}

/** The end of the string that starts at a quote. */
function stringEnd(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    let slashes = 0;
    while (json[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
}
