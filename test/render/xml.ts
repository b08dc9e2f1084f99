/** Just enough of an XML reader to hold a report against: strict about what netspec writes, and about nothing else. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const decode = (text: string): string => text.replace(/&(\w+);/g, (_, name: string) => characters[name] ?? fail(name));
const fail = (text: string): never => {
  throw new Error(`this is no XML: ${text}`);
};

/** The elements of a document. Throws if it is not well-formed. */
export function parseXml(document: string): readonly Element[] {
  // The characters that XML 1.0 takes.
  if (!/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(document)) fail('a character');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const part =
    /<\?xml[^>]*\?>|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="(?:[^"<&]|&(?:amp|lt|gt|quot);)*")*)(\/?)>|((?:[^<&]|&(?:amp|lt|gt|quot);)+)/gy;
  let end = 0;
  for (const [whole, closed, name, attributes = '', slash, text] of document.matchAll(part)) {
    end += whole.length;
    const parent = open.at(-1) ?? fail(whole);
    if (closed !== undefined) {
      if (parent.name !== closed) fail(whole);
      open.pop();
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)];
      const element: Element = {
        name,
        attributes: Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, decode(value)])),
        children: [],
        text: '',
      };
      parent.children.push(element);
      if (slash === '') open.push(element);
    } else if (text !== undefined) parent.text += decode(text);
  }
  if (end !== document.length || open.length !== 1) fail(document.slice(end, end + 40));
  return root.children;
}
