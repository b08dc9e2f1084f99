/** `netspec weights convert`: writes the weights of a file that fits under netspec's names. */

import path from 'node:path';
import type { Model } from '../../graph/graph.js';
import { findUnsaved, savedTopology } from '../../targets/tfjs/saved.js';
import { visible } from '../../text/display.js';
import { itemAt } from '../../text/lookup.js';
import { positionAt } from '../../text/source.js';
import { writeNpz } from '../../weights/npz.js';
import { writeSafetensors } from '../../weights/safetensors.js';
import type { Weights } from '../../weights/tensor.js';
import { writeTfjs } from '../../weights/tfjs.js';
import { type Invocation, UsageError } from '../arguments.js';
import { writeWhole } from '../files.js';
import { type Host, status } from '../host.js';
import { readMap } from '../maps.js';
import { attempt, compileSpec, nameOf, showDiagnostics } from '../spec.js';
import { readWeights } from './read.js';

/** Writes weights to files, by name; the file that refers to the others comes last. */
type FilesOf = (weights: Weights, model: Model, name: string) => Promise<ReadonlyMap<string, Uint8Array>>;

/** By the extension of the output. */
const writers: Readonly<Record<string, FilesOf>> = {
  '.safetensors': async (weights, _, name) => new Map([[name, writeSafetensors(weights)]]),
  '.npz': async (weights, _, name) => new Map([[name, writeNpz(weights)]]),
  '.json': async (weights, model, name) => writeTfjs(weights, await topologyOf(model), name),
};

export async function run(invocation: Invocation, host: Host): Promise<number> {
  const { operands, values } = invocation;
  const [spec, file, out] = [itemAt(operands, 0), itemAt(operands, 1), itemAt(operands, 2)];
  const write = writers[path.extname(out)];
  if (!write) {
    const suffixes = Object.keys(writers).join(', ');
    throw new UsageError(`OUT must end in one of ${suffixes}`, 'weights convert');
  }
  return attempt(host, async () => {
    const map = await readMap(invocation, host);
    const { diagnostics, model } = await compileSpec(spec, invocation, host);
    showDiagnostics(diagnostics, invocation, host, host.stderr);
    if (!model || !map) return status.found;
    if (path.extname(out) === '.json' && !canSave(model, path.basename(out), host)) return status.found;
    const weights = await readWeights(file, model, map, invocation, host);
    if (!weights) return status.found;
    for (const [name, bytes] of await write(weights, model, path.basename(out))) {
      const target = path.join(path.dirname(out), name);
      await writeWhole(target, bytes);
      if (!values.quiet) host.stdout.write(`wrote ${nameOf(target)}\n`);
    }
    return status.ok;
  });
}

/** Whether layers of TensorFlow.js can compute the network; shows the layers that they can't. */
function canSave(model: Model, name: string, host: Host): boolean {
  const unsaved = findUnsaved(model);
  if (unsaved.length === 0) return true;
  for (const { layer, reason } of unsaved) {
    const { source, start } = layer.node.item.span;
    host.stderr.write(`${visible(`${source.file}:${positionAt(source, start).line} ${layer.name}: ${reason}`)}\n`);
  }
  const layers = unsaved.length === 1 ? 'this layer' : `these ${unsaved.length} layers`;
  host.stderr.write(`netspec: ${visible(name)} cannot contain ${layers}; write .safetensors or .npz instead\n`);
  return false;
}

/** The network as TensorFlow.js saves it. */
async function topologyOf(model: Model): Promise<object> {
  // TensorFlow.js loads slowly, and other formats do not need it.
  const [{ generate }, { useBackend }] = await Promise.all([
    import('../../run/verify/load.js'),
    import('../../run/verify/backends.js'),
  ]);
  await useBackend('cpu');
  const network = await generate(model)();
  const topology = savedTopology(network.toJSON(null, false) as object, model);
  network.dispose();
  return topology;
}
