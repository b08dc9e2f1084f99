/** The generated code as a reviewer would have it: it compiles strictly, is formatted, and holds no code but its own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript-5';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Options } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { type OpName, ops } from '../../src/ops/index.js';
import type { Op } from '../../src/ops/op.js';
import { tfjsCode } from '../../src/targets/tfjs/index.js';
import { inferenceCode } from '../../src/targets/tfjs-inference/index.js';
import { modelOf } from '../model.js';
import { modelOfSetting } from '../tensorflow/models.js';
import { settings } from '../tensorflow/settings.js';
import { moduleOptions, strictOptions } from './compiler-options.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string) => readFileSync(path.join(root, name), 'utf8');

const specs = {
  inception: read('specs/inception-v3.yaml'),
  construct: read('test/tfjs/every-construct.yaml'),
  functions: read('test/tfjs-inference/every-function.yaml'),
  // Uses another spec, whose functions have the same names.
  flowers: `netspec: 1
name: Flowers
defaults: {conv2d: {kernel_size: 1}}
inputs: {images: 96x96x3}
layers:
- {op: ./inception-v3.yaml, until: Mixed_7c, depth_multiplier: 1 / 2}
- {op: conv2d, name: Squeeze, filters: 8}
- {op: global_avg_pool2d, name: Pool}
outputs: {features: Pool}
`,
  used: `netspec: 1
name: Used
inputs: {image: 8x8x3}
layers:
- {op: ./sharing.yaml, name: One, input: [image, image], act: elu, width: 2 + 3}
- {op: ./sharing.yaml, name: Two, until: Sum, input: [One.left, image]}
- {op: conv2d, name: Last, filters: 2, kernel_size: 1, weights: same}
outputs: {last: Last, one: One}
`,
  gaps: `netspec: 1
name: Gaps
inputs: {image: ?x?x4}
layers:
- {op: conv2d, name: One, filters: 4, kernel_size: [1, 2], strides: 2, padding: same}
- {op: depthwise_conv2d, name: Two, kernel_size: 2, strides: 3, padding: same}
- {op: separable_conv2d, name: Three, filters: 4, kernel_size: 2, strides: 3, padding: same, input: image}
outputs: {two: Two, three: Three}
`,
  sizes: `netspec: 1
name: Sizes
sizes: {length: {maximum: 64}}
inputs: {signal: length x 8, half: length // 2 x 8}
blocks:
  Mlp:
    parameters: [units, out]
    layers:
    - {op: dense, name: Dense, units: units, output: length x out // 2}
layers:
- {op: Mlp, name: One, input: signal, units: 4, out: 8, output: length x 4}
- {op: concat, name: Both, input: [signal, half], axis: 1}
- {op: zero_pad1d, name: Padded}
outputs: {one: One, both: Padded}
`,
  open: `netspec: 1
name: Open
inputs: {image: ?x?x1}
layers:
- {op: squeeze, name: Plane, axis: -1}
outputs: {plane: Plane}
`,
  // What a block gives beside its result may be switched off.
  optional: `netspec: 1
name: Optional
inputs: {image: 8x8x3}
parameters: {extra: true}
blocks:
  Fork:
    layers:
    - {op: conv2d, name: Extra, filters: 2, kernel_size: 1, when: extra}
    - {op: conv2d, name: Main, filters: 2, kernel_size: 1}
    outputs: {aside: Extra}
layers:
- {op: Fork, name: F}
outputs: {main: F, aside: F.aside}
`,
  // Of items of one name, conditions switch at most one on.
  exclusive: `netspec: 1
name: Exclusive
inputs: {image: 8x8x3}
parameters: {kind: {default: 0, type: integer, minimum: 0, maximum: 2}}
blocks:
  Fork:
    layers:
    - {op: conv2d, name: Extra, filters: 2, kernel_size: 1}
    - {op: conv2d, name: Main, filters: 2, kernel_size: 1}
    outputs: {aside: Extra}
layers:
- {op: Fork, name: A, when: kind == 0}
- {op: conv2d, name: A, filters: 2, kernel_size: 1, when: kind == 1}
- {op: conv2d, name: A, filters: 2, kernel_size: 1, repeat: kind // 2, when: kind == 2}
- {op: conv2d, name: B, filters: 2, kernel_size: 1}
- {op: add, name: Sum, input: [A, B]}
- {op: add, name: Aside, input: [A.aside, A], when: kind == 0}
outputs: {sum: Sum, aside: Aside, a: A}
`,
  shared: `netspec: 1
name: Shared
inputs: {image: 8x8x3}
blocks:
  Twice: {inputs: [a, b], layers: [{op: ./sharing.yaml, name: Used, input: [a, b]}]}
layers:
- {op: Twice, name: One, input: [image, image], weights: all}
- {op: Twice, name: Two, input: [One, image], weights: all}
outputs: {two: Two}
`,
  // A branch without a name opens no scope, so that the branches after it name its layers.
  beside: `netspec: 1
name: Beside
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: Stem, filters: 4, kernel_size: 1}
- branches:
  - - {op: conv2d, name: Left, filters: 4, kernel_size: 1}
    - {op: conv2d, name: Unread, filters: 4, kernel_size: 1}
  - - {op: conv2d, name: Right, filters: 4, kernel_size: 1}
    - {op: add, name: Both, input: [Right, Left], endpoint: Cut}
  join: {op: add, name: Sum}
outputs: {sum: Sum}
`,
  sharing: `netspec: 1
name: Used
parameters: {width: 3, act: {default: relu, choices: [relu, elu]}}
inputs: {a: 8x8x3, b: 8x8x3}
blocks:
  Tower:
    parameters: [n]
    layers: [{op: conv2d, name: "C_\${index}", filters: 3, kernel_size: 1, repeat: n, weights: same}]
layers:
- {op: Tower, name: Left, input: a, n: 2}
- {op: Tower, name: Right, input: b, n: 1}
- {op: add, name: Sum, input: [Left, Right], activation: "\${act}"}
- {op: conv2d, name: Wide, filters: width, kernel_size: 1, when: width > 1}
outputs: {left: Left, wide: Wide}
`,
};

const modelIn = (text: string, options: Options = {}): Model => modelOf(text, { file: 'specs/test.yaml', ...options });

const variants: Readonly<Record<string, Model>> = {
  inception: modelIn(specs.inception),
  'inception-6e': modelIn(specs.inception, { until: 'Mixed_6e' }),
  'inception-aux': modelIn(specs.inception, { until: 'AuxLogits' }),
  'inception-branch': modelIn(
    specs.inception
      .replace('name: Conv2d_0e_1x7,', 'name: Conv2d_0e_1x7,')
      .replace('strides: 3, padding: valid, output', 'strides: 3, padding: valid, endpoint: Pooled, output'),
    { until: 'Pooled' },
  ),
  construct: modelIn(specs.construct),
  functions: modelIn(specs.functions),
  plain: modelIn(specs.functions.replaceAll(/, activation: \w+/g, '')),
  'construct-left': modelIn(specs.construct, { until: 'Left' }),
  'construct-named': modelIn(specs.construct, { until: 'Aux' }),
  gaps: modelIn(specs.gaps),
  open: modelIn(specs.open),
  optional: modelIn(specs.optional),
  exclusive: modelIn(specs.exclusive),
  'beside-cut': modelIn(specs.beside, { until: 'Cut' }),
  used: modelIn(specs.flowers, { read }),
  'used-sharing': modelIn(specs.used, { read: () => specs.sharing }),
  'used-shared': modelIn(specs.shared, { read: () => specs.sharing }),
};

/** Each op alone, with an allowed setting. */
const alone = Object.fromEntries(
  Object.values<Op>(ops).flatMap((op) => {
    const [model] = settings[op.name as OpName].flatMap((setting) => modelOfSetting(op, setting) ?? []);
    return model ? [[op.name, model] as const] : [];
  }),
);

