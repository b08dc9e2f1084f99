/** The gallery: each figure is the published one to its last printed digit, and each network is what its report says. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type GalleryEntry, gallery } from '../../src/cli/gallery.js';
import { compile } from '../../src/compile.js';
import { backendNames } from '../../src/run/verify/targets.js';
import { verify } from '../../src/run/verify/verify.js';
import { tfjsCode } from '../../src/targets/tfjs/index.js';
import { inferenceCode } from '../../src/targets/tfjs-inference/index.js';
import { backends } from '../tensorflow/backends.js';
import { moduleOptions, strictOptions } from '../tfjs/compiler-options.js';
import { modelOf, textOf, verifiedModelOf } from './models.js';

const entries = Object.entries<GalleryEntry>(gallery);
test('every spec is in the gallery', () => {
  expect(readdirSync('specs').sort()).toEqual(entries.map(([name]) => `${name}.yaml`).sort());
});

test.each([
  ['typescript', ['--ignoreConfig']],
  ['typescript-5', []],
])('the code of each compiles strictly with %s', { timeout: 120_000 }, (compiler, more) => {
  // Inside the project, so that the compiler finds TensorFlow.js as a user's would.
  const folder = mkdtempSync(path.resolve('node_modules', '.gallery-'));
  const files = entries.flatMap(([name]) =>
    [tfjsCode, inferenceCode].map((codeOf) => {
      const file = path.join(folder, `${name}.${codeOf.name}.ts`);
      writeFileSync(file, codeOf(modelOf(name)));
      return file;
    }),
  );
  const program = path.resolve('node_modules', compiler, 'bin/tsc');
  const { stdout } = spawnSync(process.execPath, [program, ...strictOptions, ...moduleOptions, ...more, ...files], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  expect(stdout).toBe('');
});

describe.each(entries)('%s', (name, { figures, unknownSize }) => {
  const text = textOf(name);

  test.each(figures.map((figure) => [`${figure.published} ${figure.total} of ${figure.origin}`, figure] as const))(
    'has %s',
    (_, { total, published, set, until }) => {
      const model = modelOf(name, { ...(set ? { set } : {}), ...(until ? { until } : {}) });
      const { [total]: computed } = model.totals;
      const digits = published.replaceAll(',', '');
      const decimals = digits.split('.')[1]?.length ?? 0;
      expect(total === 'macs' ? (Number(computed) / 1e9).toFixed(decimals) : String(computed)).toBe(digits);
    },
  );

  test('names its source, declares its stages, and expects its totals', () => {
    const { graph, layers } = modelOf(name);
    const { spec } = graph;
    expect(spec.summary).toMatch(
      /arXiv:\d{4}\.\d{4,5}.*(torchvision|timm|torch\.nn|diffusers|Keras Applications|TF-Slim|paper)|Keras's example \w+|as in (transformers|ultralytics)/,
    );
    expect(text.match(/\boutput: /g)?.length).toBeGreaterThanOrEqual(Math.min(layers.length, 6));
    expect([...(spec.expectations[0]?.totals.keys() ?? [])]).toEqual(expect.arrayContaining(['params', 'macs']));
  });

  test('passes every lint except for names in checkpoints', () => {
    const allowed = [...text.matchAll(/# netspec-allow (\S+): (.*)/g)];
    for (const [, code, reason] of allowed) {
      expect(code).toBe('name-convention');
      expect(reason).toMatch(/\bslim\b/);
    }
  });

  test('takes an input of unknown size', () => {
    const [[input, { shape }] = ['', { shape: { dims: [] } }]] = modelOf(name).graph.spec.inputs;
    const { dims } = shape;
    const { set, until } = unknownSize ?? {};
    const unknown = {
      [input]: dims.map((dim, axis) => (axis < Math.max(dims.length - 1, 1) ? null : (dim as number))),
    };
    modelOf(name, { input: unknown, ...(set ? { set } : {}), ...(until ? { until } : {}) });
    if (unknownSize) expect(compile(text, { input: unknown }).diagnostics).not.toEqual([]);
  });

  const [backend = 'cpu'] = backendNames.filter((name) => backends.some((one) => one.backend === name && one.isThere));

  test(`matches its report on ${backend}`, { timeout: 300_000 }, async () => {
    expect(await verify(verifiedModelOf(name), { backend })).toMatchObject({
      backend,
      ok: true,
      differences: [],
    });
  });
});

describe('unet', () => {
  /** A convolution with its bias. */
  const conv = (kernel: number, from: number, to: number) => kernel * kernel * from * to + to;
  const twice = (from: number, to: number) => conv(3, from, to) + conv(3, to, to);

  test.each([
    [64, 2],
    [16, 5],
  ])('has the parameters that the paper’s figure 1 comes to, from %i filters to %i classes', (width, classes) => {
    const levels = [1, 2, 4, 8].map((factor) => factor * width);
    const down = levels.map((filters, level) => twice(levels[level - 1] ?? 1, filters));
    const bottom = twice(8 * width, 16 * width);
    const up = levels.map((filters) => conv(2, 2 * filters, filters) + twice(2 * filters, filters));
    const sum = [...down, bottom, ...up, conv(1, width, classes)].reduce((a, b) => a + b);
    expect(modelOf('unet', { set: { width, num_classes: classes } }).totals.params).toBe(sum);
  });
});
