/**
 * Translates words of other libraries to netspec's, for the suggestions of diagnostics and for `explain`. None is ever
 * accepted.
 */
import { type Remedy, replacement } from '../diagnostics/diagnostic.js';
import { write } from '../diagnostics/messages/remedies.js';
import { type Aliases, type Attribute, type AttributeType, settingsByWord } from '../ops/attributes.js';
import { activations, activationType } from '../ops/companions.js';
import { ops } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import type { Span } from '../text/source.js';
import { foreignKeys, type KeyOwner } from './foreign-keys.js';
import { foreignOps } from './foreign-ops.js';
import { foreignValues } from './foreign-values.js';
import type { Translation } from './word.js';

/** A word without module, case, separators and parentheses: `maxpool2d` for `nn.MaxPool2d()`. */
export const normalOf = (text: string): string =>
  text
    .replace(/^(?:[A-Za-z_]\w*\.)+/, '')
    .replace(/\(\)$/, '')
    .replaceAll(/[\s_-]/g, '')
    .toLowerCase();

/** The remedy for a word at a place. */
export function remedyFor({ word, hint }: Translation, span: Span): Remedy {
  if (word === undefined) return { help: hint };
  return hint === undefined ? { fix: replacement(span, word) } : { help: `${write(word)}; ${hint}` };
}

// ---------------------------------------------------------------- ops

/** By normal form. A word with a hint comes before the plain one, since it says more. */
const opWords = once(() => {
  const words = new Map<string, Translation>();
  const add = (text: string, translation: Translation) => {
    if (!words.has(normalOf(text))) words.set(normalOf(text), translation);
  };
  for (const op of Object.values<Op>(ops)) addAliases(op.name, op.aliases, add);
  for (const { name, keras } of Object.values<Op>(ops)) for (const text of [name, keras]) add(text, { word: name });
  for (const [text, translation] of foreignOps) add(text, translation);
  return words;
});

/** The translation of another library's op; undefined if not known. */
export function translateOp(text: string): Translation | undefined {
  const [, called] = /^([\w.]+)\(.+\)$/.exec(text) ?? [];
  const callee = called === undefined ? undefined : translateOp(called);
  if (callee?.word !== undefined) return { hint: `write ${callee.word}, with its arguments as keys` };
  const normal = normalOf(text);
  const known = opWords().get(normal);
  if (known) return known;
  const [, dimensions] = /([13])d(?:transpose)?$/.exec(normal) ?? [];
  if (dimensions === '1') return { hint: 'netspec does not have this 1D op' };
  return dimensions === '3' ? { hint: 'netspec does not have this 3D op' } : translateSizedOp(normal);
}

/** The translation of another library's layer that is an activation here. */
export const translateActivation = (text: string): Translation | undefined => translateWord(text, activations);

/** `conv3x3`, `conv3` and `maxpool2x2` have the window in the name. */
function translateSizedOp(normal: string): Translation | undefined {
  const [, kind, height, width = height] = /^(conv|maxpool|avgpool)(?:2d)?(\d)(?:x(\d))?$/.exec(normal) ?? [];
  if (kind === undefined || (kind === 'conv' && height === '2')) return undefined;
  const size = `${height}x${width}`;
  if (kind === 'conv') return { hint: `write conv2d with kernel_size: ${size}` };
  return { hint: `write ${kind === 'maxpool' ? 'max_pool2d' : 'avg_pool2d'} with pool_size: ${size}` };
}

/** All words for ops, netspec's own first. */
export const allOpWords = once((): readonly string[] => [
  ...Object.keys(ops),
  ...Object.values<Op>(ops).flatMap(({ keras, aliases = [] }) => [
    keras,
    ...aliases.map((alias) => (typeof alias === 'string' ? alias : alias[0])),
  ]),
  ...foreignOps.keys(),
]);

// ---------------------------------------------------------------- keys

/** The translation of a key of an item with an op, of its defaults, or of an attribute's settings. */
export function translateAttribute(op: Op, text: string): Translation | undefined {
  const normal = normalOf(text);
  let found: Translation | undefined;
  for (const [name, { aliases }] of Object.entries(op.attributes))
    addAliases(name, aliases, (alias, translation) => {
      if (normalOf(alias) === normal) found ??= translation;
    });
  return found;
}

/** The translation of a setting of a word such as leaky_relu. */
export function translateSetting(word: string, text: string): Translation | undefined {
  const fields = settingsByWord(activationType)[word] ?? {};
  const found = Object.entries(fields).find(([, { aliases = [] }]) =>
    aliases.some((alias) => typeof alias === 'string' && normalOf(alias) === normalOf(text)),
  );
  return found && { word: found[0] };
}

/** The translation of a key that matches no attribute. */
export function translateKey(owner: KeyOwner, text: string): Translation | undefined {
  return keyWords()[owner].get(normalOf(text));
}

const keyWords = once((): Readonly<Record<KeyOwner, ReadonlyMap<string, Translation>>> => {
  const normal = (owner: KeyOwner) => new Map([...foreignKeys[owner]].map(([text, to]) => [normalOf(text), to]));
  return {
    item: normal('item'),
    spec: normal('spec'),
    block: normal('block'),
    parameter: normal('parameter'),
    input: normal('input'),
  };
});

// ---------------------------------------------------------------- values

/** The translation of a word, among the allowed ones. */
export function translateWord(text: string, allowed: readonly string[]): Translation | undefined {
  const normal = normalOf(text);
  const known = foreignValues.find(([name, place]) => normalOf(name) === normal && allowed.includes(place));
  if (known) return known[2];
  const same = allowed.find((word) => normalOf(word) === normal);
  return same === undefined ? undefined : { word: same };
}

/** The translation of an attribute's value; undefined if it is not known, or the value is right. */
export function translateValue(name: string, { type }: Pick<Attribute, 'type'>, text: string): Translation | undefined {
  const words = wordsOf(type);
  if (words.includes(text)) return undefined;
  if (type.type === 'settings' && translateOp(text)?.word === name) return { word: 'true' };
  if (type.type === 'boolean' || type.type === 'settings') return translateBoolean(text);
  return words.length > 0 ? translateWord(text, words) : undefined;
}

function wordsOf(type: AttributeType): readonly string[] {
  if (type.type === 'choice') return type.choices;
  return type.type === 'named' ? Object.keys(type.kinds) : [];
}

/** darknet and Caffe have 0 and 1, YAML 1.1 and Python further words. */
function translateBoolean(text: string): Translation | undefined {
  if (/^(1|yes|on|true|y)$/i.test(text) && text !== 'true') return { word: 'true' };
  return /^(0|no|off|false|n|none|null|~)$/i.test(text) && text !== 'false' ? { word: 'false' } : undefined;
}

// ---------------------------------------------------------------- helpers

function addAliases(word: string, aliases: Aliases = [], add: (text: string, translation: Translation) => void): void {
  for (const alias of aliases) {
    if (typeof alias === 'string') add(alias, { word });
    else add(alias[0], { word, hint: alias[1] });
  }
}

/** Makes a value at its first use: a spec without mistakes needs none. */
function once<T>(make: () => T): () => T {
  let value: { readonly made: T } | undefined;
  return () => {
    value ??= { made: make() };
    return value.made;
  };
}
