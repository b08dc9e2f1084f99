/** Blocks as functions. */

import type { DeclaredParameter, Unit } from '../core/core.js';
import type { Expression } from '../expressions/expression.js';
import { type Block, type Default, type Item, listedOutputs, type Parameter } from '../spec/spec.js';
import type { Callable, Calls } from './body/calls.js';
import type { Context } from './context.js';
import { lowerDefinitions, type TransformFunction } from './definitions.js';
import type { Identifiers, Option, TensorFunction } from './module.js';
import { lowerTensorFunction, type Signature } from './tensor-functions.js';
import { boolean, number, string, type Type, tuple, typeOf, union } from './types.js';

/** A block's function, with what only its own text has to know. */
interface BlockSignature extends Signature {
  readonly unit: Unit<Block>;
  readonly identifiers: Identifiers;
  /** The variables with the names of renamed layers. */
  readonly renamedLayers: ReadonlyMap<Item, string>;
}

export class BlockFunctions {
  /** What calls have to know, by block. */
  readonly byUnit: ReadonlyMap<Unit, BlockSignature & Callable>;

  constructor(private readonly context: Context) {
    const { program } = context;
    // All have their names before any has its parameters, which may take none of them.
    const named = program.blocks.map((unit) => ({
      unit,
      name: context.take(unit.owner.name.text),
      optionsType: context.takeType(unit.owner.name.text),
    }));
    this.byUnit = new Map(named.map(({ unit, ...names }) => [unit, this.sign(unit, names)]));
  }

  private sign(unit: Unit<Block>, names: Pick<Signature, 'name' | 'optionsType'>): BlockSignature & Callable {
    const { context } = this;
    const { program } = context;
    const { owner } = unit;
    const identifiers = context.naming.identifiers(context.identifiers, this.hiddenIn(unit));
    const take = (name: string) => context.take(name, identifiers);
    const inputs = owner.inputs.length > 0 ? owner.inputs.map(({ text }) => take(text)) : [take('x')];
    const takesPrefix = program.isUsedWithoutScope(unit);
    const scope = take(takesPrefix ? 'prefix' : 'scope');
    const parameters = program.parametersOf(unit).map((parameter): readonly [string, Option] => {
      const { text } = parameter.declared;
      const key = take(text);
      const type = this.typeOfParameter(parameter);
      context.variables.set(parameter, { name: key, type });
      return [text, optionOf(parameter.declared, key, type)];
    });
    const renamed = [...program.renamedIn(unit)].map(([path, layers]) => {
      const standard = path.split('/').at(-1) ?? path;
      const option: Option = { key: take(path), type: string, default: standard, summary: path, role: 'rename' };
      return { path, layers, option };
    });
    const frozen: readonly Option[] = context.freezing.takesOption(unit) ? [trainableOption(take('trainable'))] : [];
    const keyType = context.weightsKeys.typeOf(unit);
    const weights: readonly Option[] = keyType ? [{ key: take('weights'), type: keyType, role: 'weights' }] : [];
    return {
      ...names,
      unit,
      outputs: [...listedOutputs(owner).keys()],
      identifiers,
      inputs,
      takesPrefix,
      scope,
      options: [
        ...parameters.map(([, option]) => option),
        ...renamed.map(({ option }) => option),
        ...frozen,
        ...weights,
      ],
      parameters: new Map(parameters.map(([of, { key }]) => [of, key])),
      renamed: new Map(renamed.map(({ path, option }) => [path, option.key])),
      renamedLayers: new Map(renamed.flatMap(({ layers, option }) => layers.map((layer) => [layer, option.key]))),
      ...(frozen[0] ? { trainable: frozen[0].key } : {}),
      ...(weights[0] ? { weights: weights[0].key } : {}),
    };
  }

  /** The options of the factory that a block does not read, so that its own names can hide them. */
  private hiddenIn(unit: Unit<Block>): readonly string[] {
    const { naming, program, variables } = this.context;
    if (!naming.mayHideOptions) return [];
    const read = program.networkParametersIn(unit);
    return program
      .parametersOf(program.network)
      .filter((parameter) => !read.has(parameter))
      .flatMap((parameter) => variables.get(parameter)?.name ?? []);
  }

  /** The functions, in the order of the spec. */
  lower(calls: Calls, transformsAround: ReadonlyMap<Default, TransformFunction>): readonly TensorFunction[] {
    return [...this.byUnit.values()].map((block) => {
      const { unit, identifiers } = block;
      const transforms = new Map(transformsAround);
      const definitions = lowerDefinitions({ unit, identifiers, transforms }, this.context);
      return lowerTensorFunction(block, { ...block, context: this.context, transforms }, calls, definitions);
    });
  }

  /** The type that a parameter declares, or else the one of what uses give it. */
  private typeOfParameter({ declared, unit: block }: DeclaredParameter): Type {
    if (declared.type) return typeOf(declared.type, declared.nullable);
    const types = this.context.program.usesOf(block).map(({ item, unit }): Type => {
      const written = item.arguments.get(declared.text)?.written;
      if (written?.kind === 'list') {
        const { length } = written.items;
        return length === 2 || length === 3 ? tuple(length) : ['numbers'];
      }
      if (written?.kind === 'word') return string;
      return written?.kind === 'formula' ? this.typeOf(written.expression, unit) : [];
    });
    const type = union(types);
    return type.every((one) => one === 'null') ? [...number, ...type] : type;
  }

  /** The types that an expression may have. */
  private typeOf(expression: Expression, unit: Unit): Type {
    switch (expression.kind) {
      case 'name': {
        const variable = unit.variables.get(expression)?.target;
        if (variable?.kind !== 'parameter' && variable?.kind !== 'formula') return number;
        // Blocks may be signed in any order.
        if (variable.kind === 'parameter' && variable.unit.owner.kind === 'block')
          return this.typeOfParameter(variable);
        return this.context.variables.get(variable)?.type ?? number;
      }
      case 'apply': {
        const target = unit.variables.get(expression.function)?.target;
        return (target?.kind === 'formula' && this.context.variables.get(target)?.type) || number;
      }
      case 'literal':
        return expression.value === null ? ['null'] : typeof expression.value === 'number' ? number : boolean;
      case 'not':
        return boolean;
      case 'conditional':
        return union([expression.whenTrue, expression.whenFalse].map((side) => this.typeOf(side, unit)));
      case 'binary':
        return ['+', '-', '*', '/', '//', '%', '**'].includes(expression.operator) ? number : boolean;
      default:
        return number;
    }
  }
}

/** The option that says whether training changes the weights of what a function builds. */
export const trainableOption = (key: string): Option => ({ key, type: boolean, default: true, role: 'trainable' });

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
