/**
 * Runs generated code on TensorFlow.js. It is a worker of a frame that has an origin of its own, no network and no
 * storage: what a spec from a link becomes can reach nothing but the port to the page, which takes plain data from it.
 *
 * Generated code imports TensorFlow.js from this very module, whose URL is only known when it runs.
 */
import { judge } from '../../run/verify/judge.js';
import { tfjsBuilder } from '../../run/verify/tfjs-builder.js';
import { TargetLimit } from '../../targets/target.js';
import { Failure } from '../../text/failure.js';
import { useBrowserBackend, webglLoss } from './backend.js';
import type { RunnerFiles, RunnerReply, RunnerTask, VerifyTask } from './messages.js';
import { modelOf } from './model.js';
import { predict } from './predict.js';

export * from '@tensorflow/tfjs';

/** Takes tasks from a port. */
export function start(files: RunnerFiles, port: MessagePort): void {
  const ready = useBrowserBackend(files);
  const reply = (message: RunnerReply) => port.postMessage(message);
  port.onmessage = async ({ data: task }: MessageEvent<RunnerTask>) => {
    try {
      const backend = await ready;
      reply(await (backend === 'webgl' ? performOnWebgl(task, reply) : perform(task, backend, reply)));
    } catch (error) {
      reply({ kind: 'failed', message: messageOf(error) });
    }
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What WebGL does depends on the card and its driver. So what fails on it is no fault of the network until others agree. */
async function performOnWebgl(task: RunnerTask, reply: (message: RunnerReply) => void): Promise<RunnerReply> {
  try {
    const done = await Promise.race([perform(task, 'webgl', reply), webglLoss()]);
    const [difference] = done.kind === 'verified' ? done.result.differences : [];
    if (!difference) return done;
    const { layer, what, expected, actual } = difference;
    return { kind: 'webgl failed', message: `${layer}, ${what}: expected ${expected}, found ${actual}` };
  } catch (error) {
    // What is wrong with the spec or with files is wrong on every back end.
    if (error instanceof Failure || error instanceof TargetLimit) throw error;
    return { kind: 'webgl failed', message: messageOf(error) };
  }
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
