/** Layers as calls of the functions of their ops, and uses as calls of the functions of blocks and of other specs. */
import { type Expression, walk } from '../../../expressions/expression.js';
import type { Attribute } from '../../../ops/attributes.js';
import {
  type Block,
  type Default,
  isOfSpec,
  type LayerItem,
  type Name,
  type Spec,
  type UseItem,
  usedName,
} from '../../../spec/spec.js';
import { array, call, type Doc, object } from '../../code/layout.js';
import { camelCase, quote } from '../../code/lexical.js';
import { takesTensor } from '../definitions.js';
import { type Variable, writtenCode } from '../expressions.js';
import { attributeCode } from '../ops/arguments.js';
import type { OpFunctions } from '../ops/op-functions.js';
import { isIdentity, writtenFor } from '../program.js';
import { pairType, typeText } from '../types.js';
import type { Place } from './place.js';

/** What calls of the function of a block, or of another spec, have to know. */
export interface Callable {
  readonly name: string;
  /** What its options are called: parameters by name, renamed layers by path. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly renamed: ReadonlyMap<string, string>;
  /** Whether names begin with a prefix that ends in a slash, instead of a scope that does not. */
  readonly takesPrefix: boolean;
  /** The option under which weights are shared. */
  readonly weights?: string;
}

/** A use as a call. */
export interface UseCall {
  readonly value: Doc;
  /** What is called. */
  readonly callee: string;
  readonly used: Block | Spec;
}

export class Calls {
  constructor(
    private readonly ops: OpFunctions,
    /** By what uses call them. */
    private readonly callables: ReadonlyMap<string, Callable>,
  ) {}

  /** A layer, of the codes of its inputs. Attributes that its name mentions are set before, where the call is to stand. */
  layer(item: LayerItem, inputs: readonly string[], place: Place): Doc {
    const { name: callee, options } = this.ops.functionOf(item);
    const input = inputs[0] as string;
    const named = attributesInName(item, input, place);
    const fields = [...options].flatMap(([key, option]): (readonly [string, Doc])[] => {
      const written = writtenFor(item, key);
      if (!written || written === option.standard) return [];
      return [[option.key, named.get(key)?.code ?? attribute(item, key, input, place)]];
    });
    const name = place.layerName(item, place.codeScope(input, named));
    const x = item.op.inputs.most > 1 ? array(inputs) : input;
    return call(callee, [x, ownerCode(item, name, place), ...optionsCode(fields)]);
  }

  /** A use, of the codes of its inputs. */
  use(item: UseItem, inputs: readonly string[], place: Place): UseCall {
    const used = place.around.details.context.program.usedBy(item);
    const callable = this.callables.get(usedName(item)) as Callable;
    const inside = item.name ? place.enter(item.name) : place;
    const codeScope = place.codeScope(inputs[0] as string);
    const fields = [...callable.parameters].flatMap(([name, key]): (readonly [string, Doc])[] => {
      const given = item.arguments.get(name)?.written;
      const type = used.parameters.get(name)?.type;
      return given ? [[key, writtenCode(given, type?.type === 'boolean' ? type : undefined, codeScope)]] : [];
    });
    for (const [path, { to }] of item.rename) fields.push([callable.renamed.get(path) as string, quote(to.text)]);
    const key = callable.weights === undefined ? undefined : sharingKey(item, place);
    if (callable.weights !== undefined && key !== undefined) fields.push([callable.weights, key]);
    const name = inside.scopeName(!callable.takesPrefix);
    return { value: call(callable.name, [...inputs, name, ...optionsCode(fields)]), callee: callable.name, used };
  }
}

const optionsCode = (fields: readonly (readonly [string, Doc])[]): readonly Doc[] =>
  fields.length > 0 ? [object(fields)] : [];

// ---------------------------------------------------------------- attributes

/** An attribute's value: what the layer says, or what a default makes of that, or a default. */
function attribute(item: LayerItem, key: string, input: string, place: Place): Doc {
  const { context, transforms, variables } = place.around.details;
  const own = item.own.get(key);
  const standard = item.defaults.get(key);
  if (!own) {
    const { written, loops } = standard as Default;
    const isGlobal = isOfSpec(standard as Default);
    const codeScope = isGlobal ? context.rootScope(input) : place.withLoops(loops).codeScope(input);
    return attributeCode(written, key, item.op, codeScope);
  }
  const value = attributeCode(own, key, item.op, place.codeScope(input));
  if (!standard || isIdentity(standard, key)) return value;
  const { expression } = standard.written as Default['written'] & { kind: 'formula' };
  return call(transforms.get(standard) as string, [
    value,
    ...(takesTensor(expression, variables) ? [input] : []),
    ...(standard.loops > 0 ? [place.around.indexAt(standard.loops)] : []),
  ]);
}

/** Attributes that the layer's own name mentions become constants before the call. */
function attributesInName(item: LayerItem, input: string, place: Place): ReadonlyMap<string, Variable> {
  const constants = new Map<string, Variable>();
  for (const part of item.name?.parts ?? []) {
    for (const { name: key } of typeof part === 'string' ? [] : namesIn(part.expression)) {
      if (!Object.hasOwn(item.op.attributes, key) || constants.has(key)) continue;
      constants.set(key, attributeConstant(item, key, input, place));
    }
  }
  return constants;
}

function attributeConstant(item: LayerItem, key: string, input: string, place: Place): Variable {
  const { type, default: standard } = item.op.attributes[key] as Attribute;
  const written = writtenFor(item, key);
  const isPair = type.type === 'pair';
  const value = written ? attribute(item, key, input, place) : valueCode(standard);
  const local = place.around.local(camelCase(key));
  const pair = isPair && written?.kind === 'formula' ? array([value, value]) : value;
  place.set(local, pair, isPair ? { type: pairType } : {});
  return { code: local.name, type: isPair ? pairType : typeText(type) };
}

/** A default of the language: `[1, 1]`, or `'same'`. */
const valueCode = (value: unknown): string => JSON.stringify(value).replaceAll('"', "'").replaceAll(',', ', ');

const namesIn = (expression: Expression) => [...walk(expression)].filter((part) => part.kind === 'name');

// ---------------------------------------------------------------- shared weights

/** A layer's name, or that of the layer whose weights it shares. */
function ownerCode(item: LayerItem, name: string, place: Place): Doc {
  const key = item.op.weights ? sharingKey(item, place) : undefined;
  return key === undefined ? name : call('owner', [key, name]);
}

/** The key under which a layer or a use shares its weights; undefined where it shares none. */
function sharingKey(item: LayerItem | UseItem, { around }: Place): string | undefined {
  const { context, weights } = around.details;
  if (item.weights) return namedKey(item.weights, context.weightsPrefix);
  if (weights === undefined) return undefined;
  // What stands inside of a use that shares its weights.
  const indices = Array.from({ length: item.loops }, (_, loop) => ` \${${around.indexAt(loop + 1)}}`);
  return `${weights} && \`\${${weights}} ${item.id}${indices.join('')}\``;
}

/** The key under which a name shares weights. */
const namedKey = ({ text }: Name, prefix: string | undefined): string =>
  prefix === undefined ? quote(text) : `\`\${${prefix}} ${text}\``;
