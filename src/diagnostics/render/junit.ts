/** Diagnostics as a JUnit report: a suite per file; an error is a failed test, a warning one with a message. */

import { visible } from '../../text/display.js';
import { positionAt } from '../../text/source.js';
import type { Diagnostic } from '../diagnostic.js';
import type { RenderOptions } from './options.js';
import { renderText } from './text.js';

export function renderJunit(diagnostics: readonly Diagnostic[], options: RenderOptions): string {
  const suites = options.checked.flatMap((file) =>
    suite(
      file,
      diagnostics.filter(({ span }) => span.source.file === file),
      options,
    ),
  );
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="netspec">', ...suites, '</testsuites>'];
  return `${lines.join('\n')}\n`;
}

function suite(file: string, diagnostics: readonly Diagnostic[], options: RenderOptions): readonly string[] {
  const failures = diagnostics.filter(({ severity }) => severity === 'error').length;
  const name = xml(visible(file));
  const cases =
    diagnostics.length === 0
      ? [`    <testcase classname="${name}" name="check"/>`]
      : diagnostics.flatMap((found) => testcase(name, found, options));
  const counts = `tests="${Math.max(1, diagnostics.length)}" failures="${failures}" errors="0" skipped="0"`;
  return [`  <testsuite name="${name}" ${counts}>`, ...cases, '  </testsuite>'];
}

function testcase(classname: string, found: Diagnostic, options: RenderOptions): readonly string[] {
  const { line, column } = positionAt(found.span.source, found.span.start);
  const text = xml(renderText([found], { ...options, hasColor: false }).trimEnd());
  return [
    `    <testcase classname="${classname}" name="${found.code} ${line}:${column}" file="${classname}" line="${line}">`,
    found.severity === 'error'
      ? `      <failure type="${found.code}" message="${xml(visible(found.message))}">${text}</failure>`
      : `      <system-out>${text}</system-out>`,
    '    </testcase>',
  ];
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Visible text for XML, which does not allow all characters. */
function xml(text: string): string {
  return text.replace(/[\ufffe\uffff]/g, '\ufffd').replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
