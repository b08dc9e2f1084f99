/** The back end of TensorFlow.js in a browser. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

/**
 * Sets WebGL if the graphics card computes in float32, or else WebAssembly, whose program is given, or else plain
 * JavaScript; gives its name.
 */
export async function useBrowserBackend(wasm: ArrayBuffer): Promise<string> {
  tf.enableProdMode();
  // The sandbox has no network; the one file that TensorFlow.js asks for is at hand.
  tf.env().platform.fetch = async () => new Response(wasm.slice(0));
  for (const name of ['webgl', 'wasm', 'cpu']) {
    try {
      if (name === 'webgl' && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) continue;
      if ((await tf.setBackend(name)) && tf.tidy(() => tf.add(1, 1).dataSync()[0]) === 2) return name;
    } catch {
      // The next one may work.
    }
  }
  throw new Error('no back end of TensorFlow.js works in this browser');
}
