/** The modules of a network as a diagram that GitHub draws. Names hold nothing that mermaid would take for more. */
import { foldModules, type Row } from './modules.js';
import type { LayerReport, Report } from './report.js';
import { shapeText } from './words.js';

/** By module of the top level, or input of the network: those that it takes. */
type Wiring = ReadonlyMap<string, ReadonlySet<string>>;

/** A fenced flowchart: a box for each module of the top level, or for several that are alike, and shapes on the arrows. */
export function moduleDiagram(report: Report): string {
  const wiring = wiringOf(report.layers);
  const inputs = Object.entries(report.inputs).map(([name, shape], index) => ({ name, shape, box: `input${index}` }));
  const sources = new Map(inputs.map(({ name, shape, box }) => [name, { box, shape }]));
  const lines = inputs.map(({ name, box }) => `  ${box}([${name}])`);
  for (const [index, run] of runsOf(foldModules(report, 1), wiring).entries()) {
    const [first, last] = [run[0], run.at(-1)] as [Row, Row];
    const box = `module${index}`;
    const label = first === last ? first.name : `${first.name} … ${last.name}, ${run.length} alike`;
    lines.push(`  ${box}["${label}"]`);
    for (const name of wiring.get(first.name) ?? []) {
      const source = sources.get(name);
      if (source) lines.push(`  ${source.box} -- ${shapeText(source.shape)} --> ${box}`);
    }
    sources.set(last.name, { box, shape: last.output });
  }
  return ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');
}

function wiringOf(layers: readonly LayerReport[]): Wiring {
  const wiring = new Map<string, Set<string>>();
  for (const { name, inputs } of layers) {
    const own = moduleOf(name);
    const taken = wiring.get(own) ?? new Set();
    wiring.set(own, taken);
    for (const input of inputs) if (moduleOf(input) !== own) taken.add(moduleOf(input));
  }
  return wiring;
}

const moduleOf = (layer: string): string => layer.split('/')[0] as string;

/** Modules that are alike, and each of which only the next one takes, together; any other by itself. */
function runsOf(rows: readonly Row[], wiring: Wiring): readonly (readonly Row[])[] {
  const takers = new Map<string, number>();
  for (const taken of wiring.values()) for (const name of taken) takers.set(name, (takers.get(name) ?? 0) + 1);
  const runs: Row[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const follows = before && takers.get(before.name) === 1 && wiring.get(row.name)?.has(before.name);
    if (follows && isAlike(before, row)) run?.push(row);
    else runs.push([row]);
  }
  return runs;
}

const isAlike = (one: Row, other: Row): boolean =>
  one.layers > 1 &&
  one.layers === other.layers &&
  one.params === other.params &&
  one.macs === other.macs &&
  shapeText(one.output) === shapeText(other.output);
