/** Blocks as functions. */
import type { Expression } from '../expressions/expression.js';
import { type Block, type Default, indexName, type Parameter } from '../spec/spec.js';
import type { Callable, Calls } from './body/calls.js';
import type { Context } from './context.js';
import { lowerDefinitions } from './definitions.js';
import type { Variable } from './expressions.js';
import type { Identifiers, Option, TensorFunction } from './module.js';
import type { Owner } from './program.js';
import { lowerTensorFunction, type Signature } from './tensor-functions.js';
import { boolean, number, pair, string, type Type, typeOf, union } from './types.js';

/** A block's function, with what only its own text has to know. */
interface BlockSignature extends Signature {
  readonly owner: Block;
  readonly identifiers: Identifiers;
  readonly variables: Map<string, Variable>;
}

export class BlockFunctions {
  /** What calls have to know, by block. */
  readonly byName: ReadonlyMap<string, BlockSignature & Callable>;

  constructor(private readonly context: Context) {
    const { program } = context;
    // All have their names before any has its parameters, which may take none of them.
    const named = program.blocks.map((block) => ({
      block,
      name: context.take(block.name.text),
      optionsType: context.takeType(block.name.text),
    }));
    this.byName = new Map(named.map(({ block, ...names }) => [block.name.text, this.sign(block, names)]));
  }

  private sign(owner: Block, names: Pick<Signature, 'name' | 'optionsType'>): BlockSignature & Callable {
    const { context } = this;
    const { program } = context;
    const identifiers = context.naming.identifiers(context.identifiers);
    const take = (name: string) => context.take(name, identifiers);
    const inputs = owner.inputs.length > 0 ? owner.inputs.map(({ text }) => take(text)) : [take('x')];
    const takesPrefix = program.isUsedWithoutScope(owner.name.text);
    const scope = take(takesPrefix ? 'prefix' : 'scope');
    const variables = new Map(context.variables);
    const parameters = program.parametersOf(owner).map((parameter): readonly [string, Option] => {
      const { text, type: declared, nullable } = parameter;
      const key = take(text);
      const type = declared ? typeOf(declared, nullable) : this.givenType(owner, text);
      variables.set(text, { name: key, type });
      return [text, optionOf(parameter, key, type)];
    });
    const renamed = program.renamedIn(owner).map((path): readonly [string, Option] => {
      const standard = path.split('/').at(-1) ?? path;
      return [path, { key: take(path), type: string, default: standard, summary: path, role: 'rename' }];
    });
    const weights: readonly Option[] = program.isShared(owner)
      ? [{ key: take('weights'), type: string, role: 'weights' }]
      : [];
    const keys = (named: readonly (readonly [string, Option])[]) => new Map(named.map(([of, { key }]) => [of, key]));
    return {
      ...names,
      owner,
      identifiers,
      inputs,
      takesPrefix,
      scope,
      options: [...parameters.map(([, option]) => option), ...renamed.map(([, option]) => option), ...weights],
      variables,
      parameters: keys(parameters),
      renamed: keys(renamed),
      ...(weights[0] ? { weights: weights[0].key } : {}),
    };
  }

  /** The functions, in the order of the spec. */
  lower(calls: Calls, transformsAround: ReadonlyMap<Default, string>): readonly TensorFunction[] {
    return [...this.byName.values()].map((block) => {
      const { owner, identifiers, variables } = block;
      const transforms = new Map(transformsAround);
      const definitions = lowerDefinitions({ owner, identifiers, variables, transforms }, this.context);
      return lowerTensorFunction(block, { ...block, context: this.context, transforms }, calls, definitions);
    });
  }

  /** The type of a parameter that declares none, by what uses give it. */
  private givenType(block: Block, parameter: string): Type {
    const types = this.context.program.usesOf(block.name.text).map(({ item, owner }): Type => {
      const written = item.arguments.get(parameter)?.written;
      if (written?.kind === 'list') return written.items.length === 2 ? pair : ['numbers'];
      if (written?.kind === 'word') return string;
      return written?.kind === 'formula' ? this.typeOf(written.expression, owner, item.loops > 0) : [];
    });
    const type = union(types);
    return type.every((one) => one === 'null') ? [...number, ...type] : type;
  }

  /** The types that an expression may have. */
  private typeOf(expression: Expression, owner: Owner, isRepeated: boolean): Type {
    switch (expression.kind) {
      case 'name': {
        if (isRepeated && expression.name === indexName) return number;
        const own = owner.kind === 'block' ? owner.parameters.get(expression.name) : undefined;
        if (own?.type) return typeOf(own.type, own.nullable);
        if (own && owner.kind === 'block') return this.givenType(owner, expression.name);
        return this.context.variables.get(expression.name)?.type ?? number;
      }
      case 'literal':
        return expression.value === null ? ['null'] : typeof expression.value === 'number' ? number : boolean;
      case 'not':
        return boolean;
      case 'conditional':
        return union([expression.whenTrue, expression.whenFalse].map((side) => this.typeOf(side, owner, isRepeated)));
      case 'binary':
        return ['+', '-', '*', '/', '//', '%'].includes(expression.operator) ? number : boolean;
      default:
        return number;
    }
  }
}

/** A parameter as an option of a function. */
export function optionOf({ summary, default: standard }: Parameter, key: string, type: Type): Option {
  return {
    key,
    type,
    role: 'parameter',
    ...(summary === undefined ? {} : { summary }),
    ...(standard === undefined ? {} : { default: standard }),
  };
}
