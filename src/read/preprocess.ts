/** Reads how a spec preprocesses images, and checks it against itself and the inputs. */

import { channelsLast, looksChannelsFirst } from '../blame/channels-first.js';
import type { Code } from '../diagnostics/codes.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Message } from '../diagnostics/messages/message.js';
import * as messages from '../diagnostics/messages/schema.js';
import { formatShape } from '../expressions/shape.js';
import type { DType } from '../ops/types.js';
import { channelCounts, type DeclaredInput, type Preprocess, type Spec, type WrittenShape } from '../spec/spec.js';
import { found } from '../text/lookup.js';
import { count as amount } from '../text/words.js';
import type { Mapping, MappingEntry, Scalar, Tree } from '../yaml/tree.js';

/** Reads `preprocess:`, which the schema accepts. */
export function readPreprocess(entry: MappingEntry, inputs: Spec['inputs'], diagnostics: Diagnostics): Preprocess {
  const { entries } = entry.value as Mapping;
  const get = <T>(name: string, standard: T): T => {
    const tree = entries.get(name)?.value;
    return tree ? (plain(tree) as T) : standard;
  };
  const channels = get<Preprocess['channels']>('channels', 'rgb');
  const count = channelCounts[channels];
  const perChannel = (name: string, standard: number): readonly number[] => {
    const given = get<number | readonly number[]>(name, standard);
    return typeof given === 'number' ? Array.from({ length: count }, () => given) : given;
  };
  const preprocess: Preprocess = {
    span: entry.key.span,
    crop: get('crop', 1),
    ...(entries.has('shorter_side') ? { shorterSide: get('shorter_side', 0) } : {}),
    resize: get('resize', 'bilinear'),
    halfPixelCenters: get('half_pixel_centers', true),
    antialias: get('antialias', false),
    channels,
    range: get('range', [0, 255]),
    mean: perChannel('mean', 0),
    std: perChannel('std', 1),
  };
  checkSettings(preprocess, entries, diagnostics);
  checkInputs(preprocess, [...inputs.values()], entry, diagnostics);
  return preprocess;
}

/** Reports incompatible settings. */
function checkSettings(preprocess: Preprocess, entries: Mapping['entries'], diagnostics: Diagnostics): void {
  const { channels, range, resize, halfPixelCenters } = preprocess;
  const count = channelCounts[channels];
  for (const name of ['mean', 'std'] as const) {
    const { length } = preprocess[name];
    if (length === count) continue;
    const message = messages.channelValues(name, amount(length, 'number'), channels, amount(count, 'channel'));
    diagnostics.report(message, found(entries, name).value.span);
  }
  if (range[0] === range[1]) diagnostics.report(messages.emptyRange(range[0]), found(entries, 'range').value.span);
  if (preprocess.antialias && (resize === 'nearest' || !halfPixelCenters))
    diagnostics.report(messages.antialiasAlone(), found(entries, 'antialias').key.span);
}

/** Reports settings with which an image fits none of the inputs. */
function checkInputs(
  preprocess: Preprocess,
  inputs: readonly DeclaredInput[],
  { key, value }: MappingEntry,
  diagnostics: Diagnostics,
): void {
  const misfits = inputs.map(({ text, shape, dtype }) => misfitOfImage(preprocess, text, knownDims(shape), dtype));
  const [first] = misfits;
  if (!first || misfits.includes(undefined)) return;
  const input = inputs.find(({ shape }) => looksChannelsFirst(knownDims(shape)));
  if (first.setting === 'channels' && input) {
    const { span } = input.shape;
    const dims = knownDims(input.shape);
    const message = messages.imageChannelsFirst(input.text, formatShape(dims), formatShape(channelsLast(dims)));
    return diagnostics.report(message, span);
  }
  const setting = (value as Mapping).entries.get(first.setting);
  diagnostics.report(first.message, setting?.value.span ?? key.span);
}

/** Why images do not become an input of a shape, in which `null` is any size, and the setting to blame. */
export function misfitOfImage(
  { channels, shorterSide }: Preprocess,
  input: string,
  shape: readonly (number | null)[],
  dtype: DType,
): { readonly setting: string; readonly message: Message<Code> } | undefined {
  // A shape without dimensions could not be read.
  if (shape.length === 0) return undefined;
  if (dtype !== 'float32') return { setting: 'channels', message: messages.imageDtype(input, dtype) };
  const [height, width, depth] = shape;
  const written = formatShape(shape);
  if (height === undefined || width === undefined || depth === undefined || shape.length > 3)
    return { setting: 'channels', message: messages.imageRank(input, written) };
  const count = channelCounts[channels];
  if (depth !== null && depth !== count)
    return { setting: 'channels', message: messages.imageChannels(input, written, channels, amount(count, 'channel')) };
  if (shorterSide !== undefined && Math.max(height ?? 0, width ?? 0) > shorterSide)
    return { setting: 'shorter_side', message: messages.imageTooSmall(input, written, shorterSide) };
  return undefined;
}

/** The dimensions of a shape; one with a name may have any size. */
const knownDims = ({ dims }: WrittenShape): readonly (number | null)[] =>
  dims.map((dim) => (typeof dim === 'number' ? dim : null));

/** A tree as a plain value. */
function plain(tree: Tree): unknown {
  return tree.kind === 'list' ? tree.items.map(plain) : (tree as Scalar).value;
}
