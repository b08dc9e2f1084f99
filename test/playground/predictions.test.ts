/** Predictions in the playground, against those of `netspec run` with the same files. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Model } from '../../src/graph/graph.js';
import { analyze } from '../../src/index.js';
import type { Prediction } from '../../src/run/predict/results.js';
import { randomWeights } from '../../src/run/verify/numbers.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import { Folder, netspec } from '../cli/netspec.js';
import { encodePng, sample } from '../images/files.js';
import { hasBrowser } from '../page/browser.js';
import { choose, linkOf, page, tab, visit, visitPlayground } from './visitor.js';

const classifier = `netspec: 1
name: Classifier
inputs: {image: 24x24x3}
preprocess: {shorter_side: 28, antialias: true, range: [-1, 1]}
layers:
- {op: conv2d, name: stem, filters: 8, kernel_size: 3x3, strides: 2, batch_norm: true, activation: relu}
- {op: max_pool2d, name: pool, pool_size: 2x2}
- {op: conv2d, name: conv, filters: 16, kernel_size: 3x3, activation: relu}
- {op: global_avg_pool2d, name: means}
- {op: dense, name: logits, units: 12}
- {op: activation, name: probabilities, activation: softmax}
outputs: {probabilities: probabilities, features: conv}
`;

const gpt = `netspec: 1
name: SmallGPT
sizes: {length: {maximum: 16}}
inputs: {tokens: {shape: length, dtype: int32, below: 40}}
blocks:
  Block:
    layers:
    - join: {op: add, name: attended}
      branches:
      - - {op: layer_norm, name: ln_1}
        - {op: multi_head_attention, name: attn, num_heads: 4, causal: true}
      - []
    - join: {op: add}
      branches:
      - - {op: layer_norm, name: ln_2}
        - {op: dense, name: wide, units: 4 * in.channels, activation: gelu}
        - {op: dense, name: narrow, units: in.channels // 4}
      - []
layers:
- {op: embedding, name: wte, vocabulary: 40, units: 32, weights: wte}
- {op: position_embedding, name: wpe, sequence_length: 16}
- {op: Block, name: "h_\${index}", repeat: 2}
- {op: layer_norm, name: ln_f}
- {op: unembedding, name: lm_head, weights: wte}
outputs: {logits: lm_head}
`;

describe.skipIf(!hasBrowser)('a prediction in the playground', () => {
  visitPlayground();

  const folder = new Folder();
  const picture = encodePng({ ...sample(50, 37), colour: 'rgb' });
  const labels = Buffer.from(Array.from({ length: 12 }, (_, index) => `kind ${index}\n`).join(''));
  const weightsOf = (text: string) => writeSafetensors(randomWeights(analyze(text).model as Model));
  beforeAll(() => {
    folder.write('classifier.yaml', classifier);
    folder.write('classifier.safetensors', weightsOf(classifier));
    folder.write('picture.png', picture);
    folder.write('labels.txt', labels);
    folder.write('gpt.yaml', gpt);
    folder.write('gpt.safetensors', weightsOf(gpt));
  });

  /** What `netspec run` gives for the outputs of a spec. */
  async function expected(name: string, outputs: readonly string[], ...args: readonly string[]) {
    const asked = outputs.flatMap((output) => ['--endpoint', output]);
    const files = [folder.at(`${name}.yaml`), '--weights', folder.at(`${name}.safetensors`)];
    const { status, stdout } = await netspec([
      'run',
      ...files,
      ...asked,
      ...args,
      '--backend',
      'cpu',
      '--format',
      'json',
    ]);
    expect(status).toBe(0);
    return JSON.parse(stdout).results as readonly Prediction[];
  }

  const rows = (caption: string) => page.getByRole('table', { name: caption }).locator('tbody tr');

  /** The page's rows of an output: class, label and value. */
  const shownRows = async (caption: string) =>
    Promise.all((await rows(caption).all()).map((row) => row.locator('td').allTextContents()));

  /** Compares the classes of an output, whose values the page rounds. */
  async function compareClasses({ name, top }: Prediction): Promise<void> {
    const shown = await shownRows(name);
    expect(shown.map(([index, label]) => [index, label])).toEqual(
      top?.[0]?.map((one) => [String(one.class), one.label ?? '']),
    );
    for (const [index, [, , value]] of shown.entries())
      expect(Math.abs(Number(value) - (top?.[0]?.[index]?.value ?? Number.NaN))).toBeLessThan(1e-4);
  }

  it('of a picture has the classes and values of netspec run', async () => {
    await visit(linkOf(classifier));
    await tab('Run').click();
    await choose('Choose a file of weights', [{ name: 'trained.safetensors', bytes: weightsOf(classifier) }]);
    await choose('Choose a file of labels', [{ name: 'labels.txt', bytes: labels }]);
    await choose('Choose a picture for image', [{ name: 'picture.png', bytes: picture }]);
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.getByText(/^Predicted in/).waitFor();
    const [probabilities, features] = await expected(
      'classifier',
      ['probabilities', 'features'],
      '--image',
      folder.at('picture.png'),
      '--labels',
      folder.at('labels.txt'),
    );
    await compareClasses(probabilities as Prediction);
    const { min, max, mean } = features as Prediction;
    const shown = await page.locator('.result p', { hasText: 'features' }).textContent();
    const [, ...numbers] = /from (\S+) to (\S+), (\S+) on average/.exec(shown ?? '') ?? [];
    for (const [index, value] of [min, max, mean].entries())
      expect(Math.abs(Number(numbers[index]) - value)).toBeLessThan(1e-4);
  });

  it('of tokens has the classes and values of netspec run, for any number of tokens', async () => {
    await visit(linkOf(gpt));
    await tab('Run').click();
    await choose('Choose a file of weights', [{ name: 'gpt.safetensors', bytes: weightsOf(gpt) }]);
    for (const tokens of [
      [7, 3, 39, 0, 12],
      [5, 17],
    ]) {
      await page.getByLabel('tokens').fill(tokens.join(', '));
      await page.getByRole('button', { name: 'Predict', exact: true }).click();
      await page.getByText(/^Predicted in/).waitFor();
      const [logits] = await expected('gpt', ['logits'], '--input', `tokens=${tokens.join(',')}`);
      await compareClasses(logits as Prediction);
    }
  });

  it('names what is wrong with the files and the inputs', async () => {
    await visit(linkOf(gpt));
    await tab('Run').click();
    const said = page.locator('.run-view [role=status]');
    const attempt = async (message: string) => {
      await page.getByRole('button', { name: 'Predict', exact: true }).click();
      await said.getByText(message).waitFor();
    };
    await attempt('choose a file of weights first');
    await choose('Choose a file of weights', [{ name: 'gpt.safetensors', bytes: weightsOf(gpt) }]);
    await attempt('write numbers for tokens, such as 5, 17, 2');
    await page.getByLabel('tokens').fill('5, 40');
    await attempt('tokens takes whole numbers from 0 to 39, not 40');
    await page.getByLabel('tokens').fill('1 '.repeat(17));
    await attempt('length is 17, but its maximum is 16');
    await page.getByLabel('tokens').fill('1, 2');
    await choose('Choose a file of weights', [{ name: 'other.safetensors', bytes: weightsOf(classifier) }]);
    await attempt('other.safetensors does not fill all weights of this network, such as');
    await choose('Choose a file of weights', [{ name: 'torn.safetensors', bytes: weightsOf(gpt).subarray(0, 1000) }]);
    await attempt('torn.safetensors declares a header of 2888 bytes, but is shorter');
  });
});
