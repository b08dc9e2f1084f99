/**
 * Plain data as JSON for any terminal: controls, invisible and bidirectional marks, and line separators are escaped.
 * Indented by two spaces, with a line end at the end.
 */
export function jsonText(value: unknown): string {
  // Outside of strings JSON has ASCII only, and no controls but the line ends of the layout.
  const text = JSON.stringify(value, null, 2).replace(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
  return `${text}\n`;
}

/** A character as `\u` and four digits; one beyond the first 65,536 as two of these. */
const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
