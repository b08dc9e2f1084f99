/** The back ends of TensorFlow.js. */
import * as tf from '@tensorflow/tfjs';
import { importPeer } from '../peers.js';
import { type BackendName, backendNames } from './targets.js';
import { BackendUnavailable } from './unavailable.js';

/** Registers each back end; `cpu` is part of TensorFlow.js. */
const load: Readonly<Record<BackendName, () => Promise<unknown>>> = {
  tensorflow: () => importPeer('@tensorflow/tfjs-node'),
  wasm: () => importPeer('@tensorflow/tfjs-backend-wasm'),
  cpu: () => Promise.resolve(),
};

/**
 * Sets the back end of TensorFlow.js: the requested one, or the best that loads. Gives its name. Throws
 * `BackendUnavailable` if the requested one does not load.
 */
export async function useBackend(wanted?: BackendName): Promise<BackendName> {
  silence();
  let reason: unknown;
  for (const name of wanted ? [wanted] : backendNames) {
    try {
      await load[name]();
      // Some releases of Node load the native back end, and fail at the first operation.
      if ((await tf.setBackend(name)) && tf.tidy(() => tf.add(1, 1).dataSync()[0]) === 2) return name;
    } catch (error) {
      reason = error;
    }
  }
  const why = reason instanceof Error ? `: ${reason.message.trim().split('\n')[0]}` : '';
  throw new BackendUnavailable(`cannot load the back end ${wanted ?? backendNames.join(', ')}${why}`);
}

/** Suppresses notices of TensorFlow.js and TensorFlow. */
function silence(): void {
  tf.enableProdMode();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // TensorFlow announces its oneDNN kernels unless this is set; without them it also rounds the same on every machine.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '0';
}
