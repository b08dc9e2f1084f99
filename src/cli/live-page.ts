/**
 * Serves a page to this machine only, and keeps it up to date. Other pages in the browser get nothing from it: they do
 * not know its token, and only requests for the local host's names are answered.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { page } from '../reports/html.js';
import type { PageData } from '../reports/page/data.js';

const headers = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

export class LivePage {
  private readonly token = randomBytes(16).toString('hex');
  private readonly server: Server;
  private readonly listeners = new Set<ServerResponse>();
  private version = 0;

  constructor(
    private readonly title: string,
    private data: PageData,
  ) {
    this.server = createServer((request, response) => this.answer(request, response));
  }

  /** Starts at a free port; gives the address of the page. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.port}/${this.token}/`;
  }

  /** Updates the data in open pages, and in those that are opened later. */
  update(data: PageData): void {
    this.data = data;
    this.version += 1;
    for (const response of this.listeners) this.send(response);
  }

  close(): void {
    for (const response of this.listeners) response.end();
    this.server.close();
    this.server.closeAllConnections();
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  private answer({ method, url = '', headers: given }: IncomingMessage, response: ServerResponse): void {
    const [pathname, query] = url.split('?');
    const isKnown = given.host === `127.0.0.1:${this.port}` || given.host === `localhost:${this.port}`;
    if (!isKnown) return refuse(response, 403);
    if (method !== 'GET') return refuse(response, 405);
    if (pathname === `/${this.token}/`) {
      response.writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' });
      response.end(page(this.title, { ...this.data, news: `news?seen=${this.version}` }));
    } else if (pathname === `/${this.token}/news`) {
      this.listen(response, Number(given['last-event-id'] ?? new URLSearchParams(query).get('seen')));
    } else refuse(response, 404);
  }

  private listen(response: ServerResponse, seen: number): void {
    response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' });
    response.flushHeaders();
    this.listeners.add(response);
    response.on('close', () => this.listeners.delete(response));
    if (seen !== this.version) this.send(response);
  }

  private send(response: ServerResponse): void {
    // JSON has no line ends, so it is one line of the event stream.
    response.write(`id: ${this.version}\ndata: ${JSON.stringify(this.data)}\n\n`);
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, headers);
  response.end();
}
