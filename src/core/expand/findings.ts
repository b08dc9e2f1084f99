/** What an expansion records beside the nodes: the results of items, their names and scopes, end points and declarations. */
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { shapeTooEarly } from '../../diagnostics/messages/expressions.js';
import { evaluateName } from '../../graph/evaluation.js';
import {
  type Declaration,
  type Edge,
  type NamedItem,
  type NameScope,
  noEdge,
  type SpecUse,
} from '../../graph/graph.js';
import { type Item, type Spec, type Template, templateText } from '../../spec/spec.js';
import { Endpoints } from '../endpoints.js';
import { newName, type Place } from './place.js';

export class Findings {
  readonly declarations: Declaration[] = [];
  readonly specUses: SpecUse[] = [];
  readonly endpoints: Endpoints;
  readonly named: NamedItem[] = [];
  readonly scopes = new Map<string, NameScope>();
  readonly results = new Map<Item, Edge[]>();

  constructor(
    private readonly spec: Spec,
    diagnostics: Diagnostics,
  ) {
    this.endpoints = new Endpoints(diagnostics);
  }

  /** Records the result of an item in one of its expansions. */
  record(item: Item, edge: Edge, place: Place): void {
    const results = this.results.get(item);
    if (results) results.push(edge);
    else this.results.set(item, [edge]);
    // What a used spec declares about itself applies only when it is compiled alone.
    if (!item.name || place.root.unit.owner !== this.spec) return;
    const name = settledName(item.name, place);
    const span = newName(item, place)?.span ?? item.span;
    this.named.push({ item, scope: place.scope, span, edge, ...(name === undefined ? {} : { name }) });
    if (item.repeat && place.isTop) this.endpoints.addNamed(item, name, edge, place.steps);
  }

  /** Records what an item declares about the result of all of its repetitions, which have the nodes from `first` up to `end`. */
  declare(item: Item, result: Pick<Declaration, 'edge' | 'input' | 'first' | 'end'>, place: Place): void {
    const { output, params } = item;
    if (place.root.unit.owner !== this.spec || (!output && !params)) return;
    const name = item.name && (settledName(item.name, place) ?? templateText(item.name));
    const label = name === undefined ? place.scope.slice(0, -1) || item.kind : place.scope + name;
    const scope = item.repeat ? place.scope : `${label}/`;
    const declared = { ...(output ? { output } : {}), ...(params ? { params } : {}) };
    this.declarations.push({ item, label, scope, environment: place.environment, ...result, ...declared });
  }

  /** Makes an item with all of its repetitions an end point, if it is one. */
  addEndpoint(item: Item, edge: Edge, place: Place): void {
    if (place.root.unit.owner !== this.spec) return;
    const path = [...place.steps, { item }];
    if (item.endpoint) this.endpoints.add(item.endpoint, edge, path);
    else if (!item.repeat && place.isTop)
      this.endpoints.addNamed(item, item.name && settledName(item.name, place), edge, path);
  }
}

/** An item's name for diagnostics; undefined if it depends on shapes. */
function settledName(template: Template, place: Place): string | undefined {
  let needsShapes = false;
  const name = evaluateName(template, place.environment, noEdge, {
    shapeOf: () => undefined,
    refuseSize: () => shapeTooEarly(),
    refuseNamedSize: () => shapeTooEarly(),
    report: () => {
      needsShapes = true;
    },
    assume: () => {},
    known: new Map(),
  });
  return needsShapes ? undefined : name;
}
