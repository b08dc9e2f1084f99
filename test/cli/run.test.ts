import { mkdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { widthOf } from '../../src/text/display.js';
import { bytesOf } from '../../src/weights/bytes.js';
import { readNpy, writeNpy } from '../../src/weights/npy.js';
import { openNpz } from '../../src/weights/npz.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import type { Tensor } from '../../src/weights/tensor.js';
import { chunk, encodeJpeg, encodePng, pngHeader } from '../images/files.js';
import { ort } from '../onnx/engine.js';
import { backends } from '../tensorflow/backends.js';
import { Folder, netspec } from './netspec.js';

/** Tells the colour of an image: its logits are ten times the means of red, green and blue. */
const spec = `netspec: 1
name: Colours
inputs: {image: 2x2x3}
preprocess: {range: [0, 1]}
layers:
- {op: activation, name: Pixels, activation: relu}
- {op: global_avg_pool2d, name: Means}
- {op: dense, name: Logits, units: 3}
- {op: dense, name: Unused, input: Means, units: 7}
- {op: activation, name: Predictions, input: Logits, activation: softmax}
outputs: {logits: Logits, predictions: Predictions, unused: Unused}
`;

const folder = new Folder();
const tensorOf = (shape: readonly number[], values: readonly number[]): Tensor => ({
  shape,
  data: Float32Array.from(values),
});
const weights = new Map([
  ['Logits/kernel', tensorOf([3, 3], [10, 0, 0, 0, 10, 0, 0, 0, 10])],
  ['Logits/bias', tensorOf([3], [0, 0, 0])],
]);
const plain = (width: number, height: number, colour: readonly number[]) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, index) => colour[index % 3] as number),
});

beforeAll(async () => {
  folder.write('colours.yaml', spec);
  folder.write('trained.safetensors', writeSafetensors(weights));
  folder.write('red.png', encodePng({ ...plain(5, 3, [255, 0, 0]), colour: 'rgb' }));
  folder.write('green.jpg', await encodeJpeg(plain(16, 16, [0, 255, 0])));
  folder.write('labels.txt', 'red\r\ngreen\r\nblue\r\n');
  // Two examples: blue, and a third of each colour.
  const blue = Array.from({ length: 12 }, (_, index) => (index % 3 === 2 ? 1 : 0));
  folder.write('two.npy', writeNpy(tensorOf([2, 2, 2, 3], [...blue, ...Array.from({ length: 12 }, () => 1 / 3)])));
});

/** Runs with files of the folder: words with a dot, or after an equals sign, are such files. */
function run(line: string, surroundings: Parameters<typeof netspec>[1] = {}) {
  const words = line.split(' ').filter((word) => word !== '');
  const args = words.map((word) => word.replace(/(?<=^|=)[\w-]+\.\w+$/, (file) => folder.at(file)));
  const has = (option: string) => words.includes(option);
  const spec = words[0]?.startsWith('--') || words.length === 0 ? [folder.at('colours.yaml')] : [];
  return netspec(
    [
      'run',
      ...spec,
      ...args,
      ...(has('--weights') ? [] : ['--weights', folder.at('trained.safetensors')]),
      ...(has('--backend') ? [] : ['--backend', 'cpu']),
    ],
    surroundings,
  );
}

const trimmed = (text: string): string => text.replaceAll(`${folder.path}/`, '');

