/** The back ends of TensorFlow.js: which there are, which of them loads here. */
import * as tf from '@tensorflow/tfjs';
import { importPeer } from '../peers.js';
import { BackendUnavailable } from './unavailable.js';

/** The best first. */
export const backendNames = ['tensorflow', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** What registers each back end; `cpu` is part of TensorFlow.js itself. */
const load: Readonly<Record<BackendName, () => Promise<unknown>>> = {
  tensorflow: () => importPeer('@tensorflow/tfjs-node'),
  wasm: () => importPeer('@tensorflow/tfjs-backend-wasm'),
  cpu: () => Promise.resolve(),
};

/**
 * Makes a back end the one that TensorFlow.js computes with, and gives its name: the one that is asked for, or else
 * the best that loads. Throws `BackendUnavailable` where the one that is asked for does not.
 */
export async function useBackend(wanted?: BackendName): Promise<BackendName> {
  silence();
  let reason: unknown;
  for (const name of wanted ? [wanted] : backendNames) {
    try {
      await load[name]();
      // Some releases of Node load the native back end and fail at the first operation.
      if ((await tf.setBackend(name)) && tf.tidy(() => tf.add(1, 1).dataSync()[0]) === 2) return name;
    } catch (error) {
      reason = error;
    }
  }
  const why = reason instanceof Error ? `: ${reason.message.trim().split('\n')[0]}` : '';
  throw new BackendUnavailable(`cannot load the back end ${wanted ?? backendNames.join(', ')}${why}`);
}

/** Keeps notices that nobody asked for off the terminal: those of TensorFlow.js, and those of TensorFlow itself. */
function silence(): void {
  tf.enableProdMode();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // TensorFlow announces its oneDNN kernels where nothing is said; without them it also rounds alike on every machine.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '0';
}
