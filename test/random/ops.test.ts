/** Random networks have every op. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ops } from '../../src/ops/index.js';
import { writeSpec } from './writer.js';

/** How many networks have every op among them, at most. */
const enough = 200;

test('every op is drawn', { timeout: 120_000 }, () => {
  const missing = new Set<string>(Object.keys(ops));
  for (let seed = 1; seed <= enough && missing.size > 0; seed += 1) {
    const [generate] = fc.sample(fc.gen(), { numRuns: 1, seed });
    if (!generate) continue;
    for (const [, op = ''] of writeSpec(generate).matchAll(/\b(?:op|join): ["']?(\w+)/g)) missing.delete(op);
  }
  expect([...missing]).toEqual([]);
});
