/** Specs with one slip each, as a hand makes them: seeded, so that each can be made again. */
import { isPair, isScalar, isSeq, parseDocument, visit } from 'yaml';
import { ops } from '../../src/ops/index.js';
import { totals } from '../../src/spec/spec.js';

/** A word or another value of a spec: its place, and the keys that lead to it. */
export interface Value {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** From the root, with `[]` for a list. The last of a key is the key itself. */
  readonly path: readonly string[];
  readonly isKey: boolean;
}

/** What a text says, as far as it is YAML. */
export function valuesOf(text: string): readonly Value[] {
  const values: Value[] = [];
  visit(parseDocument(text, { uniqueKeys: false, logLevel: 'silent' }), {
    Node(role, node, ancestors) {
      if (!(isScalar(node) || isSeq(node)) || !node.range) return;
      const [start, end] = node.range;
      const path = ancestors.flatMap((one) => {
        if (isSeq(one)) return '[]';
        return isPair(one) ? String(isScalar(one.key) ? one.key.value : '') : [];
      });
      if (end > start) values.push({ start, end, text: text.slice(start, end), path, isKey: role === 'key' });
    },
  });
  return values;
}

/** Whether a value is a declared output, number of parameters or total. */
export function isDeclared({ path, isKey }: Value): boolean {
  const key = path.at(-1) as string;
  if (isKey) return false;
  const isExpected = path.includes('expect') && [...totals, 'params'].includes(key as 'params');
  return isExpected || path.includes('counts') || (['output', 'params'].includes(key) && !path.includes('preprocess'));
}

/** Whether a value is the name of a layer, a use, a group or a branch. */
export const isName = ({ path, isKey }: Value): boolean =>
  isKey ? path.at(-2) === 'branches' : path.at(-1) === 'name' && path.length > 1;

/** A spec with one slip: what was written in its place, and what is now. */
export interface Slip {
  readonly kind: SlipKind;
  readonly text: string;
  readonly was: string;
  readonly is: string;
}

type Next = () => number;

const pick = <T>(from: readonly T[], next: Next): T | undefined => from[Math.floor(next() * from.length)];

/** A slip that puts another text in the place of a value. */
function changed(text: string, values: readonly Value[], next: Next, change: (was: string) => string | undefined) {
  const value = pick(values, next);
  const is = value && change(value.text);
  if (!value || is === undefined || is === value.text) return undefined;
  return { text: text.slice(0, value.start) + is + text.slice(value.end), was: value.text, is };
}

/** A slip that changes the lines of a text. */
function ofLines(text: string, next: Next, is: RegExp, change: (lines: string[], at: number) => void) {
  const lines = text.split('\n');
  const at = pick(
    lines.flatMap((line, index) => (is.test(line) ? [index] : [])),
    next,
  );
  if (at === undefined) return undefined;
  const was = lines[at] as string;
  change(lines, at);
  return { text: lines.join('\n'), was, is: '' };
}

const words = (text: string) => valuesOf(text).filter((value) => /^[\w${} +./"-]+$/.test(value.text));
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-';

/** Changes a word at one of its characters. */
const atCharacter =
  (change: (word: string, at: number, next: Next) => string) =>
  (text: string, next: Next): ReturnType<typeof changed> =>
    changed(text, words(text), next, (word) => change(word, Math.floor(next() * word.length), next));

/** Ops of other libraries that mean something else than the op of netspec that is called nearly so. */
const foreign = [
  'conv_lstm3d',
  'locally_connected1d',
  'depthwise_conv3d',
  'separable_conv3d',
  'lp_pool2d',
  'max_unpool2d',
  'max_unpool3d',
  'min_pool2d',
  'dot',
  'unsqueeze',
  'unflatten',
  'feature_alpha_dropout',
];

const isReference = ({ path, isKey }: Value) =>
  !isKey && /(^|\.)(input(\.\[\])?|outputs\.\w+|until)$/.test(path.join('.'));

const siblings: readonly ((name: string) => string)[] = [
  (name) => name.replace(/\d+(?!.*\d)/, (digits) => String(Number(digits) + 1)),
  (name) => name.replace(/([a-y])$/, (letter) => String.fromCharCode(letter.charCodeAt(0) + 1)),
  (name) => name.replace(/^./, (first) => (first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase())),
  (name) => `${name}_1`,
];

const kinds = {
  'character dropped': atCharacter((word, at) => word.slice(0, at) + word.slice(at + 1)),
  'character doubled': atCharacter((word, at) => word.slice(0, at) + word.charAt(at) + word.slice(at)),
  'characters swapped': atCharacter(
    (word, at) => word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2),
  ),
  'character replaced': atCharacter(
    (word, at, next) => word.slice(0, at) + pick([...letters], next) + word.slice(at + 1),
  ),
  'case changed': atCharacter((word) => (word === word.toLowerCase() ? word.toUpperCase() : word.toLowerCase())),
  'op swapped': (text: string, next: Next) =>
    changed(
      text,
      valuesOf(text).filter(({ path, isKey, text: op }) => !isKey && path.at(-1) === 'op' && Object.hasOwn(ops, op)),
      next,
      () => pick(next() < 0.5 ? foreign : Object.keys(ops), next),
    ),
  'row removed': (text: string, next: Next) =>
    ofLines(text, next, /^\s*- /, (lines, at) => {
      lines.splice(at, 1);
    }),
  'line indented': (text: string, next: Next) =>
    ofLines(text, next, /^\s*\S/, (lines, at) => {
      lines[at] = next() < 0.5 ? ` ${lines[at]}` : (lines[at] as string).replace(/^ {1,2}/, '');
    }),
  'reference renamed': (text: string, next: Next) =>
    changed(text, valuesOf(text).filter(isReference), next, pick(siblings, next) ?? String),
  'layer renamed': (text: string, next: Next) =>
    changed(text, valuesOf(text).filter(isName), next, pick(siblings, next) ?? String),
  'number changed': (text: string, next: Next) =>
    changed(
      text,
      valuesOf(text).filter((value) => /^\d+(x\d+)*$/.test(value.text) && !isDeclared(value)),
      next,
      (sizes) =>
        sizes.replace(/\d+/, (digits) => String(Math.max(1, Number(digits) + (pick([-2, -1, 1, 2], next) ?? 1)))),
    ),
  'declaration changed': (text: string, next: Next) =>
    changed(text, valuesOf(text).filter(isDeclared), next, (declared) =>
      declared.replace(/\d+/, (digits) => String(Number(digits) + (pick([-1, 1, 10], next) ?? 1))),
    ),
  'mark dropped': (text: string, next: Next) => {
    const marks = [...text.matchAll(/[{}[\],:"'-]/g)];
    const mark = pick(marks, next);
    return mark && { text: text.slice(0, mark.index) + text.slice(mark.index + 1), was: mark[0], is: '' };
  },
} as const;

export type SlipKind = keyof typeof kinds;
export const slipKinds = Object.keys(kinds) as readonly SlipKind[];

/** Makes a slip of a kind; undefined if the spec has no place for it. */
export function slip(kind: SlipKind, text: string, next: Next): Slip | undefined {
  const made = kinds[kind](text, next);
  return made && made.text !== text ? { kind, ...made } : undefined;
}
