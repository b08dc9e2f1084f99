/** The models of the gallery, at full size and small. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { compile, type Options } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';

export const textOf = (name: string) => readFileSync(`specs/${name}.yaml`, 'utf8');

/** The model of a spec in which nothing is found, not even a warning. */
export function modelOf(name: string, options: Options = {}): Model {
  const { model, diagnostics } = compile(textOf(name), options);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  return model as Model;
}

/** Settings that make large layers small, and many equal layers few. */
const narrow: Readonly<Record<string, Options>> = {
  'bert-base': { set: { units: 24, heads: 2, blocks: 2 }, input: { tokens: [9] } },
  'detr-r50': { set: { width: 4, units: 16, blocks: 1, num_queries: 7 }, input: { images: [64, 64, 3] } },
  gpt2: { set: { units: 24, heads: 2, blocks: 2 }, input: { tokens: [9] } },
  'hrnet-w32': { set: { width: 4 }, input: { images: [64, 64, 3] }, until: 'stage3_0' },
  i3d: { input: { video: [8, 32, 32, 3] }, until: 'Mixed_4b' },
  'mixer-b-16': { set: { units: 48, blocks: 2 } },
  pointnet: { input: { points: [64, 3] } },
  'r3d-18': { set: { width: 4 }, input: { video: [4, 32, 32, 3] } },
  'sd-v1-unet': { set: { width: 32 }, input: { latents: [8, 8, 4] }, until: 'up3_1' },
  'swin-t': { set: { width: 12, rows: 2 }, input: { images: [56, 56, 3] }, until: 'features_3' },
  'transformer-base': { set: { heads: 2, blocks: 2 }, input: { source: [9, 24], target: [7, 24] } },
  unet: { set: { width: 8 } },
  'vit-b-16': { set: { units: 48, heads: 4, blocks: 2 } },
};

/** Sides of small images, the smallest first: every window of a network has to fit. */
const sides = [64, 107];

/** The network to verify: of full size if asked, else as small as possible. */
export function verifiedModelOf(name: string): Model {
  const full = modelOf(name);
  if (process.env.NETSPEC_FULL_SIZE) return full;
  const [input = ''] = full.graph.spec.inputs.keys();
  const small = sides.map((side): Options => ({ input: { [input]: [side, side, 3] } }));
  const fitting = small.find((options) => compile(textOf(name), options).diagnostics.length === 0);
  return modelOf(name, narrow[name] ?? fitting);
}
