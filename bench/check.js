/** The time to check Inception V3, and to generate code and reports. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { parseDocument } from 'yaml';
import { compile, targets } from '../dist/index.js';
import { runProgram } from './measure.js';

export const title = 'Inception V3';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const spec = here('../specs/inception-v3.yaml');
const text = readFileSync(spec, 'utf8');

/** The text after an edit, different each time. */
let edits = 0;
const edited = () => {
  edits += 1;
  return `${text}# ${edits}\n`;
};

/** Compiles a text, which must be valid. */
function compiled(options) {
  const { model, files } = compile(edited(), options);
  if (!model) throw new Error(`${spec} has mistakes`);
  return { model, files };
}

export async function* rows() {
  const folder = mkdtempSync(path.join(tmpdir(), 'netspec-bench-'));
  try {
    yield* processes(folder);
    yield* again();
    yield* topology(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function* processes(folder) {
  const peer = path.join(folder, 'parse-document.cjs');
  // Like the bundle of netspec.
  await build({
    entryPoints: [here('parse-document.js')],
    outfile: peer,
    bundle: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    format: 'cjs',
    external: ['node:*'],
  });
  const check = () => void runProgram(process.execPath, [here('../dist/cli/main.cjs'), 'check', spec]);
  const parse = {
    peer: 'yaml parseDocument, bundled',
    theirs: () => void runProgram(process.execPath, [peer, spec]),
    runs: 30,
  };
  yield { what: 'netspec check, as a process', ours: check, ...parse, limit: 1.4 };
  yield { what: 'its first run, without a cache', ours: firstCheck(folder), ...parse };
  yield {
    what: 'netspec check, as a process',
    ours: check,
    peer: 'node -e 0',
    theirs: () => void runProgram(process.execPath, ['-e', '0']),
    runs: 30,
  };
}

/** A check by a program without a cache. */
function firstCheck(folder) {
  const home = path.join(folder, 'cli');
  cpSync(here('../dist/cli'), home, { recursive: true, filter: (file) => !/\.cjs\..+/.test(file) });
  const files = readdirSync(home);
  return () => {
    runProgram(process.execPath, [path.join(home, 'main.cjs'), 'check', spec]);
    for (const file of readdirSync(home)) if (!files.includes(file)) rmSync(path.join(home, file));
  };
}

async function* again() {
  const theirs = () => void parseDocument(edited()).toJS();
  const peer = 'yaml parseDocument, toJS';
  yield { what: 'check again after an edit', ours: () => void compiled(), peer, theirs, limit: 2 };
  const all = { targets: [targets.tfjs, targets.report] };
  yield { what: 'code and all reports', ours: () => void compiled(all), peer, theirs, limit: 10 };
}

/** From the text to a network with all its shapes, compared with other libraries. */
async function* topology(folder) {
  const ours = () => void compiled();
  const what = 'from text to shapes';
  yield { what, ours, peer: 'tf.loadLayersModel', theirs: await layersModelLoader(), runs: 5 };
  const file = path.join(folder, 'model.onnx');
  const python = (...args) => Number(runProgram('python3', [here('peers.py'), ...args]));
  for (const [library, peer, args] of [
    ['onnx', 'onnx.shape_inference', [file]],
    ['torchvision', 'torchvision inception_v3', []],
  ]) {
    if (spawnSync('python3', ['-c', `import ${library}`]).status !== 0) yield { what, peer, missing: `no ${library}` };
    else {
      if (library === 'onnx') writeOnnx(file);
      yield { what, ours, peer, theirs: () => python(library, ...args), runs: 5 };
    }
  }
}

function writeOnnx(file) {
  const model = compiled({ targets: [targets.onnx] }).files.find(({ name }) => name.endsWith('.onnx'));
  writeFileSync(file, Buffer.concat([...model.pieces]));
}

/** Loads the topology of the network that the generated code builds, with zeros as weights. */
async function layersModelLoader() {
  const tf = await import('@tensorflow/tfjs');
  // Without its welcome message.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  const { files } = compiled({ targets: [targets.tfjs], javascript: true });
  const code = files[0].text.replaceAll("'@tensorflow/tfjs'", JSON.stringify(import.meta.resolve('@tensorflow/tfjs')));
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const network = module.createInceptionV3();
  const modelTopology = JSON.parse(network.toJSON(), (key, value) =>
    /_initializer$/.test(key) && value !== null ? { class_name: 'Zeros', config: {} } : value,
  );
  network.dispose();
  return async () => {
    const start = performance.now();
    const loaded = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
    const milliseconds = performance.now() - start;
    loaded.dispose();
    return milliseconds;
  };
}
