/** `npm run playground` serves dist/playground to this machine only: `npm run playground -- --port 8080`. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const folder = fileURLToPath(new URL('../../dist/playground', import.meta.url));
const { port } = parseArgs({ options: { port: { type: 'string', default: '8080' } } }).values;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.yaml': 'text/plain; charset=utf-8',
};

const headers = {
  'Cache-Control': 'no-cache',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

const server = createServer(({ method, url = '/', headers: given }, response) => {
  const { port: own } = server.address() as AddressInfo;
  if (given.host !== `127.0.0.1:${own}` && given.host !== `localhost:${own}`) return refuse(response, 403);
  if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405);
  const file = fileOf(url);
  if (file === undefined) return refuse(response, 404);
  response.writeHead(200, { ...headers, 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
});
server.on('error', (error) => {
  console.error(`netspec: ${error.message}; choose another port with --port`);
  process.exitCode = 1;
});
server.listen(Number(port), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, headers);
  response.end();
}

/** The file of a URL; undefined if there is none in the folder. */
function fileOf(url: string): string | undefined {
  const { pathname } = new URL(url, 'http://localhost');
  const file = path.join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
  return file.startsWith(folder + path.sep) && existsSync(file) && statSync(file).isFile() ? file : undefined;
}
