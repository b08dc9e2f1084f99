/** The translation of another library's word. Without a hint the meaning is exactly the same. */
export interface Translation {
  readonly word?: string;
  /** What else to write, or what to do if there is no word. */
  readonly hint?: string;
}
