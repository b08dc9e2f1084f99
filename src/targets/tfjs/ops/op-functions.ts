/** One function for each op in use, which applies it with this network's defaults. */

import type { Op } from '../../../ops/op.js';
import type { LayerItem } from '../../../spec/spec.js';
import { groupBy } from '../../../text/group-by.js';
import { call, type Doc, toLines } from '../../code/layout.js';
import { camelCase, pascalCase } from '../../code/lexical.js';
import type { Context, Part } from '../context.js';
import type { CodeScope } from '../expressions.js';
import { writtenFor } from '../program.js';
import { tensorType } from '../types.js';
import { ActivationFunctions, indentation } from './activations.js';
import { attributeCode, defaultCode } from './arguments.js';
import { layerBody } from './layer-body.js';
import type { Callee, OpFunction } from './op-function.js';
import { ownBody } from './own-bodies.js';
import { usageOf, wordOf } from './usage.js';

export class OpFunctions {
  private readonly activations: ActivationFunctions;
  private readonly decided = new Map<Op, OpFunction>();

  constructor(private readonly context: Context) {
    this.activations = new ActivationFunctions(context);
    for (const [op, items] of groupBy(context.program.layers, ({ op }) => op)) {
      // A layer that is an activation and nothing else calls the function of the activation: softmax(x, name).
      if (op.name === 'activation' && items.every((item) => activationOf(item) !== undefined)) continue;
      this.decided.set(op, this.decide(op, items));
    }
  }

  /** The function that a layer calls. */
  functionOf(item: LayerItem): Callee {
    const decided = this.decided.get(item.op);
    return decided ?? { name: this.activations.functionOf(activationOf(item) as string), options: new Map() };
  }

  /** Writes the functions; those of activations come out only where something calls them. */
  write(): readonly Part[] {
    const functions = [...this.decided.values()].map((decided) => this.writeFunction(decided));
    return [...this.activations.write(), ...functions];
  }

  private decide(op: Op, items: readonly LayerItem[]): OpFunction {
    const { context } = this;
    const usage = usageOf(op, items, context.program);
    const options = [...usage.options.values()];
    const optionsType = context.takeType(`${pascalCase(op.name)}Options`);
    if (options.length > 0) context.declareType(optionsType, options);
    for (const { type } of options)
      if (type === 'Initializer' || type === 'Regularizer') context.declarations.argumentTypes.add(type);
    return { op, items, name: context.identifiers.take(camelCase(op.name)), ...usage, optionsType };
  }

  private writeFunction(decided: OpFunction): Part {
    const { op, name, options, optionsType } = decided;
    const { language } = this.context;
    const isJoin = op.inputs.most > 1;
    const x = isJoin ? 'xs' : 'x';
    const type = isJoin ? `[${tensorType}, ...${tensorType}[]]` : tensorType;
    const scope = this.context.rootScope(isJoin ? 'xs[0]' : 'x');
    const pattern = [...options].map(([key, option]): Doc => {
      const standard = option.isOptional ? standardCode(decided, key, scope) : undefined;
      return standard === undefined ? option.key : [option.key, ' = ', standard];
    });
    const mayBeLeftOut = [...options.values()].every(({ isOptional }) => isOptional);
    const parameters: Doc[] = [language.typed(x, type), language.typed('name', 'string')];
    if (options.size > 0) parameters.push(language.optionsParameter(pattern, optionsType, mayBeLeftOut));
    const doc = language.docOf(describe(decided), [
      ['param', type, x],
      ['param', 'string', 'name'],
      ...(options.size > 0 ? [['param', optionsType, mayBeLeftOut ? '[options]' : 'options'] as const] : []),
      ['returns', tensorType],
    ]);
    const writing = { context: this.context, activations: this.activations, scope };
    const body = ownBody(decided, writing) ?? layerBody(decided, x, writing);
    return {
      lines: [
        ...doc,
        ...toLines(call(`function ${name}`, parameters), indentation - 2, '', `${language.annotation(tensorType)} {`),
        ...body.map((line) => `  ${line}`),
        '}',
      ],
    };
  }
}

/** What an option is where a call does not give it: the spec's default, or that of the op. */
function standardCode(decided: OpFunction, key: string, scope: CodeScope): Doc | undefined {
  const { op, options, constants } = decided;
  const standard = options.get(key)?.standard ?? constants.get(key);
  if (standard) return attributeCode(standard, key, op, scope);
  const like = op.attributes[key]?.like;
  if (like === undefined) return defaultCode(key, op);
  return options.get(like)?.key ?? standardCode(decided, like, scope);
}

/** The activation of a layer that is one and nothing else, where it is a word of the text. */
const activationOf = (item: LayerItem): string | undefined =>
  item.op.name === 'activation' ? wordOf(writtenFor(item, 'activation')) : undefined;

/** What a function does beyond its one layer. */
function describe({ op, options, constants }: OpFunction): readonly string[] {
  if (op.name === 'squeeze') return ['Takes dimensions of size 1 away.'];
  const has = (key: string) => op.name !== 'activation' && (options.has(key) || constants.has(key));
  const after = [has('batch_norm') ? 'batch norm' : '', has('activation') ? 'activation' : ''].filter(Boolean);
  return after.length > 0 ? [`${op.name}, then ${after.join(', then ')}.`] : [];
}