/** The targets that write code, and what their modules import. */
const targets = [
  { target: 'tfjs', codeOf: tfjsCode, imported: '@tensorflow/tfjs' },
  { target: 'tfjs-inference', codeOf: inferenceCode, imported: '@tensorflow/tfjs-core' },
] as const;

let folder: string;
let files: { typescript: string[]; javascript: string[] };

beforeAll(() => {
  // Inside the project, so that compilers find TensorFlow.js as a user's would.
  folder = mkdtempSync(path.join(root, 'node_modules', '.generated-'));
  const write = (name: string, text: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  files = {
    typescript: targets.flatMap(({ target, codeOf }) =>
      Object.entries({ ...variants, ...alone }).map(([name, model]) => write(`${target}-${name}.ts`, codeOf(model))),
    ),
    javascript: targets.flatMap(({ target, codeOf }) =>
      Object.entries({ ...variants, ...alone }).map(([name, model]) =>
        write(`${target}-${name}-js.js`, codeOf(model, { javascript: true })),
      ),
    ),
  };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The output of a compiler; empty if there are no errors. */
function run(file: string, args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, [path.join(root, 'node_modules', file), ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  } catch (error) {
    return String((error as { stdout: string }).stdout);
  }
}

describe('generated code', () => {
  test('is there for every op but those that need another layer', () => {
    const missing = Object.keys(ops).filter((name) => !(name in alone));
    expect(missing).toEqual(['parameter', 'constant', 'unembedding']);
  });

  test('compiles strictly on TypeScript 7', { timeout: 60_000 }, () => {
    expect(run('typescript/bin/tsc', [...strictOptions, ...moduleOptions, '--ignoreConfig', ...files.typescript])).toBe(
      '',
    );
  });

  test('compiles strictly on TypeScript 5, also without further settings', { timeout: 60_000 }, () => {
    expect(run('typescript-5/bin/tsc', [...strictOptions, ...moduleOptions, ...files.typescript])).toBe('');
    expect(run('typescript-5/bin/tsc', [...strictOptions, ...files.typescript])).toBe('');
  });

  test('as JavaScript has the types that its comments say', { timeout: 60_000 }, () => {
    expect(
      run('typescript-5/bin/tsc', [...strictOptions, ...moduleOptions, '--allowJs', '--checkJs', ...files.javascript]),
    ).toBe('');
  });

  test.each(targets)('of $target is formatted', ({ codeOf }) => {
    for (const model of Object.values(variants)) {
      const text = codeOf(model);
      const formatted = execFileSync(
        process.execPath,
        [path.join(root, 'node_modules/@biomejs/biome/bin/biome'), 'format', '--stdin-file-path=generated/code.ts'],
        { cwd: root, input: text, encoding: 'utf8' },
      );
      expect(text).toBe(formatted);
    }
  });

  test.each(targets)('of $target imports nothing but TensorFlow.js', ({ codeOf, imported }) => {
    for (const model of Object.values(variants)) {
      expect(codeOf(model).match(/^import .*$/gm)).toEqual([`import * as tf from '${imported}';`]);
    }
  });

  test.each(targets)('of $target contains no absolute paths', ({ codeOf }) => {
    expect(codeOf(modelIn(specs.inception, { file: '/home/someone/specs/inception-v3.yaml' }))).not.toContain('/home');
  });
});

/** The code without its comments and the contents of its strings, token by token. */
function skeleton(code: string): readonly string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, code);
  const tokens: string[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const isString = kind === ts.SyntaxKind.StringLiteral || kind === ts.SyntaxKind.NoSubstitutionTemplateLiteral;
    tokens.push(isString ? 'string' : scanner.getTokenText());
  }
  return tokens;
}

const hostile = [
  '*/ process.exit(1) //',
  '</script><script>alert(1)</script>',
  '`${process.exit(1)}`',
  '${process.exit(1)}',
  "' + process.exit(1) + '",
  '" + process.exit(1) + "',
  '\\',
  '\n// process.exit(1)\nprocess.exit(1)',
  '\r process.exit(1)',
  '\u2028 process.exit(1)',
  '\u2029 process.exit(1)',
  '\u202e process.exit(1) \u2066',
  '@returns {never} */',
  '\u0000',
  '__proto__',
];

describe('text of a spec is escaped in code', () => {
  const specOf = (text: string) => `
netspec: 1
name: Hostile
summary: ${JSON.stringify(text)}
parameters:
  word: {default: relu, choices: [relu, ${JSON.stringify(text)}], summary: ${JSON.stringify(text)}}
  plain: {default: null, nullable: true}
blocks:
  Block:
    summary: ${JSON.stringify(text)}
    parameters: {n: {default: 3, summary: ${JSON.stringify(text)}}}
    layers: [{op: conv2d, name: Conv, filters: n, kernel_size: 1, when: plain == null}, {op: activation, name: Act, activation: tanh}]
inputs: {images: 8x8x3}
layers: [{op: Block, name: Use}, {op: activation, name: Last, activation: "\${word}"}]
outputs: {out: Last}
`;
  const languages = targets.flatMap((one) => [false, true].map((javascript) => ({ ...one, javascript })));
  describe.each(languages)('$target, JavaScript: $javascript', ({ codeOf, javascript }) => {
    const ofSpec = (text: string) => codeOf(modelIn(specOf(text), { file: `specs/${text}.yaml` }), { javascript });
    test.each(hostile)('%j', (text) => {
      expect(skeleton(ofSpec(text))).toEqual(skeleton(ofSpec('quiet')));
    });
  });
});
