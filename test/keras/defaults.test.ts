/** An attribute that is not written has Keras's default, which must be that of the op. */
import { expect, test } from 'vitest';
import { ops } from '../../src/ops/index.js';
import type { Op } from '../../src/ops/op.js';
import { flatText } from '../../src/targets/code/layout.js';
import { defaultCode } from '../../src/targets/keras/ops/defaults.js';
import { hasOtherDefault, isReadyMade } from '../../src/targets/keras/ops/layers.js';
import { hasPackages, python, runScript } from './python.js';

const hasKeras = hasPackages('keras', 'jax');

test.skipIf(!hasKeras)(`defaults of Keras's layers (needs keras and jax in ${python})`, async () => {
  const attributes = Object.values<Op>(ops)
    .filter((op) => isReadyMade(op, []) && op.name !== 'squeeze')
    .flatMap((op) =>
      Object.entries(op.attributes).flatMap(([key, attribute]) => {
        const code = defaultCode(attribute);
        return code === undefined ? [] : [{ op, key, name: attribute.keras ?? key, code: flatText(code) }];
      }),
    );
  expect(attributes.length).toBeGreaterThan(100);
  const given = attributes.map(({ op, name, code }) => [op.name, op.keras, name, code]);
  const expected = attributes.filter(({ op, key }) => hasOtherDefault(op, key)).map(({ op, name }) => [op.name, name]);
  expect(await runScript('defaults.py', given, 'jax')).toEqual(expected);
});
