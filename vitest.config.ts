import { defineConfig } from 'vitest/config';

/** Tests that load no engine and replace no module. They share the modules that they load, which halves their time. */
const shared = ['algebra', 'analysis', 'cli', 'diagnostics', 'diff', 'drawing', 'explain', 'fix', 'format', 'hostile']
  .concat(['language', 'render', 'report', 'structure'])
  .map((folder) => `test/${folder}/*.test.ts`);

/** Tests of what is built once for all of them. */
const playground = 'test/playground/*.test.ts';

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'language', include: shared, isolate: false } },
      {
        extends: true,
        test: { name: 'playground', include: [playground], globalSetup: 'test/playground/build.ts' },
      },
      { extends: true, test: { name: 'engines', include: ['test/**/*.test.ts'], exclude: [...shared, playground] } },
    ],
  },
});
