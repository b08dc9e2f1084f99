/** Blocks as functions. */
import type { Expression } from '../../expressions/expression.js';
import { type Block, type Default, indexName } from '../../spec/spec.js';
import { camelCase, Identifiers, pascalCase, quote } from '../code/lexical.js';
import { valueText } from '../code/words.js';
import type { Calls } from './body/calls.js';
import type { Context, Part } from './context.js';
import { writeDefinitions } from './definitions.js';
import type { Variable } from './expressions.js';
import { blockMark } from './marks.js';
import { parameterDoc } from './options.js';
import type { Owner } from './program.js';
import { FunctionOptions, type Signature, writeTensorFunction } from './tensor-functions.js';
import { pairType, typeText } from './types.js';

/** A block's function, with what only its own text has to know. */
interface BlockFunction extends Signature {
  readonly owner: Block;
  readonly identifiers: Identifiers;
  readonly variables: Map<string, Variable>;
}

/** Where the functions of blocks stand: in the factory, or in the function of the spec. */
const indentation = 2;

export class BlockFunctions {
  /** What calls have to know, by block. */
  readonly byName: ReadonlyMap<string, BlockFunction>;

  constructor(private readonly context: Context) {
    const { program, identifiers } = context;
    // All have their names before any has its parameters, which may bear none of them.
    const named = program.blocks.map((block) => ({
      block,
      name: identifiers.take(camelCase(block.name.text)),
      optionsType: context.takeType(`${pascalCase(block.name.text)}Options`),
    }));
    this.byName = new Map(named.map(({ block, ...names }) => [block.name.text, this.sign(block, names)]));
  }

  private sign(owner: Block, names: Pick<Signature, 'name' | 'optionsType'>): BlockFunction {
    const { program } = this.context;
    const identifiers = new Identifiers(this.context.identifiers);
    const take = (name: string) => identifiers.take(camelCase(name));
    const inputs = owner.inputs.length > 0 ? owner.inputs.map(({ text }) => take(text)) : [take('x')];
    const takesPrefix = program.isUsedWithoutScope(owner.name.text);
    const scope = take(takesPrefix ? 'prefix' : 'scope');
    const options = new FunctionOptions();
    const variables = new Map(this.context.variables);
    const parameters = new Map<string, string>();
    for (const parameter of program.parametersOf(owner)) {
      const { text, type, nullable, default: standard } = parameter;
      const key = take(text);
      const code = type ? typeText(type, nullable) : this.givenType(owner, text);
      parameters.set(text, key);
      variables.set(text, { code: key, type: code });
      const field = { key, type: code, isOptional: standard !== undefined, ...parameterDoc(parameter) };
      options.add(field, standard === undefined ? undefined : valueText(standard));
    }
    const renamed = new Map(program.renamedIn(owner).map((path) => [path, take(path)]));
    for (const [path, key] of renamed) {
      const field = { key, type: 'string', isOptional: true, doc: `The name of ${path}.` };
      options.add(field, quote(path.split('/').at(-1) as string));
    }
    const weights = program.isShared(owner) ? take('weights') : undefined;
    if (weights !== undefined) {
      const doc = 'The key under which the layers share their weights.';
      options.add({ key: weights, type: 'string', isOptional: true, doc });
    }
    return {
      ...names,
      owner,
      identifiers,
      inputs,
      takesPrefix,
      scope,
      options,
      variables,
      parameters,
      renamed,
      ...(weights === undefined ? {} : { weights }),
    };
  }

  /** The functions, in the order of the spec. */
  write(calls: Calls, transforms: ReadonlyMap<Default, string>): readonly Part[] {
    return [...this.byName.values()].map((block) => this.writeFunction(block, calls, transforms));
  }

  private writeFunction(block: BlockFunction, calls: Calls, transformsAround: ReadonlyMap<Default, string>): Part {
    const { context } = this;
    const { owner, options, optionsType, identifiers, variables } = block;
    if (!options.isEmpty) context.declareType(optionsType, options.fields);
    const transforms = new Map(transformsAround);
    const definitions = writeDefinitions(
      { owner, identifiers, variables, transforms, indentation: indentation + 2 },
      context,
    );
    const { doc, head, body } = writeTensorFunction(block, { ...block, context, transforms }, calls, indentation);
    const inside = [...definitions.flatMap(({ lines }) => lines), ...body];
    return {
      lines: [...doc, blockMark(owner) + head[0], ...head.slice(1), ...inside.map((line) => `  ${line}`), '}'],
    };
  }

  /** The TypeScript type of a parameter that declares none, by what uses give it. */
  private givenType(block: Block, parameter: string): string {
    const types = new Set(
      this.context.program.usesOf(block.name.text).flatMap(({ item, owner }): readonly string[] => {
        const written = item.arguments.get(parameter)?.written;
        if (written?.kind === 'list') return [written.items.length === 2 ? pairType : 'number[]'];
        if (written?.kind === 'word') return ['string'];
        return written?.kind === 'formula' ? this.typesOf(written.expression, owner, item.loops > 0) : [];
      }),
    );
    const isNullable = types.delete('null');
    return [...(types.size > 0 ? types : ['number']), ...(isNullable ? ['null'] : [])].join(' | ');
  }

  /** The types that an expression may have. */
  private typesOf(expression: Expression, owner: Owner, isRepeated: boolean): readonly string[] {
    switch (expression.kind) {
      case 'name': {
        if (isRepeated && expression.name === indexName) return ['number'];
        const own = owner.kind === 'block' ? owner.parameters.get(expression.name) : undefined;
        if (own?.type) return typeText(own.type, own.nullable).split(' | ');
        if (own) return this.givenType(owner as Block, expression.name).split(' | ');
        return (this.context.variables.get(expression.name)?.type ?? 'number').split(' | ');
      }
      case 'literal':
        return [expression.value === null ? 'null' : typeof expression.value];
      case 'not':
        return ['boolean'];
      case 'conditional':
        return [expression.whenTrue, expression.whenFalse].flatMap((side) => this.typesOf(side, owner, isRepeated));
      case 'binary':
        return ['+', '-', '*', '/', '//', '%'].includes(expression.operator) ? ['number'] : ['boolean'];
      default:
        return ['number'];
    }
  }
}
