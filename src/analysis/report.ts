/** The shape report as data: what `report --format json` prints, and what the other formats are made from. */

import type { Value } from '../expressions/expression.js';
import { type Dim, isKnown, type Shape, type SizeBounds, sum } from '../expressions/shape.js';
import type { Layer, Model, NetworkInput, Totals } from '../graph/graph.js';
import { typesOf, valuesOf } from '../graph/values.js';
import { findSmallestInput } from '../infer/smallest.js';
import { firstOutput } from '../ops/apply.js';
import { type AttributeValues, isNamed, type NamedConfig } from '../ops/attributes.js';
import type { DType, TensorType } from '../ops/types.js';
import type { Spec } from '../spec/spec.js';
import { found, itemAt } from '../text/lookup.js';
import { positionAt, type Span } from '../text/source.js';
import { type Count, type Counts, counts } from './counts.js';
import { peaksOf } from './lifetimes.js';
import { findMemory, type MemoryUse } from './memory.js';
import { type MemoryReport, memoryReport } from './memory-report.js';
import { effectiveStride, findSights, receptiveField, type Sights } from './receptive-field.js';

/** A shape without the batch. */
export interface OutputShape {
  /** Null for an unknown dimension. */
  readonly output: readonly Count[];
  /** Absent if it is float32. */
  readonly output_dtype?: DType;
  /** Present if a dimension is unknown: per dimension a number, or an expression in the sizes of the input. */
  readonly output_formula?: ShapeFormula;
}

/** Per dimension a number, or an expression in the sizes of the input. */
export type ShapeFormula = readonly (number | string)[];

type CostCounts = Counts<'params' | 'trainable_params' | 'macs' | 'activations'>;

/** A line of the spec. */
interface SpecLine {
  readonly file: string;
  readonly line: number;
}

export interface LayerReport extends OutputShape, CostCounts, SpecLine {
  /** All outputs by name, the first one included; absent if there is only one. */
  readonly outputs?: Readonly<Record<string, OutputShape>>;
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  /** The layer whose weights it shares; they are counted there. */
  readonly shared_with?: string;
  readonly attributes: AttributeValues;
}

/**
 * Figures of a layer or a module that depend on its place in the network. `live_bytes` is the memory that tensors take
 * while it is computed, the maximum for a module.
 */
export interface DerivedFigures extends Counts<'live_bytes'> {
  /** The line of the generated code; absent without code. */
  readonly code_line?: number;
  /**
   * How much of the input a place in the output sees along each axis: rows and columns of an image, before them frames
   * of a volume. Null if the places have no position on the input.
   */
  readonly receptive_field: readonly number[] | null;
  /** The distance between the receptive fields of neighboring places. */
  readonly effective_stride: readonly number[] | null;
}

/** A layer with its derived figures. */
export interface LayerEntry extends LayerReport, DerivedFigures {
  /** Names are below the layer's name; empty if the weights are another layer's. */
  readonly weights: readonly { readonly name: string; readonly shape: readonly Count[]; readonly trainable: boolean }[];
}

/** All layers within one scope. */
export interface ModuleEntry extends OutputShape, CostCounts, SpecLine, DerivedFigures {
  readonly name: string;
  /** The block that it uses. */
  readonly block?: string;
  /** Where that block is defined, and its summary; absent if it is another spec. */
  readonly definition?: SpecLine;
  readonly summary?: string;
  /** Present if it is one of several branches. */
  readonly is_branch?: true;
  /** The number of layers in it. */
  readonly layers: number;
}

export interface Report {
  readonly format: 1;
  readonly name: string;
  readonly summary?: string;
  readonly parameters: Readonly<Record<string, Value>>;
  /** The sizes that the spec names, with their bounds; absent if there are none. */
  readonly sizes?: Readonly<Record<string, SizeBounds>>;
  readonly inputs: Readonly<Record<string, readonly Count[]>>;
  /** The inputs with unknown dimensions, as `output_formula`; absent if there are none. */
  readonly input_formulas?: Readonly<Record<string, ShapeFormula>>;
  /** The dtypes of inputs that are not float32; absent if there are none. */
  readonly input_dtypes?: Readonly<Record<string, DType>>;
  /** The file of the generated code, beside the report; absent without code. */
  readonly code?: string;
  /** In the order of their first layers; each before the modules in it. */
  readonly modules: readonly ModuleEntry[];
  readonly layers: readonly LayerEntry[];
  readonly endpoints: Readonly<Record<string, readonly Count[]>>;
  readonly outputs: Readonly<Record<string, readonly Count[]>>;
  /** The outputs with unknown dimensions; absent if there are none. */
  readonly output_formulas?: Readonly<Record<string, ShapeFormula>>;
  /** The layer or input that each output is; `LSTM.state` is another output of a layer. */
  readonly output_layers: Readonly<Record<string, string>>;
  /** Null unless the network's only input is an image. */
  readonly smallest_input: { readonly size: readonly [number, number]; readonly limited_by: string | null } | null;
  /** Conditions on unknown inputs under which the shapes hold. */
  readonly assumptions: readonly { readonly layer: string; readonly condition: string }[];
  readonly totals: TotalsReport;
  readonly memory: MemoryReport;
}

