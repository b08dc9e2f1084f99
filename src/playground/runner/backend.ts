/** The back end of TensorFlow.js in a browser. */
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { RunnerFiles } from './messages.js';

/**
 * Sets WebGL if it may be used and the graphics card computes in float32, or else WebAssembly, or else plain JavaScript;
 * gives its name.
 */
export async function useBrowserBackend({ wasm, mayUseWebgl }: RunnerFiles): Promise<string> {
  tf.enableProdMode();
  // The sandbox has no network. The one file that TensorFlow.js asks for is at hand; `true` makes it ask its platform.
  setWasmPaths('./', true);
  tf.env().platform.fetch = async () => new Response(wasm.slice(0));
  for (const name of mayUseWebgl ? ['webgl', 'wasm', 'cpu'] : ['wasm', 'cpu']) {
    try {
      if (name === 'webgl' && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) continue;
      if ((await tf.setBackend(name)) && tf.tidy(() => tf.add(1, 1).dataSync()[0]) === 2) return name;
    } catch {
      // The next one may work.
    }
  }
  throw new Error('no back end of TensorFlow.js works in this browser');
}

/**
 * Rejects when the graphics card drops what it holds, as at a reset of its driver: TensorFlow.js would go on with zeros,
 * or wait forever.
 */
export function webglLoss(): Promise<never> {
  // The type of the back end belongs to a package that the page does not import.
  const { gl }: { readonly gl: WebGL2RenderingContext } = Object(tf.backend()).gpgpu;
  const lost = () => new Error('the graphics card was reset');
  if (gl.isContextLost()) return Promise.reject(lost());
  return new Promise((_, reject) => gl.canvas.addEventListener('webglcontextlost', () => reject(lost())));
}
