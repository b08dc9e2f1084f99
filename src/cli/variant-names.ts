/**
 * The names in --set and --input: a name that no spec has is a mistake in the command line; each spec takes those that
 * it has.
 */
import { compile } from '../compile.js';
import { closest } from '../diagnostics/nearest.js';
import type { Spec } from '../spec/spec.js';
import { enumerate, listWords, withArticle } from '../text/words.js';
import { type Invocation, UsageError, type VariantOptions } from './arguments.js';
import { type Command, commands } from './commands.js';
import { readerFor } from './files.js';
import type { Host } from './host.js';
import { nameOf, readSpec } from './spec.js';

/** The names of a spec that an option may give. */
const namesIn = {
  set: ({ parameters }: Spec) => [...parameters.keys()],
  input: ({ inputs, sizes }: Spec) => [...inputs.keys(), ...sizes.keys()],
} as const;

/** Whether a spec has a name of an option; '' is the only input. */
const has = (spec: Spec, option: 'set' | 'input', name: string): boolean =>
  namesIn[option](spec).includes(name) || (option === 'input' && name === '' && spec.inputs.size === 1);

/**
 * An invocation with the part of the variant that each spec takes. Throws `UsageError` for a name that none of them
 * has, unless a spec has errors, which are reported first.
 */
export async function withVariants(invocation: Invocation, host: Host): Promise<Invocation> {
  const { command, operands, variant } = invocation;
  const names = [...Object.keys(variant.set ?? {}), ...Object.keys(variant.input ?? {})];
  const { specs: count }: Command = commands[command];
  const files = operands.slice(0, count);
  if (names.length === 0 || files.length === 0) return invocation;
  const specs = new Map<string, Spec>();
  for (const file of files) {
    const spec = await specOf(file, host);
    if (!spec) return invocation;
    specs.set(file, spec);
  }
  for (const option of ['set', 'input'] as const)
    for (const name of Object.keys(variant[option] ?? {})) checkName(option, name, [...specs.values()], invocation);
  const variants = new Map([...specs].map(([file, spec]) => [file, takenBy(spec, variant)]));
  return { ...invocation, variants };
}

/** The spec of a file; undefined if it has errors or can't be read, which the command reports. */
async function specOf(file: string, host: Host): Promise<Spec | undefined> {
  try {
    const { text } = await readSpec(file, host);
    if (text === undefined) return undefined;
    return compile(text, { file: nameOf(file), read: await readerFor(file) }).model?.graph.spec;
  } catch {
    return undefined;
  }
}

function checkName(option: 'set' | 'input', name: string, specs: readonly Spec[], { command }: Invocation): void {
  if (specs.some((spec) => has(spec, option, name))) return;
  const known = [...new Set(specs.flatMap(namesIn[option]))];
  const networks = specs.length === 1 ? specs[0]?.name.text : 'none of the specs';
  if (name === '') {
    const inputs = [...new Set(specs.flatMap((spec) => [...spec.inputs.keys()]))];
    const which = `name the input: --input ${inputs[0]}=150x150x3`;
    throw new UsageError(`${networks} has several inputs (${listWords(inputs)}): ${which}`, command);
  }
  const what = option === 'set' ? 'parameter' : 'input';
  const meant = closest(name, known);
  const hint = meant ? `; did you mean ${meant}?` : known.length > 0 ? `; expected ${enumerate(known, 'or')}` : '';
  const lacks = specs.length === 1 ? `has no ${what}` : `has ${withArticle(what)}`;
  throw new UsageError(`--${option} ${name}: ${networks} ${lacks} "${name}"${hint}`, command);
}

function takenBy(spec: Spec, variant: VariantOptions): VariantOptions {
  const kept = <T>(option: 'set' | 'input', values: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => has(spec, option, name)));
  return {
    ...variant,
    ...(variant.set ? { set: kept('set', variant.set) } : {}),
    ...(variant.input ? { input: kept('input', variant.input) } : {}),
  };
}
