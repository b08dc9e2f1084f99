/** What commands see of the process, which is one itself; tests bring their own. */
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

/** What was read and does not fit the spec, such as labels of other classes: something found, and no failure. */
export class UnfitInput extends Error {}

/** Exit statuses; of several, the highest wins. */
export const status = { ok: 0, found: 1, failed: 2 } as const;

/** How to write for an output: in its width, where it has one, and in colour on a terminal only. */
export function screenOf(
  output: OutputStream,
  host: Host,
  options: { readonly noColor: boolean; readonly width: number },
): { hasColor: boolean; width: number; columns?: number } {
  const hasColor = output.isTTY === true && !options.noColor && !host.env.NO_COLOR;
  const width = Math.max(40, output.columns || options.width);
  return { hasColor, width, ...(output.columns ? { columns: width } : {}) };
}
