/**
 * The types of the table of messages. Each file is one subject: first its codes with their rules, then its messages, as
 * functions of what they mention. Texts of notes and titles of fixes come after the messages that they belong to.
 */
export type Severity = 'error' | 'warning';

export interface CodeEntry {
  readonly severity: Severity;
  /** Whether it may be wrong, so that a comment can suppress it: `# netspec-allow CODE: reason`. */
  readonly isLint?: boolean;
  /** The rule, in a sentence. */
  readonly rule: string;
  /** Why it is a rule, and what to do. */
  readonly why: string;
}

export const error = (rule: string, why: string): CodeEntry => ({ severity: 'error', rule, why });
export const warning = (rule: string, why: string): CodeEntry => ({ severity: 'warning', rule, why });
export const lint = (entry: CodeEntry): CodeEntry => ({ ...entry, isLint: true });

/** The message of a diagnostic: its code, what is wrong, and what to do. */
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
