/**
 * Links that hold a spec, compressed, in their fragment, which browsers send to no server. A link may be anyone's: it is
 * only ever text for the editor, and at most so large.
 */

/** The largest text that a link can hold, in bytes. */
const mostBytes = 1_000_000;

/** A spec with the name of its file. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** The fragment of a link to a spec. */
export async function linkTo({ name, text }: NamedText): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([name, text]));
  const packed = await collect(pipe(bytes, new CompressionStream('deflate-raw')), Number.POSITIVE_INFINITY);
  return `#spec=${toBase64(packed)}`;
}

/** The spec in a fragment; undefined if it has none. Throws an `Error` with a message for the visitor. */
export async function specIn(fragment: string): Promise<NamedText | undefined> {
  const [, packed] = /^#spec=(.*)$/s.exec(fragment) ?? [];
  if (packed === undefined) return undefined;
  const bytes = await unpack(packed);
  const read = parse(new TextDecoder().decode(bytes));
  if (!Array.isArray(read) || read.length !== 2 || !read.every((part) => typeof part === 'string')) throw damaged();
  const [name, text]: readonly string[] = read;
  return { name: fileName(name ?? ''), text: text ?? '' };
}

async function unpack(packed: string): Promise<Uint8Array> {
  if (!/^[\w-]*$/.test(packed)) throw damaged();
  try {
    const signs = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
    return await collect(pipe(bytes, new DecompressionStream('deflate-raw')), mostBytes);
  } catch (error) {
    throw error instanceof TooLarge ? new Error('the spec in the link has more than 1 MB') : damaged();
  }
}

const damaged = () => new Error('the link is incomplete or damaged');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged();
  }
}

/** A name without folders, with the extension of specs. */
export function fileName(name: string): string {
  const [stem = ''] = /^[\w-]*/.exec(name.replace(/^.*[\\/]/, '').replaceAll(/[^\w.-]/g, '-')) ?? [];
  return `${stem.slice(0, 60) || 'spec'}.yaml`;
}

class TooLarge extends Error {}

const pipe = (
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array> => new Blob([bytes]).stream().pipeThrough(stream);

/** The bytes of a stream, at most so many, so that a small link can't fill the memory. */
async function collect(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const reader = stream.getReader();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new TooLarge();
    }
    parts.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function toBase64(bytes: Uint8Array): string {
  const signs = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(signs).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
