/** The templates as files. Only the build and uncompiled source read them. */
import { readdirSync, readFileSync } from 'node:fs';

/** Strict, so that a missing value throws; no helpers, so that templates have layout only. */
export const templateOptions = { noEscape: true, strict: true, knownHelpersOnly: true } as const;

const folder = new URL('../../templates/', import.meta.url);

/** The text of every template by its path below `templates/` without `.hbs`, sorted by name. */
export function readTemplates(): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.hbs'));
  return new Map(
    files
      .sort()
      .map((file) => [
        file.slice(0, -'.hbs'.length).replaceAll('\\', '/'),
        readFileSync(new URL(file, folder), 'utf8').replaceAll('\r\n', '\n'),
      ]),
  );
}
