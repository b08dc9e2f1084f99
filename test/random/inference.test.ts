/** Random networks: the code for inference of each gives what its layers give. */
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { compile } from '../../src/compile.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { backends } from '../tensorflow/backends.js';
import { compare } from '../tfjs-inference/compare.js';
import { canRun } from './runnable.js';
import { writeSpec } from './writer.js';

const { NETSPEC_RANDOM_RUNS: runs = '40', NETSPEC_RANDOM_SEED: seed = '1' } = process.env;
const settings = { numRuns: Number(runs), seed: Number(seed) };
/** The maximum number of smaller specs to try after a failure. */
const shrinks = 150;
const timeout = (settings.numRuns + shrinks) * 3000;
const tolerance = 1e-4;

describe.each(backends.map(({ backend, isThere }) => [backend, isThere] as const))('on %s', (backend, isThere) => {
  test.skipIf(!isThere)(`${runs} random networks`, { timeout }, async () => {
    await useBackend(backend);
    let compared = 0;
    const property = fc.asyncProperty(fc.limitShrink(fc.gen(), shrinks), async (generate) => {
      const text = writeSpec(generate);
      const { model } = compile(text);
      fc.pre(model !== undefined && canRun(model));
      const { distances, leaked } = await compare(model as never).catch((cause: unknown) => {
        throw new Error(`fails\n${text}`, { cause });
      });
      for (const [output, distance] of distances)
        if (!(distance < tolerance)) throw new Error(`${output} differs by ${distance}\n${text}`);
      if (leaked !== 0) throw new Error(`${leaked} tensors are left\n${text}`);
      compared += distances.size;
    });
    await fc.assert(property, settings);
    console.log(`${backend}: ${compared} outputs of ${runs} networks`);
  });
});
