/** The maps for transformers, on the names and shapes that its `state_dict`s have. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fit } from '../../src/weights/fit.js';
import { parseMap } from '../../src/weights/map.js';
import type { TensorFile } from '../../src/weights/tensor.js';
import { modelOf } from '../model.js';

type Shapes = Readonly<Record<string, readonly number[]>>;

/** A module's tensors below its name. */
const below = (name: string, shapes: Shapes): Shapes =>
  Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [`${name}.${key}`, shape]));

function fileOf(shapes: Shapes): TensorFile {
  const read = () => Promise.reject(new Error('nothing is read'));
  const tensors = Object.entries(shapes).map(([name, shape]) => [name, { name, dtype: 'F32', shape, read }] as const);
  return { name: 'file', tensors: new Map(tensors) };
}

/** The misfits and the tensors left over by a map. */
function rest(network: string, map: string, shapes: Shapes) {
  const model = modelOf(readFileSync(`specs/${network}.yaml`, 'utf8'), { set: { blocks: 2 } });
  const { misfits, leftOver } = fit(model, fileOf(shapes), parseMap(readFileSync(`maps/${map}.yaml`, 'utf8')).map);
  return { misfits: misfits.map(({ slot }) => slot.name), leftOver: leftOver.map(({ name }) => name) };
}

const both = (name: string, shapes: Shapes): Shapes => ({ ...below(`${name}0`, shapes), ...below(`${name}1`, shapes) });
const norm: Shapes = { weight: [768], bias: [768] };
const linear = (inputs: number, units: number): Shapes => ({ weight: [units, inputs], bias: [units] });
/** GPT-2's layer, whose kernel is in, out. */
const conv1d = (inputs: number, units: number): Shapes => ({ weight: [inputs, units], bias: [units] });

const gpt2: Shapes = {
  'wte.weight': [50257, 768],
  'wpe.weight': [1024, 768],
  ...both('h.', {
    ...below('ln_1', norm),
    'attn.bias': [1, 1, 1024, 1024],
    ...below('attn.c_attn', conv1d(768, 2304)),
    ...below('attn.c_proj', conv1d(768, 768)),
    ...below('ln_2', norm),
    ...below('mlp.c_fc', conv1d(768, 3072)),
    ...below('mlp.c_proj', conv1d(3072, 768)),
  }),
  ...below('ln_f', norm),
};

const bert: Shapes = {
  'embeddings.position_ids': [1, 512],
  'embeddings.word_embeddings.weight': [30522, 768],
  'embeddings.position_embeddings.weight': [512, 768],
  'embeddings.token_type_embeddings.weight': [2, 768],
  ...below('embeddings.LayerNorm', norm),
  ...both('encoder.layer.', {
    ...below('attention.self.query', linear(768, 768)),
    ...below('attention.self.key', linear(768, 768)),
    ...below('attention.self.value', linear(768, 768)),
    ...below('attention.output.dense', linear(768, 768)),
    ...below('attention.output.LayerNorm', norm),
    ...below('intermediate.dense', linear(768, 3072)),
    ...below('output.dense', linear(3072, 768)),
    ...below('output.LayerNorm', norm),
  }),
  ...below('pooler.dense', linear(768, 768)),
};

const nothing = { misfits: [], leftOver: [] };

describe('transformers-gpt2', () => {
  it('fits GPT2Model, as the published file', () => {
    expect(rest('gpt2', 'transformers-gpt2', gpt2)).toEqual(nothing);
  });

  it('fits GPT2LMHeadModel', () => {
    const shapes = { ...below('transformer', gpt2), 'lm_head.weight': [50257, 768] };
    expect(rest('gpt2', 'transformers-gpt2', shapes)).toEqual(nothing);
  });
});

describe('transformers-bert', () => {
  it('fits BertModel', () => {
    expect(rest('bert-base', 'transformers-bert', bert)).toEqual(nothing);
  });

  it('fits a model that contains it; its head is left over', () => {
    const shapes = { ...below('bert', bert), 'classifier.weight': [2, 768] };
    expect(rest('bert-base', 'transformers-bert', shapes)).toEqual({ misfits: [], leftOver: ['classifier.weight'] });
  });
});
