/** Blocks as functions. */
import type { Expression } from '../../expression.js';
import { type Block, type Default, indexName } from '../../spec.js';
import { call, type Doc, toLines } from '../code/layout.js';
import { camelCase, commentText, Identifiers, pascalCase, propertyKey, quote } from '../code/lexical.js';
import { type BlockFunction, BodyWriter, type NamePiece, referredIn } from './body.js';
import { type Context, type Field, type Part, pairType, sentence, tensorType, typeText, valueText } from './context.js';
import { writeDefinitions } from './definitions.js';
import type { Variable } from './expressions.js';
import { blockMark } from './marks.js';
import type { OpFunctions } from './op-functions.js';
import type { Owner } from './program.js';

/** A block's function, with what only its own text has to know. */
interface Signature extends BlockFunction {
  readonly block: Block;
  readonly identifiers: Identifiers;
  readonly inputs: readonly string[];
  readonly scope: string;
  readonly optionsType: string;
  readonly variables: Map<string, Variable>;
  /** The options as the function takes them apart, and their type. */
  readonly pattern: readonly string[];
  readonly fields: readonly Field[];
}

export class BlockFunctions {
  readonly byName: ReadonlyMap<string, Signature>;

  constructor(
    private readonly context: Context,
    private readonly used: ReadonlyMap<string, BlockFunction>,
  ) {
    const { program, identifiers } = context;
    const names = new Map(
      program.blocks.map(({ name: { text } }) => [
        text,
        { name: identifiers.take(camelCase(text)), optionsType: context.takeType(`${pascalCase(text)}Options`) },
      ]),
    );
    this.byName = new Map(
      program.blocks.map((block) => [
        block.name.text,
        this.sign(block, names.get(block.name.text) as { name: string; optionsType: string }),
      ]),
    );
  }

  private sign(block: Block, names: { readonly name: string; readonly optionsType: string }): Signature {
    const { program } = this.context;
    const identifiers = new Identifiers(this.context.identifiers);
    const take = (name: string) => identifiers.take(camelCase(name));
    const inputs = block.inputs.length > 0 ? block.inputs.map(({ text }) => take(text)) : [take('x')];
    const takesPrefix = program.isUsedWithoutScope(block.name.text);
    const scope = take(takesPrefix ? 'prefix' : 'scope');
    const variables = new Map(this.context.variables);
    const parameters = new Map<string, string>();
    const pattern: string[] = [];
    const fields: Field[] = [];
    for (const { text, type, nullable, summary, default: standard } of program.parametersOf(block)) {
      const key = take(text);
      const code = type ? typeText(type, nullable) : this.givenType(block, text);
      parameters.set(text, key);
      variables.set(text, { code: key, type: code });
      pattern.push(standard === undefined ? key : `${key} = ${valueText(standard)}`);
      fields.push({
        key,
        type: code,
        isOptional: standard !== undefined,
        ...(summary === undefined ? {} : { doc: sentence(commentText(summary)) }),
      });
    }
    const renamed = new Map(program.renamedIn(block).map((path) => [path, take(path)]));
    for (const [path, key] of renamed) {
      pattern.push(`${key} = ${quote(path.split('/').at(-1) as string)}`);
      fields.push({ key, type: 'string', isOptional: true, doc: `The name of ${path}.` });
    }
    const weights = program.isShared(block) ? take('weights') : undefined;
    if (weights !== undefined) {
      pattern.push(weights);
      fields.push({
        key: weights,
        type: 'string',
        isOptional: true,
        doc: 'The key under which the layers share their weights.',
      });
    }
    return {
      ...names,
      block,
      identifiers,
      inputs,
      takesPrefix,
      scope,
      variables,
      parameters,
      pattern,
      fields,
      renamed,
      ...(weights === undefined ? {} : { weights }),
    };
  }

  /** All that uses can call: blocks, and other specs. */
  get callables(): ReadonlyMap<string, BlockFunction> {
    return new Map<string, BlockFunction>([...this.used, ...this.byName]);
  }

  /** The functions, in the order of the spec. */
  write(ops: OpFunctions, transforms: ReadonlyMap<Default, string>): readonly Part[] {
    return [...this.byName.values()].map((signature) => this.writeFunction(signature, ops, transforms));
  }

  private writeFunction(signature: Signature, ops: OpFunctions, rootTransforms: ReadonlyMap<Default, string>): Part {
    const {
      block,
      name,
      optionsType,
      inputs,
      scope,
      takesPrefix,
      identifiers,
      variables,
      fields,
      pattern,
      renamed,
      weights,
    } = signature;
    const { context } = this;
    if (fields.length > 0) context.declareType(optionsType, fields);
    const transforms = new Map(rootTransforms);
    const definitions = writeDefinitions({ owner: block, identifiers, variables, transforms, indentation: 4 }, context);
    const prefix: readonly NamePiece[] = takesPrefix ? [{ code: scope }] : [{ code: scope }, '/'];
    const outputs = [...block.outputs.values()].map(({ layer }) => layer);
    const place = {
      identifiers,
      variables,
      transforms,
      referred: referredIn(block.body, outputs),
      renamed,
      ...(weights === undefined ? {} : { weights }),
    };
    const writer = new BodyWriter(place, prefix, context, ops, this.callables);
    for (const [index, { text }] of block.inputs.entries()) writer.define(text, inputs[index] as string);
    const result = writer.local('net');
    writer.writeBody(block.body, inputs[0] as string, result);
    const named = [...block.outputs].map(([key, { layer }]): readonly [string, Doc] => [
      propertyKey(key),
      writer.resultOf(layer).code,
    ]);
    const returns =
      named.length === 0
        ? tensorType
        : `{ ${['output', ...named.map(([key]) => key)].map((key) => `${key}: ${tensorType}`).join('; ')} }`;
    const mayBeLeftOut = fields.every(({ isOptional }) => isOptional);
    const parameters: Doc[] = [
      ...inputs.map((input) => context.typed(input, tensorType)),
      context.typed(scope, 'string'),
    ];
    if (fields.length > 0) parameters.push(context.optionsParameter(pattern, optionsType, mayBeLeftOut));
    const about =
      block.summary === undefined ? `The block ${commentText(block.name.text)}.` : sentence(commentText(block.summary));
    const doc = context.docOf(
      [`${about} ${context.at(block.name.span)}`],
      [
        ...inputs.map((input) => ['param', tensorType, input] as const),
        ['param', 'string', scope],
        ...(fields.length > 0 ? [['param', optionsType, mayBeLeftOut ? '[options]' : 'options'] as const] : []),
        ['returns', returns],
      ],
    );
    const body = [...definitions.flatMap(({ lines }) => lines), ...writer.print(4, result, named)];
    const head = toLines(call(`function ${name}`, parameters), 2, '', context.javascript ? ' {' : `: ${returns} {`);
    return { lines: [...doc, blockMark(block) + head[0], ...head.slice(1), ...body.map((line) => `  ${line}`), '}'] };
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
