/** Layers as calls of the functions of their ops, and uses as calls of the functions of blocks and of other specs. */
import type { Unit } from '../../core/core.js';
import { sharingKey } from '../../core/sharing.js';
import { walk } from '../../expressions/expression.js';
import { holesOf } from '../../graph/evaluation.js';
import { tupleLength } from '../../ops/attributes.js';
import { defaultOutput } from '../../ops/outputs.js';
import { transformOf, writtenFor } from '../../spec/defaults.js';
import type { Item, LayerItem, UseItem } from '../../spec/spec.js';
import { found } from '../../text/lookup.js';
import { attributeOf, lowerAttribute } from '../attributes.js';
import { type CodeVariable, lowerWritten, text } from '../expressions.js';
import { type Entry, type Expr, list, literal, variable } from '../module.js';
import type { OpFunctions } from '../op-functions.js';
import { tuple, typeOf } from '../types.js';
import type { CallOutputs, CodePlace } from './place.js';

/** What calls of the function of a block, or of another spec, have to know. */
export interface Callable {
  readonly name: string;
  /** What its options are called: parameters by name, renamed layers by path. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly renamed: ReadonlyMap<string, string>;
  /** Whether names begin with a prefix that ends in a slash, instead of a scope that does not. */
  readonly takesPrefix: boolean;
  /** The outputs that it gives by name, beside its result; if there are some, it gives all in an object. */
  readonly outputs: readonly string[];
  /** The option under which weights are shared. */
  readonly weights?: string;
  /** The option that says whether training changes the weights. */
  readonly trainable?: string;
}

/** A layer or a use as a call. */
export interface ItemCall {
  readonly value: Expr;
  readonly outputs?: CallOutputs;
}

export class Calls {
  constructor(
    private readonly ops: OpFunctions,
    private readonly callables: ReadonlyMap<Unit, Callable>,
  ) {}

  /** Whether the call of an item gives more than one tensor. */
  hasOutputs(item: Item, { uses }: Unit): boolean {
    if (item.kind === 'layer') return this.ops.functionOf(item).outputs !== undefined;
    const used = item.kind === 'use' ? uses.get(item) : undefined;
    return used !== undefined && this.callableOf(used.unit).outputs.length > 0;
  }

  private callableOf(used: Unit): Callable {
    const callable = this.callables.get(used);
    if (!callable) throw new Error(`${used.owner.name.text} has no function`);
    return callable;
  }

  /** A layer. Attributes that its name mentions are set before the call. */
  layer(item: LayerItem, inputs: readonly Expr[], place: CodePlace): ItemCall {
    const { name: callee, options, standards, takesList, outputs } = this.ops.functionOf(item);
    const { context } = place.around.details;
    const input = inputs[0] ?? literal(null);
    const named = attributesInName(item, input, place);
    const attributes = [...options].flatMap(([key, option]) => {
      const written = writtenFor(item, key);
      if (!written || written === standards.get(key)) return [];
      const constant = named.get(key);
      const value = constant ? typedVariable(constant) : lowerOwn(item, key, input, place);
      return [{ key, option: option.key, value }];
    });
    const { trainable } = place.inItem(item);
    const isFrozen = trainable && context.freezing.mayFreeze(item);
    const name = place.layerName(item, place.scope(input, named));
    const weights = item.op.weights ? weightsKey(item, place) : undefined;
    const { op } = item;
    const value: Expr = {
      kind: 'layer',
      op,
      callee,
      inputs,
      takesList,
      name,
      attributes,
      ...(isFrozen ? { trainable } : {}),
      ...(weights ? { weights } : {}),
    };
    if (!outputs) return { value };
    const isOpen = outputs.kind === 'numbered' && outputs.count === undefined;
    return { value, outputs: { callee, of: op.name, standard: defaultOutput(op), isOpen } };
  }

