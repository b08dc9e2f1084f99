import { readFileSync } from 'node:fs';
import { type Report, reportOf } from '../../src/analysis/report.js';
import type { Options } from '../../src/compile.js';
import { modelOf } from '../model.js';

/** The report on a spec, or on a variant of it. */
export function reportOn(text: string, options: Options = {}): Report {
  const model = modelOf(text, options);
  return reportOf(model);
}

export const inception = readFileSync('specs/inception-v3.yaml', 'utf8');
