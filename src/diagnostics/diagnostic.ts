/** What a diagnostic is: a mistake with its place, its notes, and what to do about it. */
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

/** Edits that carry out a remedy. A guess is no fix: it is told in `help`. */
export interface Fix {
  readonly title: string;
  /** `fix` mends a slip that can be meant in one way only; `update` declares what is computed. */
  readonly kind: 'fix' | 'update';
  readonly edits: readonly Edit[];
}

/** What to do about a mistake: in words, as edits, or both. */
export interface Remedy {
  readonly help?: string | undefined;
  readonly fix?: Fix | undefined;
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
}

/** What to do about a diagnostic, in words: its help, and what its fix does. */
export const remediesOf = ({ help, fix }: Diagnostic): readonly string[] => [
  ...(help === undefined ? [] : [help]),
  ...(fix ? [fix.title] : []),
];

/** A fix that puts one text in the place of another. */
export const replacement = (span: Span, newText: string, title = write(newText)): Fix => ({
  title,
  kind: 'fix',
  edits: [{ span, newText }],
});

/** A fix that declares what is computed. */
export const update = (edits: readonly Edit[], title: string): Fix => ({ title, kind: 'update', edits });
