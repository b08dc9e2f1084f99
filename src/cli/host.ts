/** What commands use of the process, which is a host itself; tests have their own. */
export interface Host {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** An input that does not fit the spec, such as labels of other classes: exit status 1, not 2. */
export class UnfitInput extends Error {}

/** Exit statuses; the highest of several is used. */
export const status = { ok: 0, found: 1, failed: 2 } as const;

/** How to write to an output: in its width, if it has one; in color on a terminal only. */
export function screenOf(
  output: OutputStream,
  host: Host,
  options: { readonly noColor: boolean; readonly width: number },
): { hasColor: boolean; width: number; columns?: number } {
  const hasColor = output.isTTY === true && !options.noColor && !host.env.NO_COLOR;
  const width = Math.max(40, output.columns || options.width);
  return { hasColor, width, ...(output.columns ? { columns: width } : {}) };
}
