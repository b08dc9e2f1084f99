/** What the forms of diagnostics ask for besides the diagnostics. */
export interface RenderOptions {
  readonly hasColor: boolean;
  /** How many cells a line of the screen has. */
  readonly width: number;
  /** The same where the screen is a terminal, for which what is longer is wrapped. */
  readonly columns?: number;
  /** The files that were checked, also those without any diagnostic. */
  readonly checked: readonly string[];
  /** Whether all files could be checked that were to be. */
  readonly isWhole: boolean;
  readonly tool: () => Tool;
}

/** The netspec that found the diagnostics. */
export interface Tool {
  readonly version: string;
  /** The address of the page that has a section for each code. */
  readonly page: string;
}
