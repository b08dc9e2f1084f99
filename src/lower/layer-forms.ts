/** What a layer can be in the variants of a network: the ranks of its inputs and outputs, and its attributes. */
import { symbol } from '../expressions/shape.js';
import { applyOp } from '../ops/apply.js';
import { type Attribute, AttributeMisfit, type AttributeValues, checkValue, tupleLength } from '../ops/attributes.js';
import { RuleFault } from '../ops/fault.js';
import type { Op, Outputs } from '../ops/op.js';
import { takesNothing, typesTaken } from '../ops/ports.js';
import { openTable } from '../ops/tables.js';
import type { DType } from '../ops/types.js';
import type { Expr, LayerCall, OpFunction } from './module.js';

/** A form of a layer. */
export interface LayerForm {
  /** Of its inputs. */
  readonly ranks: readonly number[];
  /** Those that are known whatever options the factory is given; one that can be several is another form for each. */
  readonly attributes: AttributeValues;
}

/** What an input of a layer can be. */
interface PossibleInput {
  readonly ranks: ReadonlySet<number>;
  readonly dtypes: ReadonlySet<DType>;
}

/** The forms of a layer, by what its inputs can be, each with the types of its outputs. */
export function formsOf(
  call: LayerCall,
  ofFunction: OpFunction | undefined,
  inputs: readonly PossibleInput[],
): readonly { readonly form: LayerForm; readonly outputs: Outputs }[] {
  const possible = possibleAttributes(call, ofFunction, inputs);
  return rankCombinations(
    call.op,
    inputs.map(({ ranks }) => [...ranks]),
  ).flatMap((ranks) => {
    const shapes = ranks.map((rank) => Array(rank).fill(symbol('size')));
    return possible.flatMap(({ known, all }) => {
      // A tensor without a batch may have fewer axes than what it is added to.
      const types = typesTaken(call.op.inputs, shapes, all).map((type) => ({ ...type, batched: false }));
      const outputs = applyOp(call.op, types, all);
      if (outputs instanceof RuleFault) return [];
      return [{ form: { ranks, attributes: known }, outputs }];
    });
  });
}

/**
 * A form of a layer that fits its inputs in no variant of the network. Its code is written like that of others, and
 * never runs.
 */
export function idleForm(
  call: LayerCall,
  ofFunction: OpFunction | undefined,
  inputs: readonly PossibleInput[],
): LayerForm {
  const given = inputs.map(({ dtypes }) => ({ ranks: usualRanks, dtypes: dtypes.size > 0 ? dtypes : usualDtypes }));
  const [fitting] = formsOf(call, ofFunction, given);
  const [possible] = possibleAttributes(call, ofFunction, given);
  return fitting?.form ?? { ranks: inputs.map(() => 1), attributes: possible?.known ?? {} };
}

/** Up to that of a volume. */
const usualRanks: ReadonlySet<number> = new Set([1, 2, 3, 4]);
const usualDtypes: ReadonlySet<DType> = new Set(['float32']);

/** The combinations of ranks that a layer can be given; inputs of one port have the same. */
function rankCombinations(op: Op, inputs: readonly (readonly number[])[]): readonly (readonly number[])[] {
  if (takesNothing(op.inputs)) return [[]];
  const fixed = Object.values(op.inputs).filter(({ least }) => least === undefined).length;
  const more = inputs.slice(fixed);
  const alone = inputs
    .slice(0, fixed)
    .reduce<readonly (readonly number[])[]>(
      (combinations, ranks) => combinations.flatMap((known) => ranks.map((rank) => [...known, rank])),
      [[]],
    );
  if (more.length === 0) return alone;
  const shared = new Set(more.flat());
  return alone.flatMap((known) => [...shared].map((rank) => [...known, ...more.map(() => rank)]));
}

// ---------------------------------------------------------------- attributes

/** Attributes as far as they are known, and all of them, with samples in the place of the others. */
interface PossibleAttributes {
  readonly known: AttributeValues;
  readonly all: AttributeValues;
}

function possibleAttributes(
  call: LayerCall,
  ofFunction: OpFunction | undefined,
  inputs: readonly PossibleInput[],
): readonly PossibleAttributes[] {
  const { op } = call;
  const all = Object.entries(op.attributes).map(([key, attribute]) => {
    const isCompanion = op.companions.some((companion) => companion === key);
    const values = isCompanion ? [attribute.default] : valuesOf(key, attribute, call, ofFunction, inputs);
    return { key, attribute, written: writtenValue(key, call, ofFunction), values };
  });
  const multiple = commonMultiple(all.flatMap(({ values = [] }) => values));
  return all.reduce<readonly PossibleAttributes[]>(
    (possible, { key, attribute, written, values }) => {
      const sample = { [key]: sampleOf(key, attribute, written, multiple) };
      if (!values) return possible.map((before) => ({ ...before, all: { ...before.all, ...sample } }));
      return possible.flatMap((before) =>
        values.map((value) => ({
          known: { ...before.known, [key]: value },
          all: { ...before.all, [key]: value },
        })),
      );
    },
    [{ known: {}, all: {} }],
  );
}

