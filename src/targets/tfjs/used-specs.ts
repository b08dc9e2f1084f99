/** Other specs that a network uses, each as a function that holds all that is its own. */
import { type Default, listedOutputs, type Spec } from '../../spec.js';
import { call, type Doc, toLines } from '../code/layout.js';
import { camelCase, commentText, Identifiers, pascalCase, propertyKey } from '../code/lexical.js';
import { BlockFunctions } from './blocks.js';
import { type BlockFunction, BodyWriter, type NamePiece, referredIn } from './body.js';
import { Context, type Field, type Part, sentence, tensorType, typeText, valueText } from './context.js';
import { writeDefinitions } from './definitions.js';
import { OpFunctions } from './op-functions.js';
import type { Program } from './program.js';

export class UsedSpecs {
  readonly parts: Part[] = [];
  private readonly functions = new Map<Spec, BlockFunction>();
  private readonly names = new Identifiers();
  /** Those of which some use, wherever it stands, opens no scope. */
  private readonly scopeless = new Set<Spec>();

  constructor(
    private readonly network: Context,
    private readonly reserved: readonly string[],
  ) {
    for (const name of reserved) this.names.take(name);
    this.findScopeless(network.program);
  }

  private findScopeless(program: Program): void {
    for (const [name, used] of program.used) {
      if (program.isUsedWithoutScope(name)) this.scopeless.add(used.spec);
      this.findScopeless(used);
    }
  }

  /** The functions of the specs that a program uses, by what its uses call them; they are written where they are not yet. */
  functionsOf(program: Program): ReadonlyMap<string, BlockFunction> {
    return new Map(
      [...program.used].map(([name, used]) => {
        const known = this.functions.get(used.spec);
        if (known) return [name, known];
        const written = this.write(used, this.scopeless.has(used.spec));
        this.functions.set(used.spec, written);
        return [name, written];
      }),
    );
  }

  private write(program: Program, takesPrefix: boolean): BlockFunction {
    const { spec } = program;
    const { model, javascript, declarations } = this.network;
    const context = new Context(model, program, javascript, declarations);
    for (const name of this.reserved) context.identifiers.take(name);
    const name = this.names.take(camelCase(spec.name.text));
    context.identifiers.take(name);
    const callees = this.functionsOf(program);
    for (const { name: callee } of callees.values()) context.identifiers.take(callee);
    const inputs = [...spec.inputs.keys()].map((input) => context.identifiers.take(camelCase(input)));
    const scope = context.identifiers.take(takesPrefix ? 'prefix' : 'scope');
    context.weightsPrefix = scope;
    const options = this.declareOptions(context);
    const transforms = new Map<Default, string>();
    const { identifiers, variables } = context;
    const definitions = writeDefinitions({ owner: spec, identifiers, variables, transforms, indentation: 2 }, context);
    const ops = new OpFunctions(context);
    const blocks = new BlockFunctions(context, callees);
    const blockParts = blocks.write(ops, transforms);
    const outputs = [...listedOutputs(spec)];
    const referred = referredIn(
      spec.body,
      outputs.map(([, { layer }]) => layer),
    );
    const prefix: readonly NamePiece[] = takesPrefix ? [{ code: scope }] : [{ code: scope }, '/'];
    const place = { identifiers: new Identifiers(identifiers), variables, transforms, referred, renamed: new Map() };
    const writer = new BodyWriter(place, prefix, context, ops, blocks.callables);
    for (const [index, input] of [...spec.inputs.keys()].entries()) writer.define(input, inputs[index] as string);
    const result = writer.local('net');
    writer.writeBody(spec.body, inputs[0] as string, result);
    const named = outputs.map(([key, { layer }]): readonly [string, Doc] => {
      const { code, isOptional } = writer.resultOf(layer);
      return [propertyKey(key), isOptional ? context.readAs(code, tensorType) : code];
    });
    const returns =
      named.length === 0
        ? tensorType
        : `{ ${['output', ...named.map(([key]) => key)].map((key) => `${key}: ${tensorType}`).join('; ')} }`;
    const parameters: Doc[] = [
      ...inputs.map((input) => context.typed(input, tensorType)),
      context.typed(scope, 'string'),
      ...(options.fields.length > 0 ? [context.optionsParameter(options.pattern, options.type, true)] : []),
    ];
    const about =
      spec.summary === undefined ? `The network ${commentText(spec.name.text)}.` : sentence(commentText(spec.summary));
    const doc = context.docOf(
      [`${about} ${context.at(spec.name.span)}`],
      [
        ...inputs.map((input) => ['param', tensorType, input] as const),
        ['param', 'string', scope],
        ...(options.fields.length > 0 ? [['param', options.type, '[options]'] as const] : []),
        ['returns', returns],
      ],
    );
    const parts = [...definitions, ...ops.write(), ...blockParts].map(({ lines }) => lines);
    const body = [...parts, writer.print(2, result, named)].flatMap((lines, index) =>
      index === 0 ? lines : ['', ...lines],
    );
    const head = toLines(call(`function ${name}`, parameters), 0, '', javascript ? ' {' : `: ${returns} {`);
    this.parts.push({ lines: [...doc, ...head, ...body.map((line) => (line === '' ? '' : `  ${line}`)), '}'] });
    return { name, parameters: options.keys, renamed: new Map(), takesPrefix };
  }

  /** The options of a used spec: its parameters, with their defaults. */
  private declareOptions(context: Context) {
    const { program, identifiers, variables } = context;
    const keys = new Map<string, string>();
    const pattern: string[] = [];
    const fields: Field[] = [];
    for (const { text, type, nullable, summary, default: standard } of program.parametersOf(program.spec)) {
      const key = identifiers.take(camelCase(text));
      keys.set(text, key);
      variables.set(text, { code: key, type: typeText(type, nullable) });
      pattern.push(standard === undefined ? key : `${key} = ${valueText(standard)}`);
      const doc = summary === undefined ? {} : { doc: sentence(commentText(summary)) };
      fields.push({ key, type: typeText(type, nullable), isOptional: standard !== undefined, ...doc });
    }
    const type = context.takeType(`${pascalCase(program.spec.name.text)}Options`);
    if (fields.length > 0) context.declareType(type, fields);
    return { keys, pattern, fields, type };
  }
}
