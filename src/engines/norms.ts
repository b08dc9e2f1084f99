/** Norms of many dimensions, which TensorFlow.js 4.22 does not have. */

/** The maximum number of dimensions besides the batch that its layers normalize. */
export const mostNormalized = 3;