export type TotalsReport = { readonly layers: number } & Counts<
  'params' | 'trainable_params' | 'non_trainable_params' | 'macs' | 'activations'
>;

/** Code generated from a model: its file, and the line of each layer and use in it, by the item's id. */
export interface GeneratedCode {
  readonly name: string;
  readonly lines: { readonly items: ReadonlyMap<number, number> };
}

/** The report on a model, with lines of the code that was generated from it, if given. */
export function reportOf(model: Model, code?: GeneratedCode): Report {
  const { graph } = model;
  const memory = findMemory(model);
  const layers = layerEntries(model, code, memory);
  const smallest = findSmallestInput(graph);
  const types = typesOf(model);
  const inputs = graph.inputs.map(({ name, shape }) => [name, shape] as const);
  const outputs = [...model.outputs].map(([name, value]) => [name, found(types, value).shape] as const);
  const [inputFormulas, outputFormulas] = [inputs, outputs].map(formulasOf);
  const shapesOf = (names: ReadonlyMap<string, string>) =>
    Object.fromEntries([...names].map(([key, value]) => [key, known(found(types, value).shape)]));
  return {
    format: 1,
    name: graph.spec.name.text,
    ...(graph.spec.summary === undefined ? {} : { summary: graph.spec.summary }),
    parameters: Object.fromEntries(graph.parameters),
    ...sizesReport(graph.spec),
    inputs: Object.fromEntries(inputs.map(([name, shape]) => [name, known(shape)])),
    ...(inputFormulas ? { input_formulas: inputFormulas } : {}),
    ...inputDtypes(graph.inputs),
    ...(code ? { code: code.name } : {}),
    modules: moduleEntries(model, layers, code, memory),
    layers: [...layers.values()],
    endpoints: shapesOf(model.endpoints),
    outputs: shapesOf(model.outputs),
    ...(outputFormulas ? { output_formulas: outputFormulas } : {}),
    output_layers: Object.fromEntries(model.outputs),
    smallest_input: smallest ? { size: smallest.size, limited_by: smallest.limitedBy } : null,
    assumptions: model.assumptions,
    totals: totalsReport(model.totals),
    memory: memoryReport(memory),
  };
}

// ---------------------------------------------------------------- layers and modules in their places

function layerEntries(
  model: Model,
  code: GeneratedCode | undefined,
  memory: MemoryUse,
): ReadonlyMap<Layer, LayerEntry> {
  const sights = findSights(model);
  return new Map(
    model.layers.map((layer): [Layer, LayerEntry] => [
      layer,
      {
        ...layerReport(layer),
        weights: layer.weights.map(({ name, shape, trainable }) => ({ name, shape: known(shape), trainable })),
        ...codeLine(code, layer.node.item),
        ...counts({ live_bytes: memory.liveAt.get(layer) }),
        ...sightReport(sights.get(layer)),
      },
    ]),
  );
}

function codeLine(code: GeneratedCode | undefined, { id }: { readonly id: number }): Pick<DerivedFigures, 'code_line'> {
  const line = code?.lines.items.get(id);
  return line === undefined ? {} : { code_line: line };
}

const sightReport = (sights: Sights | undefined): Pick<DerivedFigures, 'receptive_field' | 'effective_stride'> => ({
  receptive_field: sights?.map(receptiveField) ?? null,
  effective_stride: sights?.map(effectiveStride) ?? null,
});

