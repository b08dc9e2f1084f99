/**
 * From a valid tree to a typed spec: names, expressions, shapes and defaults, each with its place.
 *
 * Mistakes beyond the schema are reported, and read as well as possible.
 */

import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { keyAsParameter, memberOfObject, nameOfOp } from '../diagnostics/messages/names.js';
import { belowNeedsInt32 } from '../diagnostics/messages/schema.js';
import { findOp } from '../ops/index.js';
import { dtypes } from '../ops/types.js';
import { useKeys } from '../spec/schema/structure.js';
import type { Block, DeclaredInput, Name, Spec } from '../spec/spec.js';
import { found } from '../text/lookup.js';
import {
  entriesOf,
  type Mapping,
  type MappingEntry,
  type Scalar,
  scalarAt,
  scalarsIn,
  type Tree,
  valueAt,
} from '../yaml/tree.js';
import { readConventions, readExpectations } from './claims.js';
import { Defaults, type ItemSurroundings, outermost } from './defaults.js';
import { Items } from './items.js';
import { readFormulas, readParameters } from './parameters.js';
import { readPreprocess } from './preprocess.js';
import { readShape, readSizes } from './shapes.js';
import { type BlockHead, type LoadSpec, Uses } from './uses.js';
import { layerName, readName, readReference, readSummary } from './words.js';

/**
 * Reads a tree that the schema accepts apart from its faulty items, which become holes. The heads of all blocks are
 * read before any item, since items may use blocks that come later.
 */
export function read(tree: Tree, faulty: ReadonlySet<Tree>, load: LoadSpec, diagnostics: Diagnostics): Spec {
  const root = tree as Mapping;
  const heads = readHeads(root, diagnostics);
  const uses = new Uses(heads, load, diagnostics);
  const defaults = new Defaults(diagnostics);
  const items = new Items(faulty, uses, defaults, diagnostics);
  const around = defaults.read(root, outermost);
  const definition = readDefinition(root, diagnostics);
  const inputs = readInputs(root, diagnostics);
  const preprocess = root.entries.get('preprocess');
  const spec: Omit<Spec, 'used' | 'defaults'> = {
    kind: 'spec',
    span: root.span,
    name: readName(scalarAt(root, 'name') as Scalar, diagnostics),
    ...definition,
    sizes: readSizes(root, { ...definition, inputs }, diagnostics),
    inputs,
    ...(preprocess ? { preprocess: readPreprocess(preprocess, inputs, diagnostics) } : {}),
    blocks: readBlocks(root, heads, items, around),
    body: { kind: 'sequence', items: items.readRow(valueAt(root, 'layers'), around) },
    conventions: readConventions(root, diagnostics),
    expectations: readExpectations(root, diagnostics),
  };
  uses.reportUnknown();
  return { ...spec, used: uses.specs, defaults: defaults.list() };
}

/** Reads what blocks and the network have in common. */
function readDefinition(
  tree: Mapping,
  diagnostics: Diagnostics,
): Pick<Block, 'summary' | 'parameters' | 'formulas' | 'outputs'> {
  return {
    ...readSummary(tree),
    parameters: readParameters(tree, diagnostics),
    formulas: readFormulas(tree, diagnostics),
    outputs: readOutputs(tree, diagnostics),
  };
}

// ---------------------------------------------------------------- blocks

function readHeads(tree: Mapping, diagnostics: Diagnostics): ReadonlyMap<string, BlockHead> {
  const heads = entriesOf(valueAt(tree, 'blocks')).map((entry) => readHead(entry, diagnostics));
  return new Map(heads.map((head) => [head.name.text, head]));
}

function readHead({ key, value }: MappingEntry, diagnostics: Diagnostics): BlockHead {
  const tree = value as Mapping;
  const name = readName(key, diagnostics);
  if (findOp(name.text)) diagnostics.report(nameOfOp(name.text), name.span);
  const definition = readDefinition(tree, diagnostics);
  const parameters = withoutUseKeys(definition.parameters, diagnostics);
  const inputs = scalarsIn(valueAt(tree, 'inputs')).map((input) => readName(input, diagnostics));
  return { kind: 'block', name, ...definition, parameters, inputs };
}

/** The parameters without those that have the name of a use's key, which are reported. */
function withoutUseKeys(parameters: Block['parameters'], diagnostics: Diagnostics): Block['parameters'] {
  const free = new Map(parameters);
  for (const key of useKeys) {
    const taken = free.get(key);
    if (!taken) continue;
    diagnostics.report(keyAsParameter(key), taken.span);
    free.delete(key);
  }
  return free;
}

/** Reads the bodies of blocks, and adds them to their heads. */
function readBlocks(
  tree: Mapping,
  heads: ReadonlyMap<string, BlockHead>,
  items: Items,
  around: ItemSurroundings,
): ReadonlyMap<string, Block> {
  const blocks = new Map<string, Block>();
  for (const { key, value } of entriesOf(valueAt(tree, 'blocks'))) {
    const body = items.readBody(value as Mapping, key.span, { ...around, block: key.text });
    blocks.set(key.text, { ...found(heads, key.text), body });
  }
  return blocks;
}

// ---------------------------------------------------------------- inputs and outputs

function readInputs(tree: Mapping, diagnostics: Diagnostics): Spec['inputs'] {
  const inputs = entriesOf(valueAt(tree, 'inputs')).map((entry) => readInput(entry, diagnostics));
  return new Map(inputs.map((input) => [input.text, input]));
}

/** Reads an input: a shape, or settings. */
function readInput({ key, value }: MappingEntry, diagnostics: Diagnostics): DeclaredInput {
  const name = readInputName(key, diagnostics);
  if (value.kind !== 'mapping') return { ...name, shape: readShape(value, diagnostics), dtype: 'float32' };
  const shape = readShape(valueAt(value, 'shape') ?? value, diagnostics);
  const dtype = dtypes.find((one) => one === scalarAt(value, 'dtype')?.value) ?? 'float32';
  const below = value.entries.get('below');
  if (!below) return { ...name, shape, dtype };
  if (dtype !== 'int32') diagnostics.report(belowNeedsInt32(), below.key.span);
  return { ...name, shape, dtype, below: Number(scalarAt(value, 'below')?.value) };
}

/** The name of an input; TensorFlow.js looks it up in a plain object. */
function readInputName(key: Scalar, diagnostics: Diagnostics): Name {
  const name = readName(key, diagnostics);
  if (layerName.test(name.text) && name.text in {}) diagnostics.report(memberOfObject(name.text), name.span);
  return name;
}

/** The outputs of a block or of the network, each with its layer. */
function readOutputs(tree: Mapping, diagnostics: Diagnostics): Block['outputs'] {
  const outputs = entriesOf(valueAt(tree, 'outputs')).map(({ key, value }) => {
    return { key: readName(key, diagnostics), layer: readReference(value as Scalar) };
  });
  return new Map(outputs.map((output) => [output.key.text, output]));
}
