/** The modules of runtime/, as generated code contains them. Only the build and uncompiled source read them. */
import { readFileSync } from 'node:fs';
import { toJsDoc } from '../code/jsdoc.js';
import { type RuntimeName, runtimeNames } from './runtime-names.js';

/** A module of runtime/. */
export interface RuntimeModule {
  /** Its text in both languages, without imports and exports. */
  readonly typescript: string;
  readonly javascript: string;
  /** The names that it declares. */
  readonly declares: readonly string[];
  /** The modules that it imports. */
  readonly uses: readonly RuntimeName[];
}

export function readRuntime(name: RuntimeName): RuntimeModule {
  const file = new URL(`../../../src/targets/tfjs/runtime/${name}.ts`, import.meta.url);
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  const typescript = text
    .replace(/^import .*;\n/gm, '')
    .replace(/^export /gm, '')
    .trim();
  return {
    typescript,
    javascript: toJsDoc(typescript),
    declares: Array.from(
      typescript.matchAll(/^(?:class|function|const|type) (\w+)/gm),
      ([, declared = '']) => declared,
    ),
    uses: runtimeNames.filter((other) => text.includes(` from './${other}.js';`)),
  };
}
