/** What `netspec explain` prints of a value such as relu, or of an attribute such as kernel_size. */

import type { AttributeType } from '../ops/attributes.js';
import { ops } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import { wrap } from '../text/display.js';
import type { Paint } from '../text/paint.js';
import { enumerate, listWords } from '../text/words.js';
import { translateWord } from '../vocabulary/translation.js';
import { table } from './help.js';

/** The lines, for a terminal of 80 columns; undefined if the word is neither. */
export function explainWord(text: string, paint: Paint): readonly string[] | undefined {
  const all = Object.values<Op>(ops);
  const owners = all.filter(({ attributes }) => Object.hasOwn(attributes, text)).map(({ name }) => name);
  if (owners.length > 0) {
    const words = `An attribute of ${some(owners)}; see ${exampleOf(owners)}.`;
    return [paint('bold', `attribute ${text}`), '', ...wrap(words.split(' '), 80)];
  }
  const places = new Map<string, { readonly word: string; readonly ops: string[] }>();
  for (const { name, attributes } of all)
    for (const [attribute, { type }] of Object.entries(attributes)) {
      const word = translateWord(text, wordsOf(type))?.word;
      if (word === undefined) continue;
      const known = places.get(attribute);
      if (known) known.ops.push(name);
      else places.set(attribute, { word, ops: [name] });
    }
  const [first] = places.values();
  if (!first) return undefined;
  return [
    ...(first.word === text ? [] : [`netspec calls ${text} ${first.word}.`, '']),
    paint('bold', `value ${first.word}`),
    '',
    'attributes:',
    ...table([...places].map(([attribute, { word, ops }]) => [`${attribute}: ${word}`, some(ops)] as const)),
    '',
    `See ${exampleOf(first.ops)}.`,
  ];
}

/** The words that an attribute takes. */
function wordsOf(type: AttributeType): readonly string[] {
  if (type.type === 'choice') return type.choices;
  return type.type === 'named' ? Object.keys(type.kinds) : [];
}

/** The best-known of some ops. */
const exampleOf = (names: readonly string[]): string =>
  `netspec explain ${['activation', 'conv2d', 'dense'].find((name) => names.includes(name)) ?? names[0]}`;

/** The first few of many names. */
const some = (names: readonly string[]): string => (names.length <= 6 ? enumerate(names) : listWords(names, 6));
