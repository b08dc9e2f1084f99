/** The page of two networks side by side. */
import { type NetworkDiff, scopesOf } from '../analysis/diff.js';
import { type Report, reportOf } from '../analysis/report.js';
import type { Model } from '../graph/graph.js';
import { withShownCosts } from './costs.js';
import { endpointRows, eventsOf, totalRows, verdicts, withoutCommonEnd } from './diff-words.js';
import { looksOf } from './drawing/looks.js';
import { page, sourcesOf } from './html.js';
import type { Fate, PageData, ShownNetwork } from './page/data.js';

/** Two networks that are compared, with the names of their specs. */
export interface NetworkPair {
  readonly names: readonly [string, string];
  readonly models: readonly [Model, Model];
}

/** The page of two networks side by side. */
export const diffHtml = (difference: NetworkDiff, pair: NetworkPair): string =>
  page(`${pair.names[0]} → ${pair.names[1]}`, diffData(difference, pair));

/** The data of a page of two networks. */
export function diffData(difference: NetworkDiff, { names, models }: NetworkPair): PageData {
  const fates = fatesOf(difference);
  const twins = twinsOf(difference);
  const side = (index: 0 | 1): ShownNetwork => {
    const model = models[index];
    const report = withShownCosts(reportOf(model));
    return {
      title: names[index],
      report,
      looks: looksOf(report),
      ...sourcesOf(model),
      fates: { ...moduleFates(report, fates[index]), ...fates[index] },
      twins: twins[index],
    };
  };
  const comparison = {
    events: eventsOf(difference),
    endpoints: endpointRows(difference),
    totals: totalRows(difference),
    verdict: verdicts[difference.weights],
  };
  return { sides: [side(0), side(1)], comparison, errors: '' };
}

/** For each network, the names of layers and modules that are different in the other. */
function twinsOf({ layers: { renamed } }: NetworkDiff): readonly [ShownNetwork['twins'], ShownNetwork['twins']] {
  const pairs = renamed.flatMap((rename) => [rename, withoutCommonEnd(rename)]);
  return [
    Object.fromEntries(pairs.map(({ before, after }) => [before, after])),
    Object.fromEntries(pairs.map(({ before, after }) => [after, before])),
  ];
}

/** For each network, the fates of its layers. A rename alone counts as changed. */
function fatesOf({ layers }: NetworkDiff): readonly [ShownNetwork['fates'], ShownNetwork['fates']] {
  const all = (names: readonly string[], fate: Fate) => names.map((name) => [`layer ${name}`, fate] as const);
  const namesOf = (parts: readonly { readonly name: string }[]) => parts.map(({ name }) => name);
  const changed = all(namesOf(layers.changed), 'changed');
  const [from, to] = [layers.renamed.map(({ before }) => before), layers.renamed.map(({ after }) => after)];
  return [
    Object.fromEntries([...changed, ...all(from, 'changed'), ...all(namesOf(layers.removed), 'removed')]),
    Object.fromEntries([...changed, ...all(to, 'changed'), ...all(namesOf(layers.added), 'added')]),
  ];
}

/** A module with layers of several fates is changed. */
function moduleFates({ modules, layers }: Report, fates: ShownNetwork['fates']): ShownNetwork['fates'] {
  const byModule = new Map(modules.map(({ name }) => [name, new Set<Fate | undefined>()]));
  for (const { name } of layers) for (const scope of scopesOf(name)) byModule.get(scope)?.add(fates[`layer ${name}`]);
  const known = [...byModule].flatMap(([name, [first, ...others]]): [string, Fate][] => {
    const fate = others.length === 0 ? first : 'changed';
    return fate ? [[`module ${name}`, fate]] : [];
  });
  return Object.fromEntries(known);
}
