/** The options of formats of diagnostics. */
export interface RenderOptions {
  readonly hasColor: boolean;
  /** The width of the screen in cells. */
  readonly width: number;
  /** The same if the output is a terminal; longer lines are wrapped. */
  readonly columns?: number;
  /** The files that were checked, also those without diagnostics. */
  readonly checked: readonly string[];
  /** Whether all files could be checked. */
  readonly isWhole: boolean;
  readonly tool: () => Tool;
}

/** The netspec that found the diagnostics. */
export interface Tool {
  readonly version: string;
  /** The URL of the page with a section for each code. */
  readonly page: string;
}
