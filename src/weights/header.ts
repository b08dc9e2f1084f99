/** JSON headers of weight files, read as what someone may have made up. */
import { BadFile, type Bytes } from './bytes.js';

/** The longest header that is read; that of a network with a thousand layers has a hundredth of it. */
export const longestHeader = 2 ** 24;

/**
 * A stretch of a file as a JSON object. Throws `BadFile` where it is none, or gives a key twice: of two values JSON's
 * readers keep either.
 */
export async function readHeader(bytes: Bytes, start: number, end: number): Promise<Readonly<Record<string, unknown>>> {
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
  if (twice !== undefined)
    throw new BadFile(`the header of ${bytes.name} gives the key ${JSON.stringify(twice)} twice`);
  return json;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key that an object of a JSON text has twice. */
function findRepeatedKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, isKey] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (isKey) {
      const key = JSON.parse(token.slice(0, -isKey.length));
      if (open.at(-1)?.has(key)) return key;
      open.at(-1)?.add(key);
    }
  }
  return undefined;
}
