/**
 * The page's side of the sandbox, in which generated code runs: a frame with an origin of its own, whose policy gives it
 * no network, and a worker in it. The page sends it files and tasks, and takes plain data from it.
 */
import { found } from './elements.js';
import type { RunnerFiles, RunnerReply, RunnerTask } from './runner/messages.js';

type OnTold = (done: number, total: number, what: string) => void;
type Outcome = Exclude<RunnerReply, { readonly kind: 'progress' | 'failed' | 'webgl failed' }>;

export class Sandbox {
  /** Why WebGL is not used, if it was tried and failed. */
  webglFault: string | undefined;
  private port: Promise<MessagePort> | undefined;
  private stopTask: ((reason?: string) => void) | undefined;

  constructor() {
    addEventListener('message', ({ data, source }) => {
      const frame = found('sandbox');
      if (frame instanceof HTMLIFrameElement && source === frame.contentWindow) this.stop(String(data));
    });
  }

  /** Runs a task, one at a time. Rejects with a message for the visitor. */
  async run(task: RunnerTask, onTold: OnTold): Promise<Outcome> {
    this.stop();
    this.port ??= this.start();
    const port = await this.port.catch((error: unknown) => {
      this.port = undefined;
      throw error;
    });
    const reply = await new Promise<Exclude<RunnerReply, { readonly kind: 'progress' }>>((resolve, reject) => {
      this.stopTask = (reason = 'stopped') => reject(new Error(reason));
      port.onmessage = ({ data: reply }: MessageEvent<RunnerReply>) => {
        if (reply.kind === 'progress') return onTold(reply.done, reply.total, reply.what);
        this.stopTask = undefined;
        resolve(reply);
      };
      port.postMessage(task);
    });
    if (reply.kind === 'failed') throw new Error(reply.message);
    if (reply.kind !== 'webgl failed') return reply;
    this.webglFault = reply.message;
    this.port = undefined;
    return this.run(task, onTold);
  }

  /** Stops the task that runs, with everything in the sandbox. */
  stop(reason?: string): void {
    if (!this.stopTask) return;
    this.stopTask(reason);
    this.stopTask = undefined;
    this.port = undefined;
  }

  private async start(): Promise<MessagePort> {
    const [script, wasm] = await Promise.all(['runner.js', 'tfjs-backend-wasm-simd.wasm'].map(load));
    if (!script || !wasm) throw new Error('TensorFlow.js could not be loaded');
    const frame = found('sandbox');
    // A new frame, so that nothing is left of earlier tasks.
    const fresh = frame.cloneNode();
    if (!(fresh instanceof HTMLIFrameElement)) throw new Error('the sandbox is no frame');
    await new Promise((resolve) => {
      fresh.addEventListener('load', resolve, { once: true });
      frame.replaceWith(fresh);
    });
    const { port1, port2 } = new MessageChannel();
    const files: RunnerFiles = {
      script: new Blob([script], { type: 'text/javascript' }),
      wasm,
      mayUseWebgl: this.webglFault === undefined,
    };
    fresh.contentWindow?.postMessage(files, '*', [port2]);
    return port1;
  }
}

async function load(name: string): Promise<ArrayBuffer> {
  const answer = await fetch(name).catch(() => undefined);
  if (!answer?.ok) throw new Error('TensorFlow.js could not be loaded; it needs a connection the first time');
  return answer.arrayBuffer();
}
