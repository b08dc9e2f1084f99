/** What netspec has for a word of another library. A word without a hint has exactly the same meaning. */
export interface Translation {
  readonly word?: string;
  /** What else to write, or what to do where there is no word. */
  readonly hint?: string;
}
