/** In place of run/peers.ts: the runner contains TensorFlow.js, and is itself the module that generated code imports. */

export const urlOfPeer = (): string => import.meta.url;

export const importPeer = (): Promise<never> => Promise.reject(new Error('not available in a browser'));
