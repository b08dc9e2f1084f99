/**
 * The script of the sandbox: a frame of an origin of its own, without network and storage. It starts the runner in a
 * worker, which inherits both, and hands on the port to the page. If the worker fails, it tells the page why.
 */
import { policyOf } from '../trusted.js';
import type { RunnerFiles } from './messages.js';

const policy = policyOf((url) => url);

/** Chromium starts no module as the worker of such a frame, but a script may import one. */
const starter = `onmessage = async ({ data, ports: [port] }) => {
  const { start } = await import(URL.createObjectURL(data.script));
  start(data, port);
};
onunhandledrejection = ({ reason }) => { throw reason; };`;

addEventListener('message', ({ data, ports, source }: MessageEvent<RunnerFiles>) => {
  if (source !== parent) return;
  const script = URL.createObjectURL(new Blob([starter], { type: 'text/javascript' }));
  const worker = new Worker(policy.createScriptURL(script));
  worker.addEventListener('error', ({ message }) => parent.postMessage(message, '*'));
  worker.postMessage(data, [data.wasm, ...ports]);
});
