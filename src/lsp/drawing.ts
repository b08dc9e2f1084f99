/** The page of a report beside the text: the network, and which of its parts belong to a place in the text. */
import type { Location } from 'vscode-languageserver';
import { reportOf } from '../analysis/report.js';
import type { Analysis } from '../analyze.js';
import { at } from '../at.js';
import type { Layer } from '../graph/graph.js';
import { page, reportData, sourcesOf } from '../reports/html.js';
import type { PageData } from '../reports/page/data.js';
import { reportText } from '../reports/text.js';
import type { Branch, Item } from '../spec/spec.js';
import { count } from '../text/words.js';
import type { TextPlace } from './navigation.js';
import { locationOf, type UriOf } from './ranges.js';
import type { SpecDocument } from './workspace.js';

export function pageDataOf({ analysis: { diagnostics, model } }: SpecDocument): PageData {
  if (model) return reportData(reportOf(model), sourcesOf(model));
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return { sides: [], errors: `The spec has ${count(errors, 'error')}.` };
}

export const pageOf = (document: SpecDocument): string => page('netspec', pageDataOf(document));

export const reportTextOf = ({ analysis: { model } }: SpecDocument): string =>
  model ? reportText(reportOf(model), { hasColor: false, width: 120, depth: 1 }) : '';

export function namesAt({ document: { analysis }, offset }: TextPlace): readonly string[] {
  const { item } = at(analysis, offset);
  return item ? partsOf(analysis).flatMap(([name, of]) => (of === item ? [name] : [])) : [];
}

export function placeOf({ analysis }: SpecDocument, name: string, uriOf: UriOf): Location | undefined {
  const input = analysis.sketch?.graph.inputs.find((one) => one.name === name);
  const [, item] = partsOf(analysis).find(([part]) => part === name) ?? [];
  const span = item?.span ?? input?.span;
  return span && locationOf(span, uriOf);
}

/** The names of all layers and modules, with the items that they come from. */
function partsOf({ sketch }: Analysis): readonly (readonly [string, Item | Branch])[] {
  if (!sketch) return [];
  const { graph, edges } = sketch;
  const layers = new Set<Layer>([...edges.values()].flatMap(({ layer }) => layer ?? []));
  return [
    ...[...graph.scopes].map(([name, { item }]) => [name, item] as const),
    ...[...layers].map(({ name, node }) => [name, node.item] as const),
  ];
}
