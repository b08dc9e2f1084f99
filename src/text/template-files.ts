/** The templates as files. Only the build and the uncompiled source read them; what is built has them inside. */
import { readdirSync, readFileSync } from 'node:fs';

/** Strict, so that a hole without a value throws; no helpers of our own, so that a template only lays out. */
export const templateOptions = { noEscape: true, strict: true, knownHelpersOnly: true } as const;

const folder = new URL('../../templates/', import.meta.url);

/** The text of every template by its path below `templates/` without `.hbs`, in the order of the names. */
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
