/** `netspec watch`: checks a spec at each save, and shows its diagnostics or its report. */

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { reportOf } from '../analysis/report.js';
import { renderText } from '../diagnostics/render/text.js';
import { reportData, sourcesOf } from '../reports/html.js';
import type { PageData } from '../reports/page/data.js';
import { reportText } from '../reports/text.js';
import { importModule } from '../run/import-module.js';
import { tfjsModule } from '../targets/tfjs/index.js';
import { visible } from '../text/display.js';
import { Failure } from '../text/failure.js';
import { itemAt } from '../text/lookup.js';
import { type Invocation, UsageError } from './arguments.js';
import { type Host, screenOf, status } from './host.js';
import { LivePage } from './live-page.js';
import { compileSpec, nameOf } from './spec.js';

/** A file that changed less than this many milliseconds ago may still be being written. */
const settled = { stabilityThreshold: 50, pollInterval: 10 } as const;

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const spec = itemAt(invocation.operands, 0);
  if (spec === '-') throw new UsageError('standard input cannot be watched', 'watch');
  const { watch } = await importModule<typeof import('chokidar')>('chokidar');
  // It may be ended from the first check on.
  const ended = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const watching = new Watching(spec, invocation, host);
  await watching.look();
  if (invocation.values.open) await watching.serve();
  // chokidar misses a file that appears while it begins to watch.
  const pause = () => Promise.race([ended, delay(settled.stabilityThreshold)]);
  while (!existsSync(spec) && (await pause()) === undefined);
  const files = watch(spec, { ignoreInitial: true, awaitWriteFinish: settled });
  files.on('all', () => watching.look());
  await once(files, 'ready');
  // A save since the first check was not noticed.
  await watching.look();
  await ended;
  await files.close();
  watching.close();
  return status.ok;
}

class Watching {
  private data: PageData = { sides: [], errors: '' };
  private page: LivePage | undefined;
  private last = '';

  constructor(
    private readonly spec: string,
    private readonly invocation: Invocation,
    private readonly host: Host,
  ) {}

  /** Checks the file, if it has changed. */
  async look(): Promise<void> {
    const { text, data } = await this.read();
    if (text === this.last) return;
    this.last = text;
    this.data = data;
    // On a terminal each check clears the screen.
    this.host.stdout.write(`${this.host.stdout.isTTY ? '\u001b[2J\u001b[3J\u001b[H' : ''}${text}`);
    this.page?.update(data);
  }

  async serve(): Promise<void> {
    this.page = new LivePage(nameOf(this.spec), this.data);
    this.host.stderr.write(`${await this.page.start()}\n`);
  }

  close(): void {
    this.page?.close();
  }

  /** What to show on the terminal and on the page, which keeps the last valid network. */
  private async read(): Promise<{ readonly text: string; readonly data: PageData }> {
    const { invocation, host, spec } = this;
    const isPlain = invocation.values['no-color'] === true;
    const screen = screenOf(host.stdout, host, { noColor: isPlain, width: 80 });
    try {
      const { diagnostics, model } = await compileSpec(spec, invocation, host);
      const shown = invocation.values.quiet ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics;
      const told = renderText(shown, screen);
      const errors = renderText(shown, { hasColor: false, width: 100 });
      if (!model) return { text: told, data: { ...this.data, errors } };
      const code = tfjsModule(model);
      const report = reportOf(model, code);
      const text = `${told}${told === '' ? '' : '\n'}${reportText(report, { ...screen, depth: 1 })}`;
      return { text, data: { ...reportData(report, sourcesOf(model, code)), errors } };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const message = `netspec: ${visible(error.message)}\n`;
      return { text: message, data: { ...this.data, errors: message } };
    }
  }
}
