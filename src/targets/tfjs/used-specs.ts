/** Other specs that a network uses, each as a function that holds all that is its own. */
import type { Spec } from '../../spec/spec.js';
import { camelCase, Identifiers, pascalCase } from '../code/lexical.js';
import { valueText } from '../code/words.js';
import type { Callable } from './body/calls.js';
import { Context, type Part } from './context.js';
import { parameterDoc } from './options.js';
import type { Program } from './program.js';
import { SpecParts, type UsedFunctions } from './spec-parts.js';
import { FunctionOptions, writeTensorFunction } from './tensor-functions.js';
import { typeText } from './types.js';

export class UsedSpecs implements UsedFunctions {
  readonly parts: Part[] = [];
  private readonly functions = new Map<Spec, Callable>();
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
  functionsOf(program: Program): ReadonlyMap<string, Callable> {
    return new Map(
      [...program.used].map(([name, used]) => {
        const known = this.functions.get(used.spec) ?? this.write(used);
        this.functions.set(used.spec, known);
        return [name, known];
      }),
    );
  }

  private write(program: Program): Callable {
    const { spec } = program;
    const { model, language, declarations } = this.network;
    const context = new Context(model, program, language, declarations);
    const { identifiers, variables } = context;
    for (const name of this.reserved) identifiers.take(name);
    const name = this.names.take(camelCase(spec.name.text));
    identifiers.take(name);
    for (const { name: callee } of this.functionsOf(program).values()) identifiers.take(callee);
    const inputs = [...spec.inputs.keys()].map((input) => identifiers.take(camelCase(input)));
    const takesPrefix = this.scopeless.has(spec);
    const scope = identifiers.take(takesPrefix ? 'prefix' : 'scope');
    context.weightsPrefix = scope;
    const { options, parameters } = takeParameters(context);
    const optionsType = context.takeType(`${pascalCase(spec.name.text)}Options`);
    if (!options.isEmpty) context.declareType(optionsType, options.fields);
    const specParts = new SpecParts(context, this);
    const callable = { name, parameters, renamed: new Map(), takesPrefix };
    const { doc, head, body } = writeTensorFunction(
      { ...callable, owner: spec, inputs, scope, options, optionsType },
      { context, identifiers: new Identifiers(identifiers), variables, transforms: specParts.transforms },
      specParts.calls,
      0,
    );
    const inside = [...specParts.write().map(({ lines }) => lines), body].flatMap((lines, index) =>
      index === 0 ? lines : ['', ...lines],
    );
    this.parts.push({ lines: [...doc, ...head, ...inside.map((line) => (line === '' ? '' : `  ${line}`)), '}'] });
    return callable;
  }
}

/** The parameters of a used spec as options of its function, with their defaults. */
function takeParameters({ program, identifiers, variables }: Context) {
  const options = new FunctionOptions();
  const parameters = new Map<string, string>();
  for (const parameter of program.parametersOf(program.spec)) {
    const { text, type: declared, nullable, default: standard } = parameter;
    const key = identifiers.take(camelCase(text));
    const type = typeText(declared, nullable);
    parameters.set(text, key);
    variables.set(text, { code: key, type });
    const field = { key, type, isOptional: standard !== undefined, ...parameterDoc(parameter) };
    options.add(field, standard === undefined ? undefined : valueText(standard));
  }
  return { options, parameters };
}
