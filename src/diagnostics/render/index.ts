/** The formats of diagnostics. */
import { keysOf } from '../../text/lookup.js';
import type { Diagnostic } from '../diagnostic.js';
import { renderGithub } from './github.js';
import { renderJson } from './json.js';
import { renderJunit } from './junit.js';
import type { RenderOptions } from './options.js';
import { renderSarif } from './sarif.js';
import { renderText } from './text.js';

type Render = (diagnostics: readonly Diagnostic[], options: RenderOptions) => string;

const renderers = {
  text: renderText,
  json: renderJson,
  github: renderGithub,
  sarif: renderSarif,
  junit: renderJunit,
} as const satisfies Record<string, Render>;

export type DiagnosticFormat = keyof typeof renderers;
export const diagnosticFormats: readonly DiagnosticFormat[] = keysOf(renderers);

/** Diagnostics in a format, in the given order. */
export function render(format: DiagnosticFormat, diagnostics: readonly Diagnostic[], options: RenderOptions): string {
  return renderers[format](diagnostics, options);
}