describe('netspec run', () => {
  it.skipIf(!ort)('gives the same results on ONNX Runtime', async () => {
    const asked = '--input two.npy --endpoint Logits --endpoint Means --endpoint Pixels';
    const values = async (backend: string) => {
      const output = folder.at(`${backend}.npz`);
      const result = await run(`${asked} --output ${backend}.npz --backend ${backend} --format json`);
      expect({ ...result, stdout: '' }).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(JSON.parse(result.stdout)).toMatchObject({ backend });
      const { tensors } = await openNpz(bytesOf(output, readFileSync(output)));
      return Promise.all(
        [...tensors.values()].map(async ({ name, shape, read }) => [name, shape, [...(await read())]]),
      );
    };
    expect(await values('onnx')).toEqual(await values('cpu'));
  });

  it('has no times of layers from ONNX Runtime', async () => {
    expect(await run('--input two.npy --backend onnx --profile')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--profile needs TensorFlow.js'),
    });
  });

  it('shows the top classes of an image, with labels and bars', async () => {
    const { status, stdout, stderr } = await run('--image red.png --labels labels.txt --top 2');
    expect(stderr).toMatch(/^1 image on cpu in \d+ ms\n$/);
    expect(stdout).toBe(
      [
        'predictions',
        'class  label   value',
        `    0  red    0.9999  ${'█'.repeat(30)}`,
        '    1  green  0.0000  ▏',
        '',
      ].join('\n'),
    );
    expect(status).toBe(0);
  });

  it('reads a JPEG, and shows all classes if there are few', async () => {
    const { stdout } = await run('--image green.jpg');
    const classes = stdout
      .split('\n')
      .slice(2, -1)
      .map((row) => Number(row.trim().split(/ +/)[0]));
    expect([classes[0], classes.toSorted()]).toEqual([1, [0, 1, 2]]);
  });

  it('prints JSON', async () => {
    const { status, stdout } = await run('--image red.png --labels labels.txt --top 1 --format json');
    expect(status).toBe(0);
    const share = Math.exp(10) / (Math.exp(10) + 2);
    expect(JSON.parse(stdout)).toEqual({
      backend: 'cpu',
      forward_ms: expect.any(Number),
      pictures: [folder.at('red.png')],
      results: [
        {
          name: 'predictions',
          shape: [1, 3],
          min: expect.closeTo((1 - share) / 2, 7),
          max: expect.closeTo(share, 6),
          mean: expect.closeTo(1 / 3, 6),
          top: [[{ class: 0, label: 'red', value: expect.closeTo(share, 6) }]],
        },
      ],
    });
  });

  it('times the layers that are computed', async () => {
    const { profile } = JSON.parse((await run('--image red.png --endpoint Logits --profile --format json')).stdout);
    expect(profile.map(({ layer }: { layer: string }) => layer).at(-1)).toBe('Logits');
    expect((await run('--image red.png --profile')).stdout).toMatch(/\n\nlayer +ms +time +MACs +GMAC\/s +of best\n/);
  });

  it('takes examples from an .npy file, and shows each', async () => {
    const { stdout } = await run('--input two.npy --endpoint Logits --top 1');
    expect(stdout).toBe('Logits\nexample  class    value\n1            2  10.0000\n2            0   3.3333\n');
    const named = await run('--input image=two.npy --endpoint Logits --quiet');
    expect(named).toEqual({ status: 0, stdout, stderr: '' });
  });

  it('writes an end point as .npy', async () => {
    const { status, stdout } = await run('--input two.npy --endpoint Pixels --output pixels.npy');
    expect(stdout).toBe('Pixels  2x2x2x3, from 0.0000 to 1.0000, 0.3333 on average\n');
    expect(status).toBe(0);
    const written = await readNpy('pixels', readFileSync(folder.at('pixels.npy')));
    expect(written).toEqual(await readNpy('two', readFileSync(folder.at('two.npy'))));
  });

  it('writes several as .npz, an end point and an output', async () => {
    const { status, stdout } = await run(
      '--input two.npy --endpoint Means --endpoint logits --endpoint Means --output both.npz',
    );
    expect(status).toBe(0);
    expect(stdout.match(/^(Means|logits)$/gm)).toEqual(['Means', 'logits']);
    const { tensors } = await openNpz(bytesOf('both.npz', readFileSync(folder.at('both.npz'))));
    const read = async (name: string) => Array.from((await tensors.get(name)?.read()) ?? []);
    expect([...tensors.keys()]).toEqual(['Means', 'logits']);
    const third = Math.fround(1 / 3);
    expect(await read('Means')).toEqual([0, 0, 1, third, third, third]);
    expect((await read('logits')).slice(0, 3)).toEqual([0, 0, 10]);
  });

  it('takes another shape of the input together with a tensor', async () => {
    folder.write('large.npy', writeNpy(tensorOf([1, 1, 4, 3], [1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1])));
    const { status, stdout } = await run('--input 1x4x3 --input large.npy --endpoint Means');
    expect({ status, rows: stdout.split('\n').slice(2, 5) }).toEqual({
      status: 0,
      rows: [`    2  0.7500  ${'█'.repeat(22)}▌`, `    0  0.2500  ${'█'.repeat(7)}▌`, '    1  0.0000'],
    });
  });

  it('takes the size of the input from an .npy file', async () => {
    folder.write('wide.npy', writeNpy(tensorOf([1, 1, 4, 3], [1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1])));
    const { status, stdout } = await run('--input wide.npy --endpoint Pixels --endpoint Means --format json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).results.map(({ shape }: { shape: number[] }) => shape)).toEqual([
      [1, 1, 4, 3],
      [1, 3],
    ]);
    const fixed = await run('--input 2x2x3 --input wide.npy');
    expect(fixed).toMatchObject({ status: 1, stdout: '' });
    expect(fixed.stderr).toContain('input image takes batch x 2 x 2 x 3');
  });

  it('reports a size of an .npy file that the network does not accept', async () => {
    const text = spec.replace('name: Pixels, activation: relu}', 'name: Pixels, activation: relu, output: 2x2x3}');
    folder.write(
      'window.yaml',
      text.replace('- {op: global', '- {op: max_pool2d, name: P, pool_size: 2}\n- {op: global'),
    );
    folder.write('thin.npy', writeNpy(tensorOf([1, 1, 4, 3], Array(12).fill(0))));
    const { status, stdout, stderr } = await run('window.yaml --input thin.npy');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/window\.yaml:7:\d+ error /);
  });

  it('takes a spec from standard input at the size of an .npy file', async () => {
    const { status, stdout } = await run('- --input large.npy --endpoint Pixels', { stdin: spec });
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('Pixels  1x1x4x3') });
  });

  it('predicts with an input of unknown size', async () => {
    const { status, stdout } = await run('--input ?x?x3 --image red.png --endpoint Pixels');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('Pixels  1x3x5x3, from 0.0000') });
  });

  it('needs the weights that the computed layers depend on, and no others', async () => {
    expect((await run('--image red.png --endpoint unused')).stderr).toBe(
      `netspec: ${folder.at('trained.safetensors')} does not fill 2 of the required weights, such as Unused/kernel; for details, run netspec weights check\n`,
    );
  });

  it('shows progress on a terminal, except with --quiet', async () => {
    const screen = { isTTY: true, columns: 60 };
    const { stderr, stdout } = await run('--image red.png', screen);
    expect(stderr).toContain('\r\u001b[K██████████           1/2 Logits/bias');
    expect(stderr.split('\r\u001b[K').at(-1)).toMatch(/^1 image on cpu in \d+ ms\n$/);
    expect(stdout).toContain('\u001b[1mpredictions\u001b[22m\n');
    expect((await run('--image red.png --quiet', screen)).stderr).toBe('');
    expect((await run('--image red.png --no-color', screen)).stdout).not.toContain('\u001b');
  });

  it('keeps to the width of the screen', async () => {
    folder.write('long.txt', `${['ein langer Name', '東京'.repeat(30), 'x\u001b[31m'].join('\n')}\n`);
    const { stdout } = await run('--image red.png --labels long.txt', { columns: 40 });
    expect(stdout).toMatch(/東…/u);
    expect(stdout).toContain('x\\u001b[31m');
    for (const line of stdout.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(40);
  });
});

