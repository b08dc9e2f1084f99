/** Collects diagnostics: each mistake once, without suppressed ones, in source order. */
import { positionAt, type Source, type Span } from '../text/source.js';
import { type Code, codes, isCode } from './codes.js';
import type { Diagnostic, Note, Remedy } from './diagnostic.js';
import { idleSuppression, noReason, notALint } from './messages/lints.js';
import type { Message } from './messages/message.js';
import { tooManyErrors } from './messages/yaml.js';
import { findSuppressions, type Suppression } from './suppressions.js';

/** What a report adds to its message. */
export interface ReportDetails extends Remedy {
  readonly notes?: readonly Note[];
  /** The name in question, which a suppression must mention. */
  readonly subject?: string;
}

/** Collects diagnostics. The same mistake at the same place is one, even if several uses of a block show it. */
export class Diagnostics {
  private readonly found = new Map<string, Diagnostic>();
  /** By the line that they apply to. */
  private readonly suppressions = new Map<number, Suppression[]>();
  private readonly used = new Set<Suppression>();
  /** The source of the diagnostics. */
  private source?: Source;

  private errors = 0;

  /**
   * After `most` errors the next one is reported as the end of the search, and `TooManyFound` is thrown. Warnings have
   * no limit, since that could hide errors.
   */
  constructor(private readonly most = Number.POSITIVE_INFINITY) {}

  /** For phases after an error that left no sound value: nothing they find is reported. */
  static behindError(most?: number): Diagnostics {
    const unheard = new Diagnostics(most);
    unheard.errors = 1;
    return unheard;
  }

  /** Reports a mistake. Help in the details replaces the message's own. */
  report({ code, text, help: ownHelp }: Message<Code>, span: Span, details: ReportDetails = {}): void {
    const key = keyOf(code, span);
    if (this.found.has(key)) return;
    const { notes = [], help = ownHelp, fix, choices, subject } = details;
    if (this.isSuppressed(code, span, subject)) return;
    const { severity } = codes[code];
    if (severity === 'error') {
      if (this.errors === this.most) {
        this.endSearch(span);
        throw new TooManyFound();
      }
      this.errors += 1;
    }
    this.found.set(key, {
      code,
      severity,
      message: text.length > longestMessage ? `${text.slice(0, longestMessage)}...` : text,
      span,
      notes,
      ...(help === undefined ? {} : { help }),
      ...(fix ? { fix } : {}),
      ...(choices ? { choices } : {}),
    });
  }

  /** Reports at the place of the next error that there are more. */
  private endSearch(span: Span): void {
    const { code, text, help = '' } = tooManyErrors(this.most);
    const { severity } = codes[code];
    this.found.set(keyOf(code, span), { code, severity, message: text, span, notes: [], help });
  }

  /** Adds the suppressions of a source. */
  suppress(source: Source): void {
    this.source = source;
    for (const suppression of findSuppressions(source)) {
      const others = this.suppressions.get(suppression.line);
      if (others) others.push(suppression);
      else this.suppressions.set(suppression.line, [suppression]);
    }
  }

  /** Reports invalid and unused suppressions, after all lints have run. */
  reportSuppressions(): void {
    const placeOf = (code: string, line: number) => `${code} ${line}`;
    const places = new Set(
      this.inOrder().map(({ code, span }) => placeOf(code, positionAt(span.source, span.start).line)),
    );
    for (const suppression of [...this.suppressions.values()].flat()) {
      const { code, reason, span, line } = suppression;
      if (!isCode(code) || !codes[code].isLint) this.report(notALint(code, lints()), span);
      else if (reason === '') this.report(noReason(code), span);
      else if (!this.used.has(suppression) && !places.has(placeOf(code, line)))
        this.report(idleSuppression(code), span);
    }
  }

  /** Whether a comment suppresses it; the comment must mention the name in question, if there is one. */
  private isSuppressed(code: Code, span: Span, subject = ''): boolean {
    if (this.suppressions.size === 0 || !codes[code].isLint) return false;
    const { line } = positionAt(span.source, span.start);
    const found = this.suppressions
      .get(line)
      ?.find((one) => one.code === code && one.span.source === span.source && mentions(one.reason, subject));
    if (found) this.used.add(found);
    return found !== undefined;
  }

  /** Whether something was reported at a place. */
  has(code: Code, span: Span): boolean {
    return this.found.has(keyOf(code, span));
  }

  /** Removes a diagnostic whose cause was found. */
  withdraw(code: Code, span: Span): void {
    this.found.delete(keyOf(code, span));
  }

  get hasErrors(): boolean {
    return this.errors > 0;
  }

  /** In the order in which they were found. */
  inOrder(): readonly Diagnostic[] {
    return [...this.found.values()];
  }

  /** In source order. */
  list(): readonly Diagnostic[] {
    // Diagnostics of the spec itself come before those of specs that it uses.
    const files = [...new Set([this.source?.file, ...this.inOrder().map(({ span }) => span.source.file)])];
    const fileOf = ({ span }: Diagnostic) => files.indexOf(span.source.file);
    return this.inOrder().toSorted(
      (a, b) => fileOf(a) - fileOf(b) || a.span.start - b.span.start || a.span.end - b.span.end,
    );
  }
}

const keyOf = (code: Code, { source, start, end }: Span): string => `${code} ${source.file} ${start} ${end}`;

/** Messages quote the text, which may be long. */
const longestMessage = 1000;

/** Ends the search if there are too many errors. */
export class TooManyFound extends Error {}

/** Whether a text contains a word; every text contains the empty one. */
const mentions = (text: string, word: string): boolean => word === '' || text.split(/[^A-Za-z0-9_-]+/).includes(word);

const lints = (): readonly string[] => Object.entries(codes).flatMap(([code, { isLint }]) => (isLint ? [code] : []));
