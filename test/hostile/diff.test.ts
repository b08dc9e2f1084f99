/** No text of a spec, and no name of one, is more than text in what is said of a difference. */
import { describe, expect, it } from 'vitest';
import { compare, type NetworkDiff } from '../../src/analysis/diff.js';
import { diffForms } from '../../src/reports/index.js';
import { modelOf } from '../model.js';
import { hostile, markupOf, unsafe } from './strings.js';

function modelWith(text: string, layers: readonly object[]) {
  const spec = {
    netspec: 1,
    name: 'Net',
    summary: text,
    parameters: { word: { default: text, choices: [text], summary: text } },
    inputs: { images: '8x8x3' },
    layers: [...layers, { op: 'conv2d', name: 'Last', filters: 4, kernel_size: 1, when: 'word != 3' }],
    outputs: { out: 'Last' },
  };
  // Written as escapes even characters that a file may not hold come through.
  const escaped = JSON.stringify(spec).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const model = modelOf(escaped, { file: `${text}.yaml` });
  return model;
}

/** A difference in which a text is the name of layers, though specs allow no such names. */
function differenceWith(text: string) {
  const conv = { op: 'conv2d', filters: 4, kernel_size: 1 };
  const before = modelWith(text, [
    { ...conv, name: 'Quiet1' },
    { op: 'dropout', name: 'Quiet2', rate: 0.5 },
  ]);
  const after = modelWith(text, [
    { ...conv, name: 'Quiet3', filters: 5 },
    { op: 'dropout', name: 'Quiet4', rate: 0.5 },
  ]);
  const difference: NetworkDiff = JSON.parse(JSON.stringify(compare(before, after)), (_, value) =>
    typeof value === 'string' ? value.replaceAll('Quiet', () => text) : value,
  );
  const names = [`${text}.yaml`, `main:${text}.yaml`] as const;
  return { difference, options: { hasColor: false, width: 80, names, models: [before, after] as const } };
}

/** The tags of a page, each with the names of its attributes, in their order. */
const tagsOf = (page: string): readonly string[] =>
  [...page.matchAll(/<[/!]?[a-z][^\s>]*|\s[a-z-]+(?==")|<!--|-->/gi)].map(([tag]) => tag);

describe('hostile text in a difference', () => {
  const quiet = differenceWith('quiet');

  it.each(hostile)('%j', (text) => {
    const { difference, options } = differenceWith(text);

    expect(diffForms.text(difference, options)).not.toMatch(unsafe);

    expect(JSON.parse(diffForms.json(difference))).toEqual(difference);

    const markdown = diffForms.markdown(difference, options);
    expect(markdown).not.toMatch(unsafe);
    expect(markupOf(markdown)).toEqual(markupOf(diffForms.markdown(quiet.difference, quiet.options)));

    const page = diffForms.html(difference, options);
    expect(page).not.toMatch(unsafe);
    expect(tagsOf(page)).toEqual(tagsOf(diffForms.html(quiet.difference, quiet.options)));
  });
});