  /** A use of a block or of another spec. */
  use(item: UseItem, inputs: readonly Expr[], place: CodePlace): ItemCall {
    const { context, unit } = place.around.details;
    const used = context.program.unitUsedBy({ item, unit });
    const callable = this.callableOf(used);
    const inside = item.name ? place.enter(item.name) : place;
    const scope = place.scope(inputs[0] ?? literal(null));
    const options = [...callable.parameters].flatMap(([name, key]): readonly Entry[] => {
      const given = item.arguments.get(name)?.written;
      const type = used.owner.parameters.get(name)?.type;
      return given ? [[key, lowerWritten(given, type?.type === 'boolean' ? type : undefined, scope)]] : [];
    });
    const renamed = [...item.rename].flatMap(([path, { to }]): readonly Entry[] => {
      const key = callable.renamed.get(path);
      return key === undefined ? [] : [[key, literal(to.text)]];
    });
    const weights = callable.weights === undefined ? undefined : weightsKey(item, place);
    const shared: readonly Entry[] = callable.weights && weights ? [[callable.weights, weights]] : [];
    const { trainable } = place.inItem(item);
    const trained: readonly Entry[] = callable.trainable && trainable ? [[callable.trainable, trainable]] : [];
    const value: Expr = {
      kind: 'call',
      callee: callable.name,
      arguments: [...inputs, inside.scopeName(!callable.takesPrefix)],
      options: [...options, ...renamed, ...trained, ...shared],
    };
    if (callable.outputs.length === 0) return { value };
    return { value, outputs: { callee: callable.name, of: used.owner.name.text, standard: 'output', isOpen: false } };
  }
}

// ---------------------------------------------------------------- attributes

/** An attribute's value: the layer's own, the layer's transformed by a default, or a default. */
function lowerOwn(item: LayerItem, key: string, input: Expr, place: CodePlace): Expr {
  const { context, transforms, unit } = place.around.details;
  const located = context.program.writtenFor({ item, unit }, key);
  if (!located) throw new Error(`nothing is written for ${key}`);
  const value = lowerAttribute(located.written, key, item.op, place.scope(input, new Map(), located.unit));
  const transform = transformOf(item, key);
  if (!transform) return value;
  const { name: callee, takesTensor } = found(transforms, transform);
  const index = transform.loops > 0 ? [variable(place.around.indexAt(transform.loops))] : [];
  return { kind: 'call', callee, arguments: [value, ...(takesTensor ? [input] : []), ...index], options: [] };
}

/** A variable that holds a number, or one for each axis, says which. */
const typedVariable = ({ name, type }: CodeVariable): Expr =>
  type.some((one) => one === 'pair' || one === 'triple') ? { kind: 'variable', name, type } : variable(name);

/** Attributes that the layer's own name mentions become constants before the call. */
function attributesInName(item: LayerItem, input: Expr, place: CodePlace): ReadonlyMap<string, CodeVariable> {
  const constants = new Map<string, CodeVariable>();
  const { variables } = place.around.details.unit;
  for (const hole of item.name ? holesOf(item.name) : []) {
    for (const part of walk(hole.expression)) {
      const variable = part.kind === 'name' ? variables.get(part)?.target : undefined;
      if (variable?.kind !== 'attribute' || constants.has(variable.name)) continue;
      constants.set(variable.name, attributeConstant(item, variable.name, input, place));
    }
  }
  return constants;
}

function attributeConstant(item: LayerItem, key: string, input: Expr, place: CodePlace): CodeVariable {
  const { type, default: standard } = attributeOf(item.op, key);
  const written = writtenFor(item, key);
  const length = tupleLength(type);
  const value = written ? lowerOwn(item, key, input, place) : lowerStandard(standard);
  const local = place.around.local(key);
  const sides = length && written?.kind === 'formula' ? list(Array<Expr>(length).fill(value)) : value;
  place.set(local, sides, length && tuple(length));
  return { name: local.name, type: length ? tuple(length) : typeOf(type) };
}

/** A default of the language: `[1, 1]`, or `same`. */
function lowerStandard(value: unknown): Expr {
  if (Array.isArray(value)) return list(value.map(lowerStandard));
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return literal(value);
  throw new Error('a name mentions an attribute that has no plain default');
}

// ---------------------------------------------------------------- shared weights

/** The key under which a layer or a use shares its weights; undefined if it shares none. */
function weightsKey(item: LayerItem | UseItem, { around }: CodePlace): Expr | undefined {
  const { context, weights } = around.details;
  const use = weights === undefined ? undefined : variable(weights);
  const indexAt = (loops: number): Expr => variable(around.indexAt(loops));
  const pieces = sharingKey<Expr>(item, { spec: context.keyOfUse, use, indexAt });
  const key = pieces && text(pieces);
  // Some uses share no weights.
  return key && use && !item.weights ? { kind: 'binary', operator: 'and', left: use, right: key } : key;
}