function moduleEntries(
  model: Model,
  entries: ReadonlyMap<Layer, LayerEntry>,
  code: GeneratedCode | undefined,
  memory: MemoryUse,
): readonly ModuleEntry[] {
  const modules = new Map<string, [Layer, ...Layer[]]>();
  for (const layer of model.layers) {
    const { scope } = layer.node.name;
    for (let end = scope.indexOf('/'); end !== -1; end = scope.indexOf('/', end + 1)) {
      const name = scope.slice(0, end);
      const members = modules.get(name);
      if (members) members.push(layer);
      else modules.set(name, [layer]);
    }
  }
  return [...modules].map(([name, members]): ModuleEntry => {
    const { item, depth } = found(model.graph.scopes, name);
    const [first] = members;
    const whole = members.find((layer) => layer.name === name) ?? itemAt(members, -1);
    const isFinished = model.unfinished?.has(name) !== true;
    const { receptive_field, effective_stride } = isFinished ? found(entries, whole) : unknownSights;
    const start = first.node.uses[depth] ?? first.node.item;
    const total = (count: (layer: Layer) => Dim) => sum(members.map(count));
    return {
      name,
      ...(item.kind === 'use' ? blockReport(model, item.block.text) : {}),
      ...(item.kind === 'sequence' ? { is_branch: true } : {}),
      ...position(item.kind === 'sequence' ? (item.name?.span ?? item.span) : item.span),
      ...codeLine(code, start),
      layers: members.length,
      ...(isFinished ? outputOf(whole) : { output: [null] }),
      ...counts({
        params: total(({ params }) => params),
        trainable_params: total(({ trainableParams }) => trainableParams),
        macs: total(({ macs }) => macs),
        activations: total(({ activations }) => activations),
        live_bytes: peaksOf(members.map((layer) => found(memory.liveAt, layer))),
      }),
      receptive_field,
      effective_stride,
    };
  });
}

const unknownSights = { receptive_field: null, effective_stride: null };

function blockReport(model: Model, block: string): Pick<ModuleEntry, 'block' | 'definition' | 'summary'> {
  const { name, summary } = model.graph.spec.blocks.get(block) ?? {};
  return {
    block,
    ...(name ? { definition: position(name.span) } : {}),
    ...(summary === undefined ? {} : { summary }),
  };
}

const position = ({ source, start }: Span): SpecLine => ({ file: source.file, line: positionAt(source, start).line });

// ---------------------------------------------------------------- what does not depend on the place

/** The totals as the report has them. */
export function totalsReport({ layers, ...totals }: Totals): TotalsReport {
  return { layers, ...counts(totals) };
}

/** A layer as the report has it. */
export function layerReport(layer: Layer): LayerReport {
  const { span } = layer.node.item;
  const { params, trainableParams: trainable_params, macs, activations } = layer;
  return {
    name: layer.name,
    op: layer.op.name,
    inputs: layer.inputs,
    ...outputOf(layer),
    ...outputsReport(layer),
    ...counts({ params, trainable_params, macs, activations }),
    ...(layer.sharedWith === undefined ? {} : { shared_with: layer.sharedWith }),
    ...position(span),
    attributes: attributesAsWritten(layer),
  };
}

/** Attributes as a spec would give them: `{l2: {l2: 0.01}}` for a word with settings, the word for one without. */
function attributesAsWritten({ attributes }: Layer): AttributeValues {
  const asWritten = ({ kind, settings }: NamedConfig) =>
    Object.keys(settings).length === 0 ? kind : { [kind]: settings };
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, isNamed(value) ? asWritten(value) : value]),
  );
}

const known = (shape: Shape): readonly Count[] => shape.map((dim) => (isKnown(dim) ? dim : null));

function sizesReport({ sizes }: Spec): Pick<Report, 'sizes'> {
  if (sizes.size === 0) return {};
  return { sizes: Object.fromEntries([...sizes].map(([name, { text: _, span: __, ...bounds }]) => [name, bounds])) };
}

/** The shapes with unknown dimensions as formulas; undefined if there are none. */
function formulasOf(shapes: readonly (readonly [string, Shape])[]): Report['input_formulas'] | undefined {
  const formulas = shapes.flatMap(([name, shape]) => {
    const { output_formula } = sizes(shape);
    return output_formula ? [[name, output_formula] as const] : [];
  });
  return formulas.length === 0 ? undefined : Object.fromEntries(formulas);
}

function inputDtypes(inputs: readonly NetworkInput[]): Pick<Report, 'input_dtypes'> {
  const others = inputs.filter(({ dtype }) => dtype !== 'float32');
  return others.length === 0
    ? {}
    : { input_dtypes: Object.fromEntries(others.map(({ name, dtype }) => [name, dtype])) };
}

/** A layer's output as the report has it. */
const outputOf = ({ op, outputs }: Layer): OutputShape => typeReport(firstOutput(op, outputs));

const typeReport = ({ shape, dtype }: TensorType): OutputShape => ({
  ...sizes(shape),
  ...(dtype === 'float32' ? {} : { output_dtype: dtype }),
});

function outputsReport(layer: Layer): Pick<LayerReport, 'outputs'> {
  const all = valuesOf(layer).map(({ output, type }) => [output, typeReport(type)] as const);
  return all.length > 1 ? { outputs: Object.fromEntries(all) } : {};
}

/** A shape as the report has it. */
export function sizes(shape: Shape): OutputShape {
  const output = known(shape);
  if (!output.includes(null)) return { output };
  return { output, output_formula: shape.map((dim) => (isKnown(dim) ? dim : String(dim))) };
}
