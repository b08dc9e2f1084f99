/** No text of a spec is more than text in its report, and no name of anything leads out of the folder of what is built. */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../../src/analysis/report.js';
import { reportForms } from '../../src/reports/index.js';
import { Folder, netspec, tiny } from '../cli/netspec.js';
import { modelOf } from '../model.js';
import { hostile, markupOf, places, unsafe } from './strings.js';

function reportWith(text: string) {
  const spec = JSON.stringify({
    netspec: 1,
    name: 'Net',
    summary: text,
    parameters: { word: { default: text, choices: [text, 'other'], summary: text } },
    inputs: { images: '8x8x3' },
    blocks: { Block: { summary: text, layers: [{ op: 'conv2d', name: 'Conv', filters: 4, kernel_size: 1 }] } },
    layers: [{ op: 'Block', name: 'Last', when: 'word != 3' }],
    outputs: { out: 'Last' },
  });
  // Written as escapes even characters that a file may not hold come through.
  const escaped = spec.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const model = modelOf(escaped, { file: `${text}.yaml` });
  return reportOf(model);
}

const options = { hasColor: false, width: 80, depth: 2 };

describe('hostile text in a report', () => {
  it.each(hostile)('%j', (text) => {
    const report = reportWith(text);
    expect(reportForms.text(report, options)).not.toMatch(unsafe);

    expect(reportForms.json(report)).not.toMatch(unsafe);
    const json = JSON.parse(reportForms.json(report));
    expect(json.summary).toBe(text);
    expect(Object.values(json.parameters)).toEqual([text]);

    const markdown = reportForms.markdown(report, options);
    expect(markdown).not.toMatch(unsafe);
    expect(markupOf(markdown)).toEqual(markupOf(reportForms.markdown(reportWith('quiet'), options)));
  });
});

const listed = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

/** The elements and attributes of a drawing, in their order. */
const elementsOf = (svg: string): readonly string[] => svg.match(/<\/?[a-z]+|(?<=\s)[a-z-]+(?==")/gi) ?? [];

describe('hostile text in a drawing', () => {
  it.each(hostile)('%j', (text) => {
    const named = (report: ReturnType<typeof reportWith>, name: string) => ({
      ...report,
      name,
      layers: report.layers.map((layer) => ({ ...layer, op: 'conv2d', name: `Last/${name.replaceAll('/', '|')}` })),
      output_layers: {},
    });
    const svg = reportForms.svg(named(reportWith(text), text));
    expect(svg).not.toMatch(unsafe);
    expect(elementsOf(svg)).toEqual(elementsOf(reportForms.svg(named(reportWith('quiet'), 'quiet'))));
  });
});

describe('generated files stay in their folder', () => {
  it.each(hostile)('of a network called %j', async (text) => {
    const folder = new Folder();
    const outcome = await netspec(['build', '-', '--out', folder.at('a/b/out'), '--quiet'], {
      stdin: places['a name of a network']?.(text) ?? '',
    });
    expect([0, 1]).toContain(outcome.status);
    expect(listed(folder.path).filter((file) => file.includes('.'))).toEqual(
      listed(folder.at('a/b/out'))
        .filter((file) => file.includes('.'))
        .map((file) => path.join('a/b/out', file)),
    );
  });

  const names = hostile.filter((text) => !/[\0/]/.test(text) && Buffer.byteLength(text) < 200);

  it.each([...names, '...', '..yaml', '.'])('of a file called %j', async (text) => {
    const folder = new Folder();
    mkdirSync(folder.at('specs'));
    const file = folder.write(`specs/${text}.yaml`, tiny);
    const before = listed(folder.path);
    const { status, stderr } = await netspec(['build', file, '--out', folder.at('out')]);
    const written = listed(folder.path).filter((name) => !before.includes(name) && name !== 'out');
    expect(written.filter((name) => !name.startsWith(`out${path.sep}`))).toEqual([]);
    expect(status === 0 || /cannot name a folder after/.test(stderr)).toBe(true);
  });
});
