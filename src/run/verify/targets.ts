/** The targets whose code can be run and held against the report. */
export const verifiedTargets = ['tfjs', 'tfjs-inference'] as const;

export type VerifiedTarget = (typeof verifiedTargets)[number];
