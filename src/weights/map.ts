/** Weight maps: YAML that says which tensor of a file fills which weight of a network. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { badPattern, mapTooLarge, reservedHole, starInName } from '../diagnostics/messages/schema.js';
import { coveredRule, coveringRule, unknownHole } from '../diagnostics/messages/weights.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { errorsOf, findFaults, reportFault, toPlain, type Validator } from '../read/schema-faults.js';
import { found } from '../text/lookup.js';
import { type Source, type Span, sourceOf } from '../text/source.js';
import { parse } from '../yaml/parse.js';
import {
  entriesOf,
  type Mapping,
  placeIn,
  type Scalar,
  scalarAt,
  scalarsIn,
  type Tree,
  valueAt,
} from '../yaml/tree.js';
import { layouts, mapSchema } from './map-schema.js';
import { validateMap } from './map-validator.js';
import { covers, fill, match, type Pattern, parsePattern } from './pattern.js';

export type WeightLayout = (typeof layouts)[number];

/** The tensor for the weights that match a pattern. */
export interface Rule {
  /** Matches names of weights below the file's name of the layer. */
  readonly weight: Pattern;
  /** The tensor's name, with the holes of `weight`, `network` and `order`; undefined if the file has none. */
  readonly tensor?: Pattern;
  /** Its place in the map, if it was written. */
  readonly span?: Span;
}

/** The file's names of the layers that match a pattern; in a scope, of the layers below it. */
export interface Renaming {
  readonly pattern: Pattern;
  readonly name: Pattern | readonly Renaming[];
}

export interface WeightMap {
  readonly layout: WeightLayout;
  readonly separator: string;
  /** The epsilon of the file's batch norms; absent for the network's own. */
  readonly epsilon?: number;
  readonly renamings: readonly Renaming[];
  readonly rules: readonly Rule[];
  /** The rules for a file whose tensors lack the prefix; absent if the map has none. */
  readonly rulesWithoutPrefix?: readonly Rule[];
  readonly ignored: readonly Pattern[];
}

/** The hole for the number that a framework gives to each layer. */
export const orderHole = 'order';

/** The hole for the name of the network. */
export const networkHole = 'network';

export interface ParsedMap {
  /** Absent if there are errors. */
  readonly map?: WeightMap;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses a weight map. */
export function parseMap(text: string, file = '<map>'): ParsedMap {
  const diagnostics = new Diagnostics();
  const source = sourceOf(file, text);
  diagnostics.suppress(source);
  const map = readSource(source, diagnostics);
  return { diagnostics: diagnostics.list(), ...(map && !diagnostics.hasErrors ? { map } : {}) };
}

/** The maximum length; a map that names a thousand tensors has some 100,000 characters. */
const longestMap = 2 ** 18;

const validator: Validator = { findErrors: errorsOf(validateMap), definitions: mapSchema.definitions };

function readSource(source: Source, diagnostics: Diagnostics): WeightMap | undefined {
  if (source.text.length > longestMap) {
    diagnostics.report(mapTooLarge(longestMap), { source, start: 0, end: 1 });
    return undefined;
  }
  const { tree, isSound } = parse(source, diagnostics, { what: 'weight map' });
  if (!tree || !isSound) return undefined;
  const faults = findFaults(toPlain(tree), validator, tree, 'a weight map');
  for (const fault of faults) reportFault(fault, validator, diagnostics);
  return tree.kind === 'mapping' && faults.length === 0 ? new MapReader(tree, diagnostics).read() : undefined;
}

/** The maximum number of rules that a rule is compared with, so that many rules stay fast. */
const mostCompared = 500;

class MapReader {
  constructor(
    private readonly tree: Mapping,
    private readonly diagnostics: Diagnostics,
  ) {}

  read(): WeightMap {
    const { tree } = this;
    const epsilon = scalarAt(tree, 'epsilon')?.value;
    const prefix = this.readPrefix();
    const rules = this.readRules();
    const map: WeightMap = {
      layout: layouts.find((layout) => layout === scalarAt(tree, 'layout')?.text) ?? 'tensorflow',
      separator: scalarAt(tree, 'separator')?.text ?? '/',
      ...(typeof epsilon === 'number' ? { epsilon } : {}),
      renamings: this.readRenamings(valueAt(tree, 'layers')),
      ...(prefix ? { rules: rules.map((rule) => below(prefix, rule)), rulesWithoutPrefix: rules } : { rules }),
      ignored: scalarsIn(valueAt(tree, 'ignore')).flatMap((item) => this.readPattern(item) ?? []),
    };
    this.reportCovered(map.rules);
    return map;
  }

