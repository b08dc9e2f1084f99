/** The YAML library at work. */
import { type Document, parseDocument } from 'yaml';

/** Parses YAML as far as it can be; what is wrong with it is in the document's errors. */
export function parseYaml(text: string): Document.Parsed {
  return parseDocument(text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    merge: false,
    keepSourceTokens: true,
  });
}
