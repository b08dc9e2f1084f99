/** `netspec watch`: checks a spec on every save, and shows what is wrong with it, or what it comes to. */

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

/** Until the file has been left alone for so long, in milliseconds, whoever writes it may not be done. */
const settled = { stabilityThreshold: 50, pollInterval: 10 } as const;

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const spec = itemAt(invocation.operands, 0);
  if (spec === '-') throw new UsageError('standard input can not be watched', 'watch');
  const { watch } = await importModule<typeof import('chokidar')>('chokidar');
  // From the first look on it may be ended.
  const ended = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const watching = new Watching(spec, invocation, host);
  await watching.look();
  if (invocation.values.open) await watching.serve();
  // A file that appears while chokidar begins to watch for it would be missed.
  const pause = () => Promise.race([ended, delay(settled.stabilityThreshold)]);
  while (!existsSync(spec) && (await pause()) === undefined);
  const files = watch(spec, { ignoreInitial: true, awaitWriteFinish: settled });
  files.on('all', () => watching.look());
  await once(files, 'ready');
  // What was saved between the first look and now has been told to nobody.
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

  /** Looks at the file as it is now; where it is as it was, there is nothing to tell. */
  async look(): Promise<void> {
    const { text, data } = await this.read();
    if (text === this.last) return;
    this.last = text;
    this.data = data;
    // On a terminal each look has the screen to itself.
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

  /** What there is to tell, on the terminal and on the page, which keeps the last network that was well. */
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
