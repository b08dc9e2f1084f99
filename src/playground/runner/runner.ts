/**
 * Runs generated code on TensorFlow.js. It is a worker of a frame that has an origin of its own, no network and no
 * storage: what a spec from a link becomes can reach nothing but the port to the page, which takes plain data from it.
 *
 * Generated code imports TensorFlow.js from this very module, whose URL is only known when it runs.
 */
import { judge } from '../../run/verify/judge.js';
import { tfjsBuilder } from '../../run/verify/tfjs-builder.js';
import { useBrowserBackend } from './backend.js';
import type { RunnerReply, RunnerTask, VerifyTask } from './messages.js';
import { modelOf } from './model.js';
import { predict } from './predict.js';

export * from '@tensorflow/tfjs';

/** Takes tasks from a port. `wasm` is the program of the back end for WebAssembly. */
export function start(wasm: ArrayBuffer, port: MessagePort): void {
  const backend = useBrowserBackend(wasm);
  const reply = (message: RunnerReply) => port.postMessage(message);
  port.onmessage = async ({ data: task }: MessageEvent<RunnerTask>) => {
    try {
      reply(await perform(task, await backend, reply));
    } catch (error) {
      reply({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };
}

async function perform(task: RunnerTask, backend: string, reply: (message: RunnerReply) => void): Promise<RunnerReply> {
  const onProgress = (done: number, total: number, what: string) => reply({ kind: 'progress', done, total, what });
  if (task.kind === 'predict') return { kind: 'predicted', result: { backend, ...(await predict(task, onProgress)) } };
  return { kind: 'verified', result: await verify(task, backend, onProgress) };
}

async function verify(
  { spec, target, profile }: VerifyTask,
  backend: string,
  onProgress: (done: number, total: number, what: string) => void,
) {
  const model = modelOf(spec);
  return judge(model, backend, tfjsBuilder(model, target), { profile, onProgress });
}