  private readRenamings(tree: Tree | undefined): readonly Renaming[] {
    return entriesOf(tree).flatMap(({ key, value }) => {
      const pattern = this.readPattern(key);
      const name = value.kind === 'scalar' ? this.readTemplate(value, pattern) : this.readRenamings(value);
      return pattern && name ? { pattern, name } : [];
    });
  }

  private readPrefix(): Pattern | undefined {
    const written = scalarAt(this.tree, 'prefix');
    return written && this.readTemplate(written, undefined, [networkHole]);
  }

  private readRules(): readonly Rule[] {
    return entriesOf(valueAt(this.tree, 'weights')).flatMap(({ key, value }): readonly Rule[] => {
      const weight = this.readPattern(key);
      if (!weight || value.kind !== 'scalar') return [];
      for (const hole of [networkHole, orderHole]) {
        if (weight.holes.includes(hole)) this.diagnostics.report(reservedHole(hole), key.span);
      }
      if (value.value === null) return [{ weight, span: key.span }];
      const template = this.readTemplate(value, weight, [networkHole, orderHole]);
      return template ? [{ weight, tensor: template, span: key.span }] : [];
    });
  }

  private readPattern({ text, span }: Scalar): Pattern | undefined {
    const pattern = parsePattern(text);
    if (!('fault' in pattern)) return pattern;
    this.diagnostics.report(badPattern(pattern.fault), span);
    return undefined;
  }

  /** A name with the holes of a pattern, or others that are always known. */
  private readTemplate(scalar: Scalar, pattern?: Pattern, others: readonly string[] = []): Pattern | undefined {
    const template = parsePattern(scalar.text, 'template');
    if ('fault' in template) {
      this.diagnostics.report(badPattern(template.fault), scalar.span);
      return undefined;
    }
    const known = [...(pattern?.holes ?? []).filter((hole) => hole !== undefined), ...others];
    for (const hole of template.holes) {
      if (hole === undefined) this.diagnostics.report(starInName(), scalar.span);
      else if (!known.includes(hole)) this.reportUnknownHole(hole, scalar, known);
    }
    const open = template.holes.includes(orderHole) ? parsePattern(openText(template)) : template;
    if ('fault' in open) this.diagnostics.report(badPattern(open.fault), scalar.span);
    return template;
  }

  private reportUnknownHole(hole: string, scalar: Scalar, known: readonly string[]): void {
    const at = scalar.text.indexOf(`\${${hole}}`) + 2;
    const { span: place } = placeIn(scalar, at, at + hole.length);
    const guess = didYouMean(hole, place, { names: known });
    this.diagnostics.report(unknownHole(hole, guess ? [] : known), place, guess);
  }

  /** Reports rules that are never reached, since an earlier one matches everything that they match. */
  private reportCovered(rules: readonly Rule[]): void {
    for (const [index, { weight, span }] of rules.entries()) {
      const earlier = rules.slice(0, Math.min(index, mostCompared)).find((rule) => covers(rule.weight, weight));
      if (!earlier?.span || !span) continue;
      const notes = [{ message: coveringRule, span: earlier.span }];
      this.diagnostics.report(coveredRule(weight.text), span, { notes });
    }
  }
}

/** All names that a template can give, as a pattern with a hole for the number. */
export const openText = (template: Pattern): string =>
  fill(template, (hole) => (hole === orderHole ? `\${${hole}}` : '*'));

/** A rule whose tensor has a prefix. */
const below = (prefix: Pattern, rule: Rule): Rule =>
  rule.tensor ? { ...rule, tensor: joined(prefix, rule.tensor) } : rule;

/** Two templates concatenated. */
function joined(first: Pattern, second: Pattern): Pattern {
  const [start = '', ...rest] = second.texts;
  const texts = [...first.texts.slice(0, -1), first.texts.at(-1) + start, ...rest];
  return { text: first.text + second.text, texts, holes: [...first.holes, ...second.holes] };
}

/** The file's name of a layer; its own name if no pattern matches. */
export function nameInFile(layer: string, renamings: readonly Renaming[]): string {
  for (const { pattern, name } of renamings) {
    if ('holes' in name) {
      const holes = match(pattern, layer);
      if (holes) return fill(name, (hole) => found(holes, hole));
    } else {
      const scope = scopesOf(layer).find((one) => match(pattern, one));
      if (scope !== undefined) return `${scope}/${nameInFile(layer.slice(scope.length + 1), name)}`;
    }
  }
  return layer;
}

/** The scopes around a name, outermost first: `a` and `a/b` for `a/b/c`. */
export function scopesOf(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
