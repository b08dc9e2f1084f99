import { readFileSync } from 'node:fs';
import { type Report, reportOf } from '../../src/analysis/report.js';
import { compile, type Options } from '../../src/compile.js';

/** The report on a spec, or on a variant of it. */
export function reportOn(text: string, options: Options = {}): Report {
  const { model, diagnostics } = compile(text, options);
  if (!model) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return reportOf(model);
}

export const inception = readFileSync('specs/inception-v3.yaml', 'utf8');
