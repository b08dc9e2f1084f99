/**
 * The scripts that the page loads. Its policy (`require-trusted-types-for 'script'`) makes browsers that know Trusted
 * Types refuse every other one, and every text as markup.
 */
interface TrustedScripts {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const scripts = ['worker.js', 'service-worker.js'] as const;

const createScriptURL = (url: string): string => {
  const known = scripts.find((name) => name === url);
  if (known === undefined) throw new TypeError('no script of the playground');
  return new URL(known, document.baseURI).href;
};

const { trustedTypes }: { readonly trustedTypes?: TrustedScripts } = globalThis as object;
const policy = trustedTypes?.createPolicy('netspec', { createScriptURL }) ?? { createScriptURL };

/** The URL of a script of the playground. */
export const scriptUrl = (name: (typeof scripts)[number]): string => policy.createScriptURL(name);
