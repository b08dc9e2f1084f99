/**
 * The scripts that the page loads. Its policy (`require-trusted-types-for 'script'`) makes browsers that know Trusted
 * Types refuse every other one, and every text as markup.
 */
interface ScriptPolicy {
  createScriptURL(url: string): string;
}

interface TrustedScripts {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

const { trustedTypes }: { readonly trustedTypes?: TrustedScripts } = globalThis as object;

/** The only policy of a page or a frame. */
export const policyOf = (createScriptURL: (url: string) => string): ScriptPolicy =>
  trustedTypes?.createPolicy('netspec', { createScriptURL }) ?? { createScriptURL };