describe('netspec run with several images', () => {
  const colours = ['red', 'green', 'blue'];
  const names = Array.from({ length: 11 }, (_, index) => `${String(index).padStart(2, '0')}-${colours[index % 3]}.png`);
  const classes = names.map((_, index) => index % 3);

  beforeAll(() => {
    mkdirSync(folder.at('many/sub'), { recursive: true });
    mkdirSync(folder.at('some'));
    for (const [index, name] of names.entries()) {
      const colour = [0, 1, 2].map((channel) => (channel === index % 3 ? 255 : 0));
      const file = index === 10 ? `many/sub/${name}` : `many/${name}`;
      // One after the other they have different sizes, and no two of a run have the same.
      folder.write(file, encodePng({ ...plain(2 + (index % 2), 3, colour), colour: 'rgb' }));
      if (index < 3) folder.write(`some/${name}`, readFileSync(folder.at(file)));
    }
    folder.write('many/notes.txt', 'no image');
  });

  const predictions = async (...args: string[]) => JSON.parse((await run(`--format json ${args.join(' ')}`)).stdout);
  const first = ({ results }: { results: { top: { class: number }[][] }[] }) =>
    results[0]?.top.map(([top]) => top?.class);

  it('takes a folder of them, in batches', async () => {
    const { stdout } = await run(`--image ${folder.at('many')} --format json`);
    const { pictures, results } = JSON.parse(stdout);
    expect(pictures).toEqual([
      ...names.slice(0, 10).map((name) => folder.at(`many/${name}`)),
      folder.at(`many/sub/${names[10]}`),
    ]);
    expect(first({ results })).toEqual(classes);
    expect(results[0].shape).toEqual([11, 3]);
    expect(results[0].top[0]).toHaveLength(1);
  });

  it('takes names, patterns, and the option more than once', async () => {
    const few = names.slice(0, 3).map((name) => folder.at(`some/${name}`));
    for (const args of [
      few,
      [few[0], '--image', few[1], few[2]],
      [folder.at('some/*.png')],
      [folder.at('some/0[0-2]*')],
    ])
      expect(first(await predictions('--image', ...(args as string[])))).toEqual([0, 1, 2]);
  });

  it('shows them in a table, in the width of the screen', async () => {
    const { status, stdout } = await run(`--image ${folder.at('some')} --labels labels.txt`, { columns: 60 });
    expect(status).toBe(0);
    const rows = stdout.split('\n').map((row) => row.split(/ {2,}/));
    expect(rows[1]).toEqual(['example', 'class', 'label', 'value']);
    expect(
      rows.slice(2, 5).map(([name, ...cells]) => [name?.replace(/.*(?=\d\d-)/, ''), ...cells.slice(0, 2)]),
    ).toEqual([
      ['00-red.png', '0', 'red'],
      ['01-green.png', '1', 'green'],
      ['02-blue.png', '2', 'blue'],
    ]);
    for (const columns of [40, 60, 200])
      for (const row of (await run(`--image ${folder.at('some')} --labels labels.txt`, { columns })).stdout.split('\n'))
        expect(widthOf(row)).toBeLessThanOrEqual(columns);
  });

  it('gives a row of CSV for each class', async () => {
    folder.write('odd.txt', 'a "red", too\ngr\u202een\nblue\n');
    const { status, stdout } = await run(`--image ${folder.at('some')} --labels odd.txt --top 2 --format csv`);
    expect(status).toBe(0);
    const [header, ...rows] = stdout.trimEnd().split('\n');
    expect(header).toBe('example,output,rank,class,label,value');
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatch(/some\/00-red\.png,predictions,1,0,"a ""red"", too",0\.9999\d*$/);
    expect(rows[2]).toMatch(/some\/01-green\.png,predictions,1,1,gr\\u202een,0\.9999\d*$/);
    const others = await run(`--image ${folder.at('some')} --format csv --endpoint Pixels`);
    expect(others).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('and Pixels is not one') });
  });

  it('skips a damaged image, and fails', async () => {
    folder.write('damaged.png', readFileSync(folder.at('red.png')).subarray(0, 40));
    const { status, stdout, stderr } = await run('--image red.png damaged.png green.jpg --format json');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^netspec: \S+damaged\.png /);
    const { pictures, results } = JSON.parse(stdout);
    expect(pictures).toEqual([folder.at('red.png'), folder.at('green.jpg')]);
    expect(first({ results })).toEqual([0, 1]);
    const none = await run('--image damaged.png damaged.png gone.png');
    expect(none).toMatchObject({ status: 2, stdout: '' });
  });

  it('writes no file if an image is damaged', async () => {
    const { status, stdout } = await run('--image red.png damaged.png --output partial.npy');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(() => folder.read('partial.npy')).toThrow();
  });

  it('keeps the order of their values in a file', async () => {
    expect((await run(`--image ${folder.at('many')} --endpoint Means --output means.npy`)).status).toBe(0);
    const { shape, data } = await readNpy('means', readFileSync(folder.at('means.npy')));
    expect(shape).toEqual([11, 3]);
    expect(classes.map((at, index) => data[3 * index + at])).toEqual(classes.map(() => 1));
  });

  it('predicts images of different sizes if the input size is unknown', async () => {
    const args = ['--input ?x?x3', '--image', folder.at('many')];
    expect(first(await predictions(...args))).toEqual(classes);
    const { status, stderr } = await run([...args, '--endpoint Pixels'].join(' '));
    expect(status).toBe(2);
    expect(stderr).toContain('Pixels is 3x2x3 and 3x3x3 for different images');
  });

  it('shows progress on a terminal', async () => {
    const { stderr } = await run(`--image ${folder.at('many')}`, { isTTY: true, columns: 70 });
    const shown = stderr.split('\r\u001b[K');
    expect(shown.slice(-3)).toEqual([
      expect.stringMatching(/^█{14}\S +8\/11 07-green\.png$/),
      expect.stringMatching(/^█{20} 11\/11 10-green\.png$/),
      expect.stringMatching(/^11 images on cpu in \d+ ms\n$/),
    ]);
  });

  it('gives the same results on every engine, and uses the fastest', async () => {
    const engines = [
      'cpu',
      ...backends.filter(({ isThere }) => isThere).map(({ backend }) => backend),
      ...(ort ? ['onnx'] : []),
    ];
    const values = async (engine: string) => {
      const { results } = await predictions('--image', folder.at('many'), '--top 3 --backend', engine);
      return results[0].top.flat().map(({ value }: { value: number }) => value);
    };
    const expected = await values('cpu');
    for (const engine of new Set(engines))
      for (const [index, value] of (await values(engine)).entries()) expect(value).toBeCloseTo(expected[index], 5);
    const { stdout } = await netspec([
      'run',
      folder.at('colours.yaml'),
      '--weights',
      folder.at('trained.safetensors'),
      '--image',
      folder.at('red.png'),
      '--format',
      'json',
    ]);
    expect(JSON.parse(stdout).backend).toBe(ort ? 'onnx' : backends.find(({ isThere }) => isThere)?.backend);
  });

  it.each([
    [['--image', 'a.png', 'colours.yaml'], 'run needs SPEC; put it before --image, which takes all words after it'],
    [['colours.yaml', '--image', 'none'], 'no images in'],
    [['colours.yaml', '--image', '*.gif'], 'no file matches'],
  ])('refuses: run %j', async (words, message) => {
    mkdirSync(folder.at('none'), { recursive: true });
    const args = words.map((word) => (word.startsWith('--') ? word : folder.at(word)));
    const { status, stdout, stderr } = await netspec(['run', ...args, '--weights', folder.at('trained.safetensors')]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('netspec run refuses', () => {
  it.each([
    ['--weights trained.safetensors', 'run needs --image FILE, --input X.npy or --input 5,17,2'],
    ['--image red.png --input two.npy', '--image cannot be combined with --input X.npy'],
    ['--image red.png --top 0', '--top must be a whole number, 1 or more, not "0"'],
    ['--image red.png --output y.txt', /^--output must end in \.npy or \.npz, not ".*y\.txt"$/],
    ['--image red.png --endpoint a --endpoint b --output y.npy', 'an .npy file holds one array; use .npz for several'],
    ['- --image -', 'standard input can only be read once'],
    ['--image red.png --map slims', 'unknown map "slims"; did you mean slim?'],
  ])('the command line: %s', async (line, message) => {
    const { status, stdout, stderr } = await run(line);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.split('\n')[0]).toMatch(typeof message === 'string' ? `netspec: ${message}` : /^netspec: /);
    expect(stderr.split('\n')[0]?.slice('netspec: '.length)).toMatch(message);
  });

  it('predictions without weights', async () => {
    const { status, stderr } = await netspec(['run', folder.at('colours.yaml'), '--image', folder.at('red.png')]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^netspec: run needs --weights FILE\n/);
  });

  it.each([
    ['--image nothing.png', 2, 'cannot read nothing.png: no such file'],
    ['--image labels.txt', 2, 'labels.txt is not a JPEG, PNG or WebP image'],
    ['--image cut.jpg', 2, 'cut.jpg is a damaged or truncated JPEG image'],
    ['--image bomb.png', 2, 'bomb.png has 30000x30000 pixels; at most 67108864 are allowed'],
    ['--input cut.npy', 2, 'cut.npy has 88 bytes of data; 2x2x2x3 f4 needs 96'],
    ['--weights labels.txt --image red.png', 2, /^labels\.txt is not a supported file of weights/],
    ['--image red.png --labels red.png', 2, 'red.png is not UTF-8 text'],
    ['--image red.png --labels two.txt', 1, 'two.txt has 2 labels, and predictions has 3 classes'],
    [
      '--image red.png --endpoint Prediction',
      2,
      'Colours has no end point or output "Prediction"; did you mean predictions?',
    ],
    ['--input flat.npy', 1, 'flat.npy is 12, but input image takes batch x ? x ? x 3'],
    ['--input none.npy', 1, 'none.npy is 0x2x2x3, but input image takes batch x ? x ? x 3'],
    ['--input images=two.npy', 2, 'Colours has no input "images"; did you mean image?'],
    ['--input two.npy --input image=two.npy', 2, 'input image is set twice'],
    ['grey.yaml --image red.png', 1, 'Grey has no preprocess for images; add it to the spec, or use --input X.npy'],
    ['pair.yaml --image red.png', 1, 'Pair has 2 inputs; --image needs a network with one input'],
    ['pair.yaml --input two.npy', 2, 'Pair has several inputs (left, right); name the input: left=X.npy'],
    ['pair.yaml --input left=two.npy', 2, 'missing values for right; add --input right=X.npy'],
    ['pair.yaml --input left=two.npy --input right=one.npy', 1, 'the inputs have different numbers of examples: 2, 1'],
    ['--input 2x2x1 --image red.png', 1, 'input image is 2x2x1, but rgb has 3 channels'],
  ])('%s', async (line, status, message) => {
    folder.write('cut.jpg', readFileSync(folder.at('green.jpg')).subarray(0, 200));
    folder.write(
      'bomb.png',
      Buffer.concat([readFileSync(folder.at('red.png')).subarray(0, 8), chunk('IHDR', pngHeader(30000, 30000, 8, 2))]),
    );
    folder.write('cut.npy', readFileSync(folder.at('two.npy')).subarray(0, -8));
    folder.write('two.txt', 'red\ngreen');
    folder.write(
      'flat.npy',
      writeNpy(
        tensorOf(
          [12],
          Array.from({ length: 12 }, () => 0),
        ),
      ),
    );
    folder.write('none.npy', writeNpy(tensorOf([0, 2, 2, 3], [])));
    folder.write(
      'one.npy',
      writeNpy(
        tensorOf(
          [1, 2, 2, 3],
          Array.from({ length: 12 }, () => 0),
        ),
      ),
    );
    folder.write('grey.yaml', spec.replace(/^preprocess.*\n/m, '').replace('Colours', 'Grey'));
    folder.write(
      'pair.yaml',
      'netspec: 1\nname: Pair\ninputs: {left: 2x2x3, right: 2x2x3}\npreprocess: {}\nlayers:\n- {op: add, name: Sum, input: [left, right]}\noutputs: {sum: Sum}\n',
    );
    const outcome = await run(line);
    const said = trimmed(outcome.stderr)
      .replace(/^netspec: /, '')
      .replace(/\nTry: .*/, '')
      .trimEnd();
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
    expect(outcome).toMatchObject({ status, stdout: '' });
  });

  it('values that are not finite, after printing them', async () => {
    folder.write(
      'huge.npy',
      writeNpy(
        tensorOf(
          [1, 2, 2, 3],
          Array.from({ length: 12 }, () => 3e38),
        ),
      ),
    );
    const { status, stdout, stderr } = await run('--input huge.npy --endpoint Logits --top 1 --quiet');
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'netspec: Logits has values that are not finite\n' });
    expect(stdout).toContain('Infinity');
  });

  it('a spec with errors', async () => {
    const { status, stdout, stderr } = await netspec(
      ['run', '-', '--weights', folder.at('trained.safetensors'), '--image', folder.at('red.png')],
      { stdin: spec.replace('units: 7', 'unit: 7') },
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('error unknown-key');
  });
});
