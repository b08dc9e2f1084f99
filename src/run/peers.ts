/**
 * The engines, which netspec does not bring: the user's are used. They are searched where netspec is installed, and
 * then in the current folder, since netspec may be installed elsewhere.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../text/failure.js';
import { importModule } from './import-module.js';

/** The commands that install them. ONNX Runtime's install script would only download libraries for Nvidia's GPUs. */
const commands = {
  '@tensorflow/tfjs': 'npm install --save-dev @tensorflow/tfjs @tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-wasm': 'npm install --save-dev @tensorflow/tfjs @tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node': 'npm install --save-dev @tensorflow/tfjs-node',
  'onnxruntime-node': 'npm install --save-dev --ignore-scripts onnxruntime-node',
} as const;
export type Peer = keyof typeof commands;

/** A package is not installed; the message has the command that installs it. */
export class PeerMissing extends Failure {}

/** The places of packages: beside netspec, and the current folder. */
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

/** The file of a package. Throws `PeerMissing`. */
function fileOf(peer: Peer): string {
  // A back end registers itself with the TensorFlow.js of its own installation.
  const anchor = peer.startsWith('@tensorflow/') ? '@tensorflow/tfjs' : peer;
  const home = homes.find((one) => resolveIn(one, anchor) !== undefined);
  const file = home && resolveIn(home, peer);
  if (file === undefined) throw new PeerMissing(`${peer} is not installed; install it with: ${commands[peer]}`);
  return file;
}

/** The URL of a package, for generated code. Throws `PeerMissing`. */
export const urlOfPeer = (peer: Peer): string => pathToFileURL(fileOf(peer)).href;

/** Imports a package. Throws `PeerMissing`, or an error of the package. */
export const importPeer = async <Module>(peer: Peer): Promise<Module> => importModule<Module>(urlOfPeer(peer));

/** Loads a CommonJS package; the build replaces `import ... from` by this. */
export const requirePeer = (peer: Peer): unknown => homes[0]?.(fileOf(peer));
