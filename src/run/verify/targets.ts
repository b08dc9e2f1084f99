/** The targets that can be verified. */
export const verifiedTargets = ['tfjs', 'tfjs-inference'] as const;

export type VerifiedTarget = (typeof verifiedTargets)[number];
