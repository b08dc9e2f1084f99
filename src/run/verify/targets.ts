/** What can be verified, and on which back ends, by name; no engine is imported here. */

/** The targets that run on TensorFlow.js. */
export const verifiedTargets = ['tfjs', 'tfjs-inference'] as const;
export type VerifiedTarget = (typeof verifiedTargets)[number];

/** The back ends of TensorFlow.js, the best first. */
export const backendNames = ['tensorflow', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** The back ends of Keras; by default the first that is installed. */
export const kerasBackends = ['jax', 'torch', 'tensorflow'] as const;
export type KerasBackend = (typeof kerasBackends)[number];
