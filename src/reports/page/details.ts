/** The details of the chosen layer or module. */

import type { LayerEntry, ModuleEntry } from '../../analysis/report.js';
import { foldModules } from '../modules.js';
import { shapeLabel, shownShapes } from '../shape-words.js';
import { layersByValue } from '../values.js';
import { bytesText, exact, factsOf, fieldText, percent } from '../words.js';
import type { Choice } from './canvas.js';
import type { ShownNetwork } from './data.js';
import { button, element } from './dom.js';

type LayerOrModule = LayerEntry | ModuleEntry;

/** The panel of a choice; `choose` is called for layers that the user follows. */
export function details(side: ShownNetwork, choice: Choice | undefined, choose: (choice: Choice) => void): HTMLElement {
  const root = element('div', { class: 'details' });
  const { report } = side;
  if (choice?.kind === 'input') {
    root.append(
      element('h2', {}, choice.name),
      facts([['input', shapeLabel(shownShapes(report, 'inputs').get(choice.name) ?? [])]]),
    );
    return root;
  }
  const entries: readonly LayerOrModule[] = choice?.kind === 'module' ? report.modules : report.layers;
  const entry = entries.find(({ name }) => name === choice?.name);
  if (!entry) {
    root.append(overview(side, choose));
    return root;
  }
  root.append(element('h2', {}, entry.name));
  if ('summary' in entry && entry.summary) root.append(element('p', {}, entry.summary));
  root.append(facts(entryFacts(entry, side)));
  if ('op' in entry) {
    root.append(element('h3', {}, 'Inputs'), inputsOf(entry, side, choose));
    root.append(
      element('h3', {}, 'Attributes'),
      facts(Object.entries(entry.attributes).map(([key, value]) => [key, valueText(value)])),
    );
    if (entry.weights.length > 0)
      root.append(
        element('h3', {}, 'Weights'),
        facts(
          entry.weights.map(({ name, shape, trainable }) => [
            name,
            `${shapeLabel(shape)}${trainable ? '' : ', not trained'}`,
          ]),
        ),
      );
  }
  root.append(element('h3', {}, `Spec, ${entry.file}:${entry.line}`), lines(side.spec, entry.line, specEnd));
  if ('definition' in entry && entry.definition?.file === entry.file) {
    const { file, line } = entry.definition;
    root.append(element('h3', {}, `Block defined at ${file}:${line}`), lines(side.spec, line, specEnd));
  }
  if (side.code !== undefined && entry.code_line !== undefined)
    root.append(
      element('h3', {}, `Code, ${report.code}:${entry.code_line}`),
      lines(side.code, entry.code_line, codeEnd),
    );
  return root;
}

function entryFacts(entry: LayerOrModule, { report }: ShownNetwork): readonly (readonly [string, string])[] {
  const field = fieldText(entry);
  const share = percent(entry.macs, report.totals.macs);
  return [
    'op' in entry ? ['op', entry.op] : ['module', entry.block ?? `${entry.layers} layers`],
    ['output', (entry.output_formula ?? entry.output).map((size) => size ?? '?').join(' × ')],
    ['params', exact(entry.params) + ('op' in entry && entry.shared_with ? `, those of ${entry.shared_with}` : '')],
    ['MACs', (entry.macs_formula ?? exact(entry.macs)) + (share ? ` (${share} of all)` : '')],
    ['activations', entry.activations_formula ?? exact(entry.activations)],
    ['memory', memoryText(entry)],
    ['receptive field', field ? field.replace(' /', ', stride ') : 'none'],
  ];
}

function memoryText({ live_bytes, live_bytes_formula, live_bytes_at_maximum }: LayerOrModule): string {
  if (live_bytes_formula === undefined) return bytesText(live_bytes);
  const most = live_bytes_at_maximum === undefined ? '' : `, at most ${bytesText(live_bytes_at_maximum)}`;
  return `${live_bytes_formula} bytes${most}`;
}

/** The network as a whole, if nothing is chosen. */
function overview({ report }: ShownNetwork, choose: (choice: Choice) => void): DocumentFragment {
  const root = document.createDocumentFragment();
  const endpoints = foldModules(report, 1).map((row) => [
    element(
      'dt',
      {},
      button(`Show ${row.path}`, row.name, () => choose({ kind: row.kind, name: row.path })),
    ),
    element('dd', {}, `${(row.output_formula ?? row.output).map((size) => size ?? '?').join(' × ')}`),
  ]);
  root.append(
    element('h2', {}, report.name),
    ...(report.summary ? [element('p', {}, report.summary)] : []),
    facts(factsOf(report).map(([name, words]) => [name, words.join(' ')])),
    element('h3', {}, 'Layers and modules'),
    element('dl', { class: 'parts' }, ...endpoints.flat()),
    element('p', { class: 'hint' }, 'Select a box of the drawing for its details. Selecting a module opens it.'),
  );
  return root;
}

function facts(entries: readonly (readonly [string, string])[]): HTMLElement {
  return element('dl', {}, ...entries.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
}

function inputsOf({ inputs }: LayerEntry, { report }: ShownNetwork, choose: (choice: Choice) => void): HTMLElement {
  const given = new Set(Object.keys(report.inputs));
  const layers = layersByValue(report);
  return element(
    'ul',
    {},
    ...inputs.map((name) => {
      const target: Choice = given.has(name)
        ? { kind: 'input', name }
        : { kind: 'layer', name: layers.get(name)?.name ?? name };
      return element(
        'li',
        {},
        button(`Show ${name}`, name, () => choose(target)),
      );
    }),
  );
}

/** A value as a spec has it. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join('x');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, part]) => `${key}: ${valueText(part)}`)
    .join(', ');
}

/** The lines from one on, to the last that belongs to what begins there. */
function lines(text: string, first: number, isEnd: (line: string, start: string) => boolean): HTMLElement {
  const [start = '', ...rest] = text.split('\n').slice(first - 1, first - 1 + mostLines);
  const end = rest.findIndex((line) => isEnd(line, start));
  const shown = [start, ...rest.slice(0, end === -1 ? rest.length : end)];
  const indentation = Math.min(...shown.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  const code = shown.map((line) => line.slice(indentation)).join('\n');
  return element(
    'pre',
    { tabindex: 0, role: 'region', 'aria-label': `From line ${first}` },
    element('code', {}, code.trimEnd()),
  );
}

const mostLines = 14;
const indentOf = (line: string): number => line.search(/\S/);

/** In a spec, everything that belongs to an item is indented more. */
const specEnd = (line: string, start: string): boolean => line.trim() === '' || indentOf(line) <= indentOf(start);

/** In code, a statement ends with its brackets. */
const codeEnd = (line: string, start: string): boolean => {
  if (/;(\s*\/\/.*)?$/.test(start)) return true;
  return indentOf(line) < indentOf(start) || (indentOf(line) === indentOf(start) && !/^\s*[)}\]]/.test(line));
};
