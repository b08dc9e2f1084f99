/** One function for each op in use, with the attributes in which the network's layers differ as options. */
import type { Placed } from '../core/core.js';
import { activations } from '../ops/companions.js';
import type { Op } from '../ops/op.js';
import { countOutputs, isNumbered } from '../ops/outputs.js';
import { inputCount } from '../ops/ports.js';
import { writtenFor } from '../spec/defaults.js';
import type { LayerItem, WrittenValue } from '../spec/spec.js';
import { groupBy } from '../text/group-by.js';
import { type Context, x } from './context.js';
import { Facts, type LayerFacts, wordOf } from './facts.js';
import type { Expr, FunctionOutputs, OpFunction, OpOption } from './module.js';
import { usageOf } from './usage.js';

/** What calls of an op's function have to know. */
export interface Callee {
  readonly name: string;
  readonly options: ReadonlyMap<string, OpOption>;
  /** The defaults of options. */
  readonly standards: ReadonlyMap<string, WrittenValue>;
  /** Whether it takes a list of tensors, and not one tensor. */
  readonly takesList: boolean;
  /** What it gives, if that is more than one tensor. */
  readonly outputs?: FunctionOutputs;
}

export class OpFunctions {
  /** The functions of activations, by word. */
  readonly activations: ReadonlyMap<string, string>;
  /** The words of the activations that layers call. */
  readonly activationLayers = new Set<string>();
  private readonly decided = new Map<Op, { readonly code: OpFunction } & Callee>();

  constructor(private readonly context: Context) {
    const { program } = context;
    const facts = new Facts(program);
    this.activations = new Map(activations.map((word) => [word, context.take(word)]));
    for (const [op, layers] of groupBy(program.layers, ({ item }) => item.op)) {
      // A layer that is an activation and nothing else calls the function of the activation: softmax(x, name).
      if (op.name === 'activation' && layers.every(({ item }) => activationOf(item) !== undefined)) continue;
      this.decided.set(op, this.decide(op, layers, facts));
    }
  }

  /** The function that a layer calls. */
  functionOf(item: LayerItem): Callee {
    const decided = this.decided.get(item.op);
    if (decided) return decided;
    const word = activationOf(item);
    const name = word === undefined ? undefined : this.activations.get(word);
    if (word === undefined || name === undefined) throw new Error(`there is no function for a ${item.op.name}`);
    this.activationLayers.add(word);
    return { name, options: new Map(), standards: new Map(), takesList: false };
  }

  get functions(): readonly OpFunction[] {
    return [...this.decided.values()].map(({ code }) => code);
  }

  private decide(op: Op, layers: readonly Placed<LayerItem>[], facts: Facts): { readonly code: OpFunction } & Callee {
    const { context } = this;
    const takesList = inputCount(op.inputs).least > 1 || layers.some(({ item: { inputs = [] } }) => inputs.length > 1);
    // The tensor that it asks for shapes.
    const asked: Expr = takesList ? { kind: 'first', of: 'xs' } : x;
    const scope = context.scopeIn(context.program.network, asked);
    const usage = usageOf(op, layers, context.program, scope, (key) => context.naming.variable(key));
    const { options, constants, standards } = usage;
    const optionsType = context.takeType(op.name);
    const name = context.take(op.name);
    const mayFreeze = layers.some(({ item }) => context.freezing.mayFreeze(item));
    const known = layers.map((layer) => facts.of(layer));
    // An engine gives all of numbered outputs, whether anything asks for more than the first or not.
    const givesMore = isNumbered(op.outputs) || context.program.askedForMore.has(op);
    const outputs = givesMore ? { outputs: functionOutputs(op, known) } : {};
    const code = { op, name, optionsType, options, constants, takesList, mayFreeze, layers: known, ...outputs };
    return { code, name, options, standards, takesList, ...outputs };
  }
}

/** What the function of an op gives, with the number of outputs if all layers have as many. */
function functionOutputs({ outputs }: Op, layers: readonly LayerFacts[]): FunctionOutputs {
  if (!isNumbered(outputs)) return { kind: 'named', names: outputs };
  const [count, ...others] = new Set(layers.map((layer) => countOutputs(layer.numbers(outputs.countedBy))));
  return { kind: 'numbered', ...(count === undefined || others.length > 0 ? {} : { count }) };
}

/** The activation of a layer that is only an activation, if its word is fixed. */
const activationOf = (item: LayerItem): string | undefined =>
  item.op.name === 'activation' ? wordOf(writtenFor(item, 'activation')) : undefined;
