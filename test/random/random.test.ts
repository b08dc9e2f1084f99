/**
 * Random networks: each is compiled, its generated code is run, and every layer is compared with the report; so is a
 * variant with other parameters, one of unknown size, and one that is cut short.
 *
 * NETSPEC_RANDOM_RUNS says how many on each back end, and NETSPEC_RANDOM_SEED which; without a seed they are always
 * the same, so that what fails here can be looked at anywhere.
 */
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { compile, type Options } from '../../src/compile.js';
import type { Code } from '../../src/diagnostics/codes.js';
import type { Model } from '../../src/graph/graph.js';
import { mayBeAbsent } from '../../src/spec/spec.js';
import { Chance } from './chance.js';
import { type ComparingEngine, engines } from './engines.js';
import { withNames, withOutputs } from './named.js';
import { canRun } from './runnable.js';
import { writeSpec } from './writer.js';

const { NETSPEC_RANDOM_RUNS, NETSPEC_RANDOM_SEED: seed = '1' } = process.env;
/**
 * What chance writes now and then: two names of one layer, which no spec returns twice and no join takes twice, and sums
 * that repeat what a window shrank.
 */
const rare: ReadonlySet<Code> = new Set(['duplicate-output', 'repeated-input', 'accidental-broadcast']);
/** The maximum number of smaller specs to try after a failure. */
const shrinks = 150;

/** What is likely a mistake elsewhere, and here by chance. */
const byChance: ReadonlySet<Code> = new Set([
  'unshared-weights',
  'parallel-layers',
  'useless-trainable',
  'large-heads',
]);

describe.each(engines.map((engine) => [engine.name, engine] as const))('on %s', (_, engine) => {
  const numRuns = Number(NETSPEC_RANDOM_RUNS ?? engine.runs);
  const timeout = (numRuns + shrinks) * 3000;
  test.skipIf(!engine.isThere)(`${numRuns} random networks are what their reports say`, { timeout }, async () => {
    const total = { networks: 0, layers: 0, named: 0 };
    const property = fc.asyncProperty(fc.limitShrink(fc.gen(), shrinks), async (generate) => {
      const text = writeSpec(generate);
      const { model, diagnostics } = compile(text);
      fc.pre(!diagnostics.some(({ code }) => rare.has(code)));
      const wrong = diagnostics.filter(({ code }) => !byChance.has(code));
      if (!model || wrong.length > 0) throw new Error(`${listOf(wrong)}\n${text}`);
      const chance = new Chance(generate);
      const named = namedOf(text, chance);
      const compared = await verifyAll(text, [{}, ...variantsOf(model, chance)], model, engine);
      const ofNamed = named === undefined ? [] : await verifyAll(named, [{}], compile(named).model, engine);
      for (const layers of [...compared, ...ofNamed]) {
        total.networks += 1;
        total.layers += layers;
      }
      total.named += ofNamed.length;
    });
    await fc.assert(property, { numRuns, seed: Number(seed) });
    console.log(
      `${engine.name}: ${total.networks} networks with ${total.layers} layers, ${total.named} with named sizes`,
    );
  });
});

/** The numbers of layers compared in the variants that a spec has. */
async function verifyAll(
  text: string,
  variants: readonly Options[],
  written: Model | undefined,
  engine: ComparingEngine,
): Promise<readonly number[]> {
  const compared: number[] = [];
  if (!written) return compared;
  for (const options of variants) {
    const layers = await verifyVariant(text, options, written, engine);
    if (layers !== undefined) compared.push(layers);
  }
  return compared;
}

/** The spec with names for sizes, and with the shapes that follow from them; undefined if it depends on their values. */
function namedOf(text: string, chance: Chance): string | undefined {
  const named = withNames(text, chance);
  const { model } = compile(named);
  if (!model) return undefined;
  const declared = withOutputs(named, model, chance);
  const { diagnostics } = compile(declared);
  const wrong = diagnostics.filter(({ code }) => !byChance.has(code));
  if (wrong.length > 0) throw new Error(`${listOf(wrong)}\n${declared}`);
  return declared;
}

/** The number of layers compared; undefined if the spec has no such variant. */
async function verifyVariant(
  text: string,
  options: Options,
  written: Model,
  engine: ComparingEngine,
): Promise<number | undefined> {
  const { model } = compile(text, options);
  if (!model || !canRun(model) || engine.canRun?.(model) === false) return undefined;
  // One factory makes all variants but those that are cut.
  const variant = options.until === undefined ? written : model;
  const { differences, layers } = await engine.verify(model, variant).catch((cause: unknown) => {
    throw new Error(`${JSON.stringify(options)}\nfails\n${text}`, { cause });
  });
  if (differences.length === 0) return layers;
  // What is assumed of unknown sizes may contradict itself: a window that needs more than a table has.
  if (differences.every(({ expected }) => expected === 'an input that fits')) return undefined;
  throw new Error(`${JSON.stringify(options)}\n${listOf(differences)}\n${text}`);
}

const listOf = (items: readonly object[]): string =>
  items.map((item) => `${JSON.stringify(item, leaveOut)}\n`).join('');

/** Spans hold the whole text. */
const leaveOut = (key: string, value: unknown): unknown => (key === 'span' ? undefined : value);

/** Other parameters, images of unknown size, and a cut; some of them break a rule, and are no variants then. */
function variantsOf({ graph, layers, endpoints }: Model, chance: Chance): readonly Options[] {
  const set = [...graph.parameters]
    .filter(() => chance.percent(30))
    .map(([name, value]) => {
      return [
        name,
        typeof value === 'boolean'
          ? !value
          : Number.isInteger(value)
            ? chance.percent(15)
              ? 0
              : chance.integer(1, 5)
            : value,
      ] as const;
    });
  const images = graph.inputs.filter(({ shape }) => shape.length === 3);
  // The code of a cut has what it needs where such an item is absent, and so perhaps the first of layers that share weights.
  const keepsOwners =
    graph.spec.body.items.some((item) => item.inputs && mayBeAbsent(item)) && layers.some((layer) => layer.sharedWith);
  const input = images.map(({ name, shape }) => [name, [null, null, shape[2] as number]] as const);
  return [
    { set: Object.fromEntries(set as never) },
    { input: Object.fromEntries(input) },
    ...(endpoints.size > 0 && !keepsOwners ? [{ until: chance.pick(...endpoints.keys()) }] : []),
  ];
}
