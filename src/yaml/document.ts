/** Calls the YAML library. */
import { type Document, parseDocument } from 'yaml';

/** Parses YAML as far as possible; the document has the errors. */
export function parseYaml(text: string): Document.Parsed {
  return parseDocument(text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    merge: false,
    keepSourceTokens: true,
  });
}
