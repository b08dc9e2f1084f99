/**
 * Mutation testing: makes single edits of a spec, as typos would, and counts which of them `check` finds.
 *
 *   npm run mutate [-- --count 5000 --seed 1 --spec specs/inception-v3.yaml --show missed|misplaced]
 *
 * A mutant is equal if the network is the same, free if only a value changed that nothing else in the spec can
 * contradict, caught if `check` reports something, and missed otherwise. A caught mutant is in place if its first
 * diagnostic is on the edited line, on an adjacent line if a line was removed or moved, or on a declaration of the module
 * or use that contains the edit. The same seed gives the same mutants.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isAlias, isMap, isScalar, parseDocument, visit } from 'yaml';
import { compile, ops, positionAt } from '../dist/index.js';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    spec: { type: 'string', multiple: true },
    show: { type: 'string' },
  },
});

/** Attributes that train or scale, and that nothing else in a spec speaks of. */
const freeAttributes = /_(initializer|regularizer)$/;
const freeSettings = ['epsilon', 'momentum'];

/** A small generator of pseudo-random numbers (mulberry32), so that a seed gives the same mutants everywhere. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// ---------------------------------------------------------------- what a spec is made of

/** The scalars of a spec: keys and values with their place, and what they are the value of. */
function scalarsOf(text) {
  const scalars = [];
  visit(parseDocument(text, { uniqueKeys: false }), {
    Scalar(role, node, path) {
      if (!node.range) return;
      const pair = path.at(-1);
      const key = role === 'value' && isScalar(pair?.key) ? String(pair.key.value) : undefined;
      scalars.push({ role: role === 'key' ? 'key' : 'value', key, start: node.range[0], end: node.range[1], parents: path });
    },
  });
  return scalars.filter(({ start, end }) => end > start);
}

/** The pairs of neighbours in mappings and lists, by their places. */
function siblingsOf(text) {
  const pairs = [];
  const add = (items) => {
    for (let index = 1; index < items.length; index += 1) pairs.push([items[index - 1], items[index]]);
  };
  const rangeOf = (node) => (node?.range ? [node.range[0], node.range[1]] : undefined);
  visit(parseDocument(text, { uniqueKeys: false }), {
    Map: (_, node) => add(node.items.map((pair) => [rangeOf(pair.key)?.[0], rangeOf(pair.value)?.[1] ?? rangeOf(pair.key)?.[1]]).filter((range) => range.every(Number.isInteger))),
    Seq: (_, node) => add(node.items.flatMap((item) => (rangeOf(item) ? [rangeOf(item)] : []))),
  });
  return pairs;
}

// ---------------------------------------------------------------- edits

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-';

const spliced = (text, start, end, middle) => text.slice(0, start) + middle + text.slice(end);

