/** Where a spec says the names of its layers, uses and branches: where they are given, and where they are referred to. */
import { type Span, subspan } from '../text/source.js';
import { type Body, type Branch, itemsOf, literal, type Spec } from './spec.js';

/** Where names are said; the spec is walked when that is first asked for. */
export class References {
  private names: Names | undefined;

  constructor(private readonly spec: Spec) {}

  /**
   * The places that refer to what has a name; undefined where more than one thing has it, so that a place may mean
   * another one, or where the name does not stand in the source letter for letter.
   */
  to(name: string): readonly Span[] | undefined {
    this.names ??= collectNames(this.spec);
    const places = this.names.referred.get(name) ?? [];
    const sure = places.flatMap((place) => place ?? []);
    return places.length === 0 || (this.names.given.get(name) === 1 && sure.length === places.length)
      ? sure
      : undefined;
  }
}

interface Names {
  /** How many things have a name. */
  readonly given: ReadonlyMap<string, number>;
  /** The places that refer to it; undefined for one where it does not stand letter for letter. */
  readonly referred: ReadonlyMap<string, readonly (Span | undefined)[]>;
}

function collectNames(spec: Spec): Names {
  const given = new Map<string, number>();
  const referred = new Map<string, (Span | undefined)[]>();
  const give = (name: string | undefined) => name !== undefined && given.set(name, (given.get(name) ?? 0) + 1);
  const refer = (name: string, span: Span | undefined) => {
    const places = referred.get(name);
    if (places) places.push(span);
    else referred.set(name, [span]);
  };
  for (const { text } of spec.inputs.values()) give(text);
  for (const { body, outputs, ...owner } of [spec, ...spec.blocks.values()]) {
    if (owner.kind === 'block') for (const { text } of owner.inputs) give(text);
    const names = [...itemsOf(body)].flatMap(({ inputs }) => inputs ?? []);
    for (const { text, span } of [...names, ...[...outputs.values()].map(({ layer }) => layer)])
      for (const [part, place] of partsOf(text, span, '.').slice(0, 1)) refer(part, place);
    for (const branch of branchesOf(body)) give(branch.name?.text);
    for (const item of itemsOf(body)) {
      give(item.name && literal(item.name));
      for (const { key, to } of item.kind === 'use' ? item.rename.values() : []) {
        give(to.text);
        for (const [part, place] of partsOf(key.text, key.span, '/')) refer(part, place);
      }
    }
  }
  for (const { until } of spec.expectations)
    if (until) for (const [part, place] of partsOf(until.text, until.span, ' ')) refer(part, place);
  return { given, referred };
}

/** The parts of a name, each with its place where the name stands in the source letter for letter. */
function partsOf(text: string, span: Span, mark: string): readonly (readonly [string, Span | undefined])[] {
  const isExact = span.source.text.slice(span.start, span.end) === text;
  let start = 0;
  return text.split(mark).map((part) => {
    const place = isExact ? subspan(span, start, start + part.length) : undefined;
    start += part.length + mark.length;
    return [part, place];
  });
}

/** All branches of a body, at any depth. */
function branchesOf(body: Body): readonly Branch[] {
  const inner = [...itemsOf(body)].flatMap((item) => (item.kind === 'group' ? [item.body] : []));
  return [body, ...inner].flatMap((one) => (one.kind === 'branches' ? one.branches : []));
}
