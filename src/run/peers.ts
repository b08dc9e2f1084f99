/**
 * The engines, which netspec does not bring: a network is run by those that its user has. They are looked for where
 * netspec is installed and then, since it may be installed elsewhere, in the folder that it runs in.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../text/failure.js';
import { importModule } from './import-module.js';

/** What installs each of them. ONNX Runtime's install script would only download libraries for Nvidia's GPUs. */
const commands = {
  '@tensorflow/tfjs': 'npm install --save-dev @tensorflow/tfjs @tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-wasm': 'npm install --save-dev @tensorflow/tfjs @tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node': 'npm install --save-dev @tensorflow/tfjs-node',
  'onnxruntime-node': 'npm install --save-dev --ignore-scripts onnxruntime-node',
} as const;
export type Peer = keyof typeof commands;

/** A package is not installed; the message has the command that installs it. */
export class PeerMissing extends Failure {}

/** Where a package may be: beside netspec, and in the folder that it runs in. */
const homes: readonly NodeJS.Require[] = [import.meta.url, path.resolve('package.json')].map((file) =>
  createRequire(file),
);

function resolveIn(home: NodeJS.Require, peer: Peer): string | undefined {
  try {
    return home.resolve(peer);
  } catch {
    return undefined;
  }
}

/** The file that a package is loaded from. Throws `PeerMissing`. */
function fileOf(peer: Peer): string {
  // A back end registers itself with the TensorFlow.js that is installed with it.
  const anchor = peer.startsWith('@tensorflow/') ? '@tensorflow/tfjs' : peer;
  const home = homes.find((one) => resolveIn(one, anchor) !== undefined);
  const file = home && resolveIn(home, peer);
  if (file === undefined) throw new PeerMissing(`${peer} is not installed; install it with: ${commands[peer]}`);
  return file;
}

/** The URL that a package is loaded from, for generated code. Throws `PeerMissing`. */
export const urlOfPeer = (peer: Peer): string => pathToFileURL(fileOf(peer)).href;

/** Loads a package. Throws `PeerMissing`, or whatever the package throws. */
export const importPeer = async <Module>(peer: Peer): Promise<Module> => importModule<Module>(urlOfPeer(peer));

/** Loads a package that is a CommonJS module: what the build puts in the place of `import ... from`. */
export const requirePeer = (peer: Peer): unknown => homes[0]?.(fileOf(peer));
