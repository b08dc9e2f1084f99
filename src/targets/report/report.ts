/** The shape report as data: what `report --format json` prints, and the other forms are made of. */
import type { Value } from '../../expression.js';
import type { Layer, Model, Totals } from '../../graph.js';
import type { Named } from '../../ops/attributes.js';
import { type Dim, isKnown, type Shape } from '../../shape.js';
import { findSmallestInput } from '../../smallest.js';
import { positionAt } from '../../source.js';

/** A number, or null where it depends on the input. */
export type Count = number | null;

/** Counts by name; beside each that is null stands a formula in the input's sizes. */
export type Counts<Name extends string> = { readonly [Key in Name]: Count } & {
  readonly [Key in `${Name}_formula`]?: string;
};

/** A shape without the batch. */
export interface Sizes {
  /** Null for a dimension that is not known. */
  readonly output: readonly Count[];
  /** Present where a dimension is not known: per dimension a number, or an expression in the input's sizes. */
  readonly output_formula?: readonly (number | string)[];
}

export interface LayerReport extends Sizes, Counts<'params' | 'trainable_params' | 'macs' | 'activations'> {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  /** The layer whose weights it shares; they are counted there. */
  readonly shared_with?: string;
  readonly file: string;
  readonly line: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Report {
  readonly format: 1;
  readonly name: string;
  readonly summary?: string;
  readonly parameters: Readonly<Record<string, Value>>;
  readonly inputs: Readonly<Record<string, readonly Count[]>>;
  readonly layers: readonly LayerReport[];
  readonly endpoints: Readonly<Record<string, readonly Count[]>>;
  readonly outputs: Readonly<Record<string, readonly Count[]>>;
  /** Null where the network has not one image as its input. */
  readonly smallest_input: { readonly size: readonly [number, number]; readonly limited_by: string | null } | null;
  /** What must hold of an unknown input for the shapes to be these. */
  readonly assumptions: readonly { readonly layer: string; readonly condition: string }[];
  readonly totals: TotalsReport;
}

export type TotalsReport = { readonly layers: number } & Counts<
  'params' | 'trainable_params' | 'non_trainable_params' | 'macs' | 'activations'
>;

export function reportOf(model: Model): Report {
  const { graph } = model;
  const smallest = findSmallestInput(graph);
  const outputs = new Map(model.layers.map((layer) => [layer.name, layer.output]));
  for (const { name, shape } of graph.inputs) outputs.set(name, shape);
  const shapesOf = (names: ReadonlyMap<string, string>) =>
    Object.fromEntries([...names].map(([key, layer]) => [key, known(outputs.get(layer) as Shape)]));
  return {
    format: 1,
    name: graph.spec.name.text,
    ...(graph.spec.summary === undefined ? {} : { summary: graph.spec.summary }),
    parameters: Object.fromEntries(graph.parameters),
    inputs: Object.fromEntries(graph.inputs.map(({ name, shape }) => [name, known(shape)])),
    layers: model.layers.map(layerReport),
    endpoints: shapesOf(model.endpoints),
    outputs: shapesOf(model.outputs),
    smallest_input: smallest ? { size: smallest.size, limited_by: smallest.limitedBy } : null,
    assumptions: model.assumptions,
    totals: totalsReport(model.totals),
  };
}

/** What the report says of the whole. */
export function totalsReport({ layers, ...totals }: Totals): TotalsReport {
  return { layers, ...counts(totals) };
}

/** What the report says of a layer. */
export function layerReport(layer: Layer): LayerReport {
  const { span } = layer.node.item;
  const { params, trainableParams: trainable_params, macs, activations } = layer;
  return {
    name: layer.name,
    op: layer.op.name,
    inputs: layer.inputs,
    ...sizes(layer.output),
    ...counts({ params, trainable_params, macs, activations }),
    ...(layer.sharedWith === undefined ? {} : { shared_with: layer.sharedWith }),
    file: span.source.file,
    line: positionAt(span.source, span.start).line,
    attributes: attributesAsWritten(layer),
  };
}

/** Attributes as a spec would give them: a word with settings is `{l2: {l2: 0.01}}`, one without is the word. */
function attributesAsWritten({ op, attributes }: Layer): Readonly<Record<string, unknown>> {
  const asWritten = ({ kind, settings }: Named) => (Object.keys(settings).length === 0 ? kind : { [kind]: settings });
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      op.attributes[key]?.type.type === 'named' ? asWritten(value as Named) : value,
    ]),
  );
}

const known = (shape: Shape): readonly Count[] => shape.map((dim) => (isKnown(dim) ? dim : null));

/** A shape as the report has it. */
export function sizes(shape: Shape): Sizes {
  const output = known(shape);
  if (!output.includes(null)) return { output };
  return { output, output_formula: shape.map((dim) => (isKnown(dim) ? dim : String(dim))) };
}

/** Counts as the report has them. */
export function counts<Name extends string>(dims: Readonly<Record<Name, Dim>>): Counts<Name> {
  const entries = Object.entries<Dim>(dims).flatMap(([name, dim]): [string, Count | string][] =>
    isKnown(dim)
      ? [[name, dim]]
      : [
          [name, null],
          [`${name}_formula`, String(dim)],
        ],
  );
  return Object.fromEntries(entries) as Counts<Name>;
}
