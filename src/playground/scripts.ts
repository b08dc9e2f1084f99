/** The scripts of the playground. */
import { policyOf } from './trusted.js';

const scripts = ['worker.js', 'service-worker.js'] as const;

const policy = policyOf((url) => {
  const known = scripts.find((name) => name === url);
  if (known === undefined) throw new TypeError('no script of the playground');
  return new URL(known, document.baseURI).href;
});

/** The URL of a script of the playground. */
export const scriptUrl = (name: (typeof scripts)[number]): string => policy.createScriptURL(name);