/** Kinds of edits. Each gives a place and a new text, or nothing where the spec has no such thing. */
function editsOf(text, model) {
  const scalars = scalarsOf(text);
  const siblings = siblingsOf(text);
  const numbers = [...text.matchAll(/(?<![A-Za-z_\d.#])\d+(?![A-Za-wyz_\d.])|(?<=\dx)\d+/g)].filter(({ index }) => !isComment(text, index));
  const lines = text.split('\n');
  const starts = lines.reduce((all, line) => [...all, all.at(-1) + line.length + 1], [0]);
  const isSolid = (index) => lines[index]?.trim() !== '' && !lines[index]?.trim().startsWith('#');
  const solid = lines.flatMap((_, index) => (isSolid(index) ? [index] : []));
  const references = scalars.filter(({ key, parents }) => key === 'input' || parents.some((parent) => parent?.key?.value === 'outputs' || parent?.key?.value === 'input'));
  const choices = scalars.flatMap((scalar) => {
    const choice = choicesOf(text.slice(scalar.start, scalar.end), scalar);
    return choice.length > 0 ? [{ ...scalar, choices: choice }] : [];
  });
  const character = (edit) => (random) => {
    const { start, end } = pick(scalars, random);
    const at = start + Math.floor(random() * (end - start));
    return { at, text: edit(at, random) };
  };
  const joinLines = (kept) => kept.join('\n');
  return {
    'character dropped': character((at) => spliced(text, at, at + 1, '')),
    'character doubled': character((at) => spliced(text, at, at, text[at])),
    'characters swapped': character((at) => spliced(text, at, at + 2, `${text[at + 1] ?? ''}${text[at]}`)),
    'character replaced': character((at, random) => spliced(text, at, at + 1, pick(letters, random))),
    'number moved by one': (random) => {
      const { index, 0: digits } = pick(numbers, random);
      return { at: index, text: spliced(text, index, index + digits.length, String(Math.max(0, Number(digits) + (random() < 0.5 ? 1 : -1)))) };
    },
    'line removed': (random) => {
      const line = pick(solid, random);
      return { at: starts[line], text: joinLines(lines.filter((_, index) => index !== line)), moves: true };
    },
    'line doubled': (random) => {
      const line = pick(solid, random);
      return { at: starts[line], text: joinLines(lines.flatMap((one, index) => (index === line ? [one, one] : [one]))), moves: true };
    },
    'line moved': (random) => {
      const line = pick(solid, random);
      const down = solid.find((other) => other > line);
      if (down === undefined) return undefined;
      const moved = [...lines];
      [moved[line], moved[down]] = [moved[down], moved[line]];
      return { at: starts[line], until: starts[down], text: joinLines(moved), moves: true };
    },
    'line indented': (random) => {
      const line = pick(solid, random);
      const by = pick([-2, -1, 1, 2], random);
      const indented = by > 0 ? ' '.repeat(by) + lines[line] : lines[line].replace(new RegExp(`^ {1,${-by}}`), '');
      return { at: starts[line], text: joinLines(lines.map((one, index) => (index === line ? indented : one))), moves: true };
    },
    'reference pointed elsewhere': (random) => {
      const { start, end } = pick(references, random);
      const others = sameShape(text.slice(start, end), model);
      return others.length === 0 ? undefined : { at: start, text: spliced(text, start, end, pick(others, random)) };
    },
    'siblings swapped': (random) => {
      const [[a, b], [c, d]] = pick(siblings, random);
      const swapped = text.slice(0, a) + text.slice(c, d) + text.slice(b, c) + text.slice(a, b) + text.slice(d);
      return { at: a, until: c, text: swapped, moves: true };
    },
    'other choice': (random) => {
      const { start, end, choices: others } = pick(choices, random);
      return { at: start, text: spliced(text, start, end, pick(others, random)) };
    },
  };
}

const pick = (from, random) => from[Math.floor(random() * from.length)];

const isComment = (text, index) => /(^|\s)#/.test(text.slice(text.lastIndexOf('\n', index) + 1, index));

/** The other values of an enumeration, of a boolean, and other ops with the same attributes. */
function choicesOf(value, { key, role }) {
  if (role === 'key' || key === undefined) return [];
  if (value === 'true' || value === 'false') return [value === 'true' ? 'false' : 'true'];
  if (key === 'op' && Object.hasOwn(ops, value)) return Object.keys(ops).filter((op) => op !== value);
  if (key === 'join') return ['concat', 'add', 'multiply'].filter((join) => join !== value);
  const types = Object.values(ops).flatMap((op) => (Object.hasOwn(op.attributes, key) ? [op.attributes[key].type] : []));
  const choice = types.find((type) => type.type === 'choice' && type.choices.includes(value));
  return choice ? choice.choices.filter((other) => other !== value) : [];
}

/** Other end points of the same shape. */
function sameShape(name, model) {
  const shapes = new Map(model.layers.map((layer) => [layer.name, layer.output.join('x')]));
  const of = (endpoint) => shapes.get(model.endpoints.get(endpoint));
  return [...model.endpoints.keys()].filter((other) => other !== name && of(other) === of(name) && of(name) !== undefined);
}

// ---------------------------------------------------------------- judgement

/** What a network is, with and without what is free. */
function networkOf(model, withoutFree) {
  const strip = (attributes) =>
    Object.fromEntries(
      Object.entries(attributes)
        .filter(([key]) => !withoutFree || !freeAttributes.test(key))
        .map(([key, value]) => [key, withoutFree && value && typeof value === 'object' ? omit(value) : value]),
    );
  const omit = (value) => (Array.isArray(value) ? value : Object.fromEntries(Object.entries(value).filter(([key]) => !freeSettings.includes(key))));
  return JSON.stringify([
    withoutFree ? '' : model.graph.spec.name.text,
    model.graph.inputs.map(({ name, shape }) => [name, shape]),
    model.layers.map(({ name, op, inputs, output, attributes }) => [name, op.name, inputs, output, strip(withoutFree ? omit(attributes) : attributes)]),
    [...model.outputs],
    [...model.endpoints],
  ]);
}

/** Whether an edit is of a parameter's default. */
const isDefault = (text, at) => {
  const scalar = scalarsOf(text).find(({ start, end }) => start <= at && at < end);
  const keys = scalar?.parents.map((parent) => parent?.key?.value) ?? [];
  return keys.includes('parameters') && (scalar?.key === 'default' || keys.at(-1) === scalar?.key);
};

/** The lines of each block's definition, of the uses of it, and of each top-level item. */
function regionsOf(text) {
  const document = parseDocument(text);
  const lineOf = (offset) => positionAt({ file: '', text }, offset).line;
  const range = (node, from = node.range[0]) => [lineOf(from), lineOf(node.range[1] - 1)];
  const blocks = document.get('blocks');
  const regions = (isMap(blocks) ? blocks.items : []).map((pair) => ({ name: pair.key.value, holds: range(pair.value, pair.key.range[0]), declares: [] }));
  const items = document.get('layers').items.filter((item) => !isAlias(item));
  for (const item of items) {
    const lines = range(item);
    regions.find(({ name }) => name === item.get('op'))?.declares.push(lines);
    regions.push({ holds: lines, declares: [lines] });
  }
  return regions;
}

/** The next line in a direction that holds more than a comment. */
function beside(text, line, direction) {
  const lines = text.split('\n');
  let next = line + direction;
  while (/^\s*(#|$)/.test(lines[next - 1] ?? 'end')) next += direction;
  return next;
}

const within = ([first, last], line) => first <= line && line <= last;

function judge(mutant, original, file) {
  const { diagnostics, model } = compile(mutant.text, { file });
  if (diagnostics.length === 0) {
    if (networkOf(model, false) === original.network) return { verdict: 'equal' };
    const isFree = networkOf(model, true) === original.bare || isDefault(original.text, mutant.at);
    return { verdict: isFree ? 'free' : 'missed' };
  }
  const [first] = diagnostics;
  const { line } = positionAt(first.span.source, first.span.start);
  const edited = [mutant.at, mutant.until ?? mutant.at].map((offset) => positionAt({ file, text: original.text }, offset).line);
  const isOn = mutant.moves ? within([beside(mutant.text, edited[0], -1), beside(mutant.text, edited[1], 1)], line) : edited.includes(line);
  const shift = mutant.text.split('\n').length - original.text.split('\n').length;
  const isDeclared =
    /-mismatch$/.test(first.code) &&
    original.regions.some(({ holds, declares }) => within(holds, edited[0]) && declares.some((lines) => within(lines, line - shift) || within(lines, line)));
  return { verdict: 'caught', inPlace: isOn || isDeclared, first: `${line} ${first.code}: ${first.message}` };
}

// ---------------------------------------------------------------- the run

function mutate(file, count, seed) {
  const text = readFileSync(file, 'utf8');
  const { model, diagnostics } = compile(text, { file });
  if (!model || diagnostics.length > 0) throw new Error(`${file} is not well itself`);
  const original = { text, network: networkOf(model, false), bare: networkOf(model, true), regions: regionsOf(text) };
  const random = randomFrom(seed);
  const edits = Object.entries(editsOf(text, model));
  const seen = new Set([text]);
  const table = new Map(edits.map(([kind]) => [kind, { equal: 0, free: 0, caught: 0, missed: 0, inPlace: 0 }]));
  for (let made = 0, tries = 0; made < count && tries < count * 4; tries += 1) {
    const [kind, edit] = edits[tries % edits.length];
    const mutant = edit(random);
    if (!mutant || seen.has(mutant.text)) continue;
    seen.add(mutant.text);
    made += 1;
    const { verdict, inPlace, first } = judge(mutant, original, file);
    const row = table.get(kind);
    row[verdict] += 1;
    if (inPlace) row.inPlace += 1;
    const isShown = options.show === verdict || (options.show === 'misplaced' && verdict === 'caught' && !inPlace);
    if (isShown) show(kind, mutant, text, first);
  }
  return table;
}

function show(kind, mutant, text, first) {
  const before = text.split('\n');
  const after = mutant.text.split('\n');
  const line = before.findIndex((one, index) => one !== after[index]);
  console.log(`${kind}, line ${line + 1}\n  - ${before[line]?.trim()}\n  + ${after[line]?.trim()}${first ? `\n  ${first}` : ''}`);
}

const percent = (part, whole) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);

function printTable(file, table) {
  const sum = { equal: 0, free: 0, caught: 0, missed: 0, inPlace: 0 };
  for (const row of table.values()) for (const key of Object.keys(sum)) sum[key] += row[key];
  console.log(`\n| ${file} | mutants | equal | free | missed | caught | caught of both | in place |`);
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const [kind, row] of [...table, ['**all**', sum]]) {
    const { equal, free, missed, caught, inPlace } = row;
    const cells = [kind, equal + free + missed + caught, equal, free, missed, caught, percent(caught, caught + missed), percent(inPlace, caught)];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

const files = options.spec ?? readdirSync('specs').filter((name) => name.endsWith('.yaml')).map((name) => `specs/${name}`);
for (const file of files) printTable(file, mutate(file, Number(options.count), Number(options.seed)));
