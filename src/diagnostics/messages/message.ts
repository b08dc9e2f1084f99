/**
 * The form of the table of messages. Each file here is one subject: first its codes, each with its rule, then its
 * messages, functions of what they mention. Texts of notes and the titles of fixes stand below the messages that they
 * go with.
 */
export type Severity = 'error' | 'warning';

export interface CodeEntry {
  readonly severity: Severity;
  /** Whether a comment can suppress it where it is wrong: `# netspec-allow CODE: reason`. */
  readonly isLint?: boolean;
  /** The rule, in a sentence. */
  readonly rule: string;
  /** Why it is a rule, and what to do. */
  readonly why: string;
}

export const error = (rule: string, why: string): CodeEntry => ({ severity: 'error', rule, why });
export const warning = (rule: string, why: string): CodeEntry => ({ severity: 'warning', rule, why });
export const lint = (entry: CodeEntry): CodeEntry => ({ ...entry, isLint: true });

/** What a diagnostic says: its code, what is wrong, and what to do about it. */
export interface Message<C extends string = string> {
  readonly code: C;
  readonly text: string;
  readonly help?: string;
}

export const message = <C extends string>(code: C, text: string, help?: string): Message<C> => ({
  code,
  text,
  ...(help === undefined ? {} : { help }),
});
