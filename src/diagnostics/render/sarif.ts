/** Diagnostics as a log in the Static Analysis Results Interchange Format, version 2.1.0. */

import { visible } from '../../text/display.js';
import { jsonText } from '../../text/json.js';
import { prose } from '../../text/markdown.js';
import { positionAt, type Span } from '../../text/source.js';
import { type Code, codes } from '../codes.js';
import type { Diagnostic, Fix } from '../diagnostic.js';
import type { CodeEntry } from '../messages/message.js';
import type { RenderOptions } from './options.js';

export function renderSarif(diagnostics: readonly Diagnostic[], { isWhole, tool }: RenderOptions): string {
  const { version, page } = tool();
  const rules = Object.entries(codes).map(([code, entry]) => ruleOf(code, entry, page));
  return jsonText({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'netspec', version, rules } },
        invocations: [{ executionSuccessful: isWhole }],
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map(resultOf),
      },
    ],
  });
}

function ruleOf(code: string, { severity, rule, why }: CodeEntry, page: string) {
  return {
    id: code,
    shortDescription: { text: rule },
    helpUri: `${page}#${code}`,
    help: { text: `${rule} ${why}`, markdown: prose(`${rule} ${why}`) },
    defaultConfiguration: { level: severity },
  };
}

const ruleIndexes = new Map(Object.keys(codes).map((code, index) => [code, index]));

function resultOf({ code, severity, message, span, notes, help, fix }: Diagnostic) {
  return {
    ruleId: code,
    ruleIndex: ruleIndexes.get(code satisfies Code),
    level: severity,
    message: { text: visible(help === undefined ? message : `${message}; ${help}`) },
    locations: [{ physicalLocation: placeOf(span) }],
    relatedLocations: notes.map((note, id) => ({
      id,
      message: { text: visible(note.message) },
      physicalLocation: placeOf(note.span),
    })),
    ...(fix ? { fixes: [fixOf(fix)] } : {}),
  };
}

function fixOf({ title, edits }: Fix) {
  return {
    description: { text: visible(title) },
    artifactChanges: edits.map(({ span, newText }) => ({
      artifactLocation: fileOf(span),
      replacements: [{ deletedRegion: regionOf(span), insertedContent: { text: newText } }],
    })),
  };
}

const placeOf = (span: Span) => ({ artifactLocation: fileOf(span), region: regionOf(span) });

/** A path as a URI reference relative to the folder in which netspec ran. */
const fileOf = ({ source }: Span) => ({ uri: visible(source.file).split('/').map(encodeURIComponent).join('/') });

/** Lines and columns count from 1, and the end is exclusive. */
function regionOf({ source, start, end }: Span) {
  const from = positionAt(source, start);
  const to = positionAt(source, end);
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}
