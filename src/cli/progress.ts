/** Shows progress on a terminal. */
import { bar, cutEnd, fit, visible } from '../text/display.js';
import type { OutputStream } from './host.js';

/** Narrower terminals have no room for a bar. */
const leastColumns = 40;
const barCells = 20;

/** A line of progress that replaces the one before. */
export class Progress {
  constructor(
    private readonly output: OutputStream,
    private readonly isShown: boolean,
  ) {}

  readonly show = (done: number, total: number, what: string): void => {
    const columns = this.output.columns || 80;
    const text = visible(`${done}/${total} ${what}`);
    const drawn = columns < leastColumns ? '' : `${fit(bar((barCells * done) / Math.max(total, 1)), barCells)} `;
    this.write(cutEnd(drawn + text, columns - 1));
  };

  readonly clear = (): void => this.write('');

  private write(text: string): void {
    if (this.isShown) this.output.write(`\r\u001b[K${text}`);
  }
}
