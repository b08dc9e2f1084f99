/**
 * Plain data as JSON that any terminal may show: what it would act on or hide (controls, invisible and bidirectional
 * marks, line separators) is written as the escapes that JSON has for it. Indented by two spaces, with a line end at the
 * end.
 */
export function jsonText(value: unknown): string {
  // Outside of its strings JSON has nothing but ASCII, and of controls only the line ends of the layout.
  const text = JSON.stringify(value, null, 2).replace(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
  return `${text}\n`;
}

/** A character as `\u` and four digits, one beyond the first 65,536 as two of these. */
const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
