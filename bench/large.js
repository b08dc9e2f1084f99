/** How time and memory grow with networks of 100, 1,000 and 10,000 layers. */
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { compare, compile, format, targets } from '../dist/index.js';
import { runProgram } from './measure.js';
import { withBlocks, withBranches, withErrors, writtenOut } from './networks.js';

export const title = 'Large networks';

const sizes = [100, 1000, 10_000];
const thousands = (count) => count.toLocaleString('en-US');

export async function* rows() {
  for (const [name, write] of Object.entries({
    'layers written out': writtenOut,
    'layers in branches': withBranches,
  })) {
    for (const size of sizes) {
      const text = write(size);
      yield {
        what: `check ${thousands(size)} ${name}`,
        ours: () => void compile(text),
        peer: 'yaml parseDocument, toJS',
        theirs: () => void parseDocument(text).toJS(),
        limit: 2,
      };
    }
  }
  yield* growth();
}

/** The cost of a layer in a network of 10,000 layers compared with one of 1,000. Linear costs have a ratio of 1. */
async function* growth() {
  const peer = 'one of 1,000';
  for (const [what, work] of Object.entries({
    'check, written out': (size) => checking(writtenOut(size)),
    'check, in branches': (size) => checking(withBranches(size)),
    'check, in blocks': (size) => checking(withBlocks(size)),
    'check, with errors': (size) => checking(withErrors(size)),
    'code, reports, in blocks': (size) => emitting(withBlocks(size)),
    'code, reports, written out': (size) => emitting(writtenOut(size)),
    'diff, in blocks': (size) => comparing(withBlocks(size)),
    'fmt, written out': (size) => formatting(writtenOut(size)),
  })) {
    const [few, many] = [1000, 10_000].map((size) => perLayer(size, work(size)));
    yield { what: `a layer: ${what}`, ours: many, peer, theirs: few, limit: 1.5, unit: 'µs', runs: 5 };
  }
  const [few, many] = [1000, 10_000].map((size) => () => kilobytesPerLayer(size));
  yield { what: 'a layer: memory, in blocks', ours: many, peer, theirs: few, limit: 1.5, unit: 'kB', runs: 3 };
}

const checking = (text) => () => void compile(text);
const formatting = (text) => () => void format(text, { file: 'network.yaml' });

function comparing(text) {
  const [{ model: before }, { model: after }] = [compile(text), compile(text.replace('name: Blocks', 'name: Others'))];
  return () => void compare(before, after);
}

function emitting(text) {
  const { model } = compile(text);
  return () => [targets.tfjs, targets.report].map((target) => target(model, {}));
}

/** Microseconds per layer. */
const perLayer = (size, work) => () => {
  const start = performance.now();
  work();
  return (1000 * (performance.now() - start)) / size;
};

/** The memory of a checked network in kilobytes per layer. */
function kilobytesPerLayer(size) {
  return Number(runProgram(process.execPath, ['--expose-gc', memory, String(size)])) / size;
}

const memory = fileURLToPath(new URL('memory.js', import.meta.url));
