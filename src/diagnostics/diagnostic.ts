/** Diagnostics: a mistake with its place, notes and remedy. */
import type { Span } from '../text/source.js';
import type { Code } from './codes.js';
import type { Severity } from './messages/message.js';
import { write } from './messages/remedies.js';

export interface Note {
  readonly message: string;
  readonly span: Span;
}

export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

/** A remedy as edits. A guess is no fix, but help. */
export interface Fix {
  readonly title: string;
  /** `fix` mends a slip that can mean one thing only; `update` declares what is computed. */
  readonly kind: 'fix' | 'update';
  readonly edits: readonly Edit[];
}

/** The remedy for a mistake: help, a fix, or both. */
export interface Remedy {
  readonly help?: string | undefined;
  readonly fix?: Fix | undefined;
  /** What the help says, as edits to choose from: none of them is certain. */
  readonly choices?: readonly Fix[] | undefined;
}

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly notes: readonly Note[];
  /** What to do, in words. */
  readonly help?: string;
  readonly fix?: Fix;
  readonly choices?: readonly Fix[];
}

/** The remedies in words: the help, and the title of the fix. */
export const remediesOf = ({ help, fix }: Diagnostic): readonly string[] => [
  ...(help === undefined ? [] : [help]),
  ...(fix ? [fix.title] : []),
];

/** A fix that replaces a text. */
export const replacement = (span: Span, newText: string, title = write(newText)): Fix => ({
  title,
  kind: 'fix',
  edits: [{ span, newText }],
});

/** A fix that declares what is computed. */
export const update = (edits: readonly Edit[], title: string): Fix => ({ title, kind: 'update', edits });
