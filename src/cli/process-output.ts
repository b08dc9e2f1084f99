import type { OutputStream } from './host.js';

/**
 * Standard output or standard error. Node loads thirty modules to open one, and a check of a valid spec writes nothing,
 * so it is opened when something is written or the terminal's properties are read.
 */
export class ProcessOutput implements OutputStream {
  private stream: NodeJS.WriteStream | undefined;

  constructor(private readonly open: () => NodeJS.WriteStream) {}

  private get opened(): NodeJS.WriteStream {
    this.stream ??= this.open();
    return this.stream;
  }

  get isTTY(): boolean {
    return this.opened.isTTY;
  }

  get columns(): number {
    return this.opened.columns;
  }

  write(text: string): void {
    this.opened.write(text);
  }

  /** Resolves once everything is written. */
  async flush(): Promise<void> {
    const { stream } = this;
    if (stream) await new Promise((resolve) => stream.write('', resolve));
  }
}
