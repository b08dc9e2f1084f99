/** The back ends that load here. */
import { useBackend } from '../../src/run/verify/backends.js';
import { type BackendName, backendNames } from '../../src/run/verify/targets.js';
import { BackendUnavailable } from '../../src/run/verify/unavailable.js';

/** For tests that run on each back end: vitest shows those as skipped that do not load. */
export const backends: { readonly backend: BackendName; readonly isThere: boolean }[] = [];

for (const backend of backendNames) {
  const isThere = await useBackend(backend).then(
    () => true,
    (error) => {
      if (error instanceof BackendUnavailable) return false;
      throw error;
    },
  );
  backends.push({ backend, isThere });
}