/** A number that the whole numbers among some values divide, so that a sample fits groups and heads. */
function commonMultiple(values: readonly unknown[]): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  return values.reduce<number>((multiple, value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) return multiple;
    const next = (multiple / divisor(multiple, value)) * value;
    return next <= mostMultiple ? next : multiple;
  }, 1);
}

const mostMultiple = 1e6;

/** The values that an attribute can have; undefined if they are not known. */
function valuesOf(
  key: string,
  { type, default: standard, derived }: Attribute,
  call: LayerCall,
  ofFunction: OpFunction | undefined,
  inputs: readonly PossibleInput[],
): readonly unknown[] | undefined {
  const own = call.attributes.find((attribute) => attribute.key === key);
  const option = ofFunction?.options.get(key);
  const constant = ofFunction?.constants.get(key);
  const value = writtenValue(key, call, ofFunction);
  if (value === undefined && derived && 'lastIs' in derived)
    return inputs.length > 1
      ? [...new Set(Array.from(inputs.at(-1)?.dtypes ?? [], (dtype) => dtype === derived.lastIs))]
      : [false];
  if (value === undefined) return standard === undefined ? undefined : [standard];
  const checked = isWritten(value) ? checkValue(type, plainOf(value)) : undefined;
  if (checked !== undefined && !(checked instanceof AttributeMisfit)) return [checked];
  if (type.type === 'boolean') return [true, false];
  const words = (own ? option : constant)?.words ?? [];
  if (type.type !== 'choice') return undefined;
  const mayBeNumbers = type.or !== undefined && (option ? option.type.includes('number') : words.length === 0);
  if (!mayBeNumbers) return words.length > 0 ? words : undefined;
  // Code pads the input of a convolution before the layer, which has no padding then.
  return call.op.padsInput && key === 'padding' ? [...new Set([...words, 'valid'])] : undefined;
}

/** What is written for an attribute: by the layer, or else for all layers of the function. */
function writtenValue(key: string, call: LayerCall, ofFunction: OpFunction | undefined): Expr | undefined {
  const own = call.attributes.find((attribute) => attribute.key === key);
  return own?.value ?? ofFunction?.options.get(key)?.standard?.value ?? ofFunction?.constants.get(key)?.value;
}

/** Whether a value does not depend on options. */
const isWritten = (value: Expr): boolean => {
  if (value.kind === 'list') return value.items.every(isWritten);
  return value.kind === 'sizes' ? value.entries.every(([, size]) => isWritten(size)) : value.kind === 'literal';
};

function plainOf(value: Expr): unknown {
  if (value.kind === 'list') return value.items.map(plainOf);
  if (value.kind === 'sizes') return Object.fromEntries(value.entries.map(([name, size]) => [name, plainOf(size)]));
  return value.kind === 'literal' ? value.value : undefined;
}

/** A table, with 0 for what is not known of it. */
const tableOf = (value: Expr): unknown => (value.kind === 'list' ? value.items.map(tableOf) : (plainOf(value) ?? 0));

/** A value in the place of one that is not known: ranks depend on how long a list is, and seldom on more. */
function sampleOf(
  key: string,
  { type, default: standard }: Attribute,
  value: Expr | undefined,
  multiple: number,
): unknown {
  switch (type.type) {
    case 'pair':
    case 'triple':
      return Array(tupleLength(type)).fill(windows.has(key) ? sampleWindow : 1);
    case 'margins':
      return Array(type.axes).fill([0, 0]);
    case 'integers':
      return value?.kind === 'list' ? value.items.map((item) => plainOf(item) ?? 1) : [1];
    case 'sizes':
      return value?.kind === 'sizes'
        ? Object.fromEntries(value.entries.map(([name, size]) => [name, plainOf(size) ?? 1]))
        : {};
    case 'table':
      return value?.kind === 'list' ? tableOf(value) : openTable;
    case 'choice':
      return type.choices[0];
    default:
      if (windows.has(key)) return sampleWindow;
      return typeof standard === 'number' ? standard : multiple;
  }
}

/** Larger than any padding: windows that see nothing else are an error. */
const sampleWindow = 1e6;

const windows: ReadonlySet<string> = new Set(['kernel_size', 'pool_size']);
