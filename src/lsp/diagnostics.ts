/** Diagnostics in the protocol's terms. */
import { DiagnosticSeverity, DiagnosticTag, type Diagnostic as LspDiagnostic } from 'vscode-languageserver';
import type { Code } from '../diagnostics/codes.js';
import { type Diagnostic, remediesOf } from '../diagnostics/diagnostic.js';
import { locationOf, rangeOf, type UriOf } from './ranges.js';
import type { SpecDocument } from './workspace.js';

/** Codes of what can be removed, which editors show faded. */
const unnecessary: ReadonlySet<Code> = new Set([
  'unused-layer',
  'unused-block',
  'unused-parameter',
  'unused-input',
  'unused-default',
  'useless-trainable',
]);

export interface DiagnosticOptions {
  /** The URL of the page that describes all diagnostics, if it is known. */
  readonly page: string | undefined;
  /** The URI of another spec. */
  readonly uriOf: UriOf;
}

/** The diagnostics of a document, those about specs that it uses included. */
export const diagnosticsOf = (document: SpecDocument, options: DiagnosticOptions): LspDiagnostic[] =>
  document.analysis.diagnostics.map((found) => convert(found, document, options));

function convert(found: Diagnostic, { analysis }: SpecDocument, { page, uriOf }: DiagnosticOptions): LspDiagnostic {
  const { code, severity, message, span, notes } = found;
  const { source } = analysis;
  const isHere = span.source === source;
  const related = (isHere ? notes : [found, ...notes]).map((one) => ({
    message: one.message,
    location: locationOf(one.span, uriOf),
  }));
  return {
    // What is wrong with a used spec is shown where this one uses it.
    range: rangeOf(
      isHere ? span : (notes.findLast((note) => note.span.source === source)?.span ?? { source, start: 0, end: 0 }),
    ),
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: 'netspec',
    code,
    ...(page === undefined ? {} : { codeDescription: { href: `${page}#${code}` } }),
    message: [message, ...remediesOf(found).map((remedy) => `help: ${remedy}`)].join('\n'),
    relatedInformation: related,
    ...(unnecessary.has(code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}
