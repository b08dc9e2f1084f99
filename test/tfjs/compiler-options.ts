/** The strictest options of TypeScript, with which generated code compiles. */
export const strictOptions = [
  '--strict',
  '--noUncheckedIndexedAccess',
  '--exactOptionalPropertyTypes',
  '--skipLibCheck',
  '--noEmit',
  '--noUnusedLocals',
  '--noUnusedParameters',
];

export const moduleOptions = ['--target', 'es2022', '--module', 'nodenext'];
