/** Networks that `build --target keras` writes against the same of keras.applications, in one process of Python. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonCommand } from '../build/run/verify/keras/python.js';
import { compile, targets } from '../dist/index.js';

export const title = 'Keras';

const networks = ['inception_v3', 'resnet50'];

/** What is timed, and how often on each side. */
const tasks = { build: 15, predict: 45, train: 15 };

const limit = 1.05;
const peer = 'keras.applications';

export async function* rows() {
  const { backend, missing } = installed();
  if (missing) {
    yield { what: networks.join(', '), limit, peer, missing };
    return;
  }
  const python = start(backend);
  for (const network of networks)
    for (const [task, runs] of Object.entries(tasks)) {
      const side = (name) => () => python.ask(`${network} ${name} ${task}`);
      yield { what: `${network}: ${task}, ${backend}`, limit, peer, runs, ours: side('ours'), theirs: side('theirs') };
    }
  python.stop();
}

/** The back end of Keras: the environment's, or the first that is installed. */
function installed() {
  const script = `
from importlib.util import find_spec
import os
names = ["jax", "torch", "tensorflow"]
print(os.environ.get("KERAS_BACKEND") or next(name for name in names if find_spec("keras") and find_spec(name)))`;
  const { status, stdout } = spawnSync(pythonCommand(), ['-c', script], { encoding: 'utf8' });
  if (status === 0) return { backend: stdout.trim() };
  return { missing: `${pythonCommand()} has no Keras with a back end; NETSPEC_PYTHON can name another` };
}

/** Starts Python with the generated modules. */
function start(backend) {
  const folder = mkdtempSync(path.join(tmpdir(), 'netspec-bench-'));
  const files = networks.flatMap((network) => {
    const file = path.join(folder, `${network}.py`);
    writeFileSync(file, moduleOf(network));
    return [network, file];
  });
  const script = fileURLToPath(new URL('applications.py', import.meta.url));
  const python = spawn(pythonCommand(), [script, ...files], {
    env: { ...process.env, KERAS_BACKEND: backend, TF_CPP_MIN_LOG_LEVEL: '3' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  return {
    async ask(question) {
      python.stdin.write(`${question}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('Python has ended');
      return Number(value);
    },
    stop() {
      python.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The code for Keras, with Keras's default initializers and without regularizers, as in keras.applications. */
function moduleOf(network) {
  const file = `specs/${network.replaceAll('_', '-')}.yaml`;
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  const { model } = compile(text.replaceAll(/^ *kernel_(initializer|regularizer):.*\n/gm, ''), { file });
  const [{ text: code }] = targets.keras(model, {});
  return code;
}
