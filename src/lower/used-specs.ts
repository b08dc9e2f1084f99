/** Other specs that a network uses, each as a function that holds all that is its own. */
import type { Unit } from '../core/core.js';
import { listedOutputs } from '../spec/spec.js';
import { optionOf, trainableOption } from './blocks.js';
import type { Callable } from './body/calls.js';
import { Context } from './context.js';
import { type Expr, type Identifiers, type Option, type SpecFunction, variable } from './module.js';
import { SpecParts, type UsedFunctions } from './parts.js';
import type { Program } from './program.js';
import { lowerTensorFunction } from './tensor-functions.js';
import { typeOf } from './types.js';

export class UsedSpecs implements UsedFunctions {
  readonly functions: SpecFunction[] = [];
  private readonly callables = new Map<Unit, Callable>();
  private readonly names: Identifiers;
  /** Those that some use, in this or another spec, uses without a scope. */
  private readonly scopeless = new Set<Unit>();
  /** The outputs that uses are asked for, beside those that a spec lists. */
  private readonly asked = new Map<Unit, Set<string>>();

  constructor(
    private readonly network: Context,
    private readonly reserved: readonly string[],
  ) {
    this.names = network.naming.identifiers();
    for (const name of reserved) this.names.take(name);
    this.findUses(network.program);
  }

  private findUses(program: Program): void {
    for (const [unit, used] of program.used) {
      if (program.isUsedWithoutScope(unit)) this.scopeless.add(unit);
      const asked = program.askedOfUses.get(unit) ?? [];
      this.asked.set(unit, new Set([...(this.asked.get(unit) ?? listedOutputs(unit.owner).keys()), ...asked]));
      this.findUses(used);
    }
  }

  /** The functions of the specs that a program uses; each spec is lowered once. */
  functionsOf(program: Program): ReadonlyMap<Unit, Callable> {
    return new Map(
      [...program.used].map(([unit, used]) => {
        const known = this.callables.get(unit) ?? this.lower(used);
        this.callables.set(unit, known);
        return [unit, known];
      }),
    );
  }

  private lower(program: Program): Callable {
    const { spec, network: unit } = program;
    const { model, naming, typeNames, weightsKeys, freezing } = this.network;
    const context = new Context(model, program, naming, typeNames, weightsKeys, freezing);
    const { identifiers } = context;
    for (const name of this.reserved) identifiers.take(name);
    const name = context.take(spec.name.text, this.names);
    identifiers.take(name);
    for (const { name: callee } of this.functionsOf(program).values()) identifiers.take(callee);
    const inputs = [...spec.inputs.keys()].map((input) => context.take(input));
    const takesPrefix = this.scopeless.has(unit);
    const scope = identifiers.take(takesPrefix ? 'prefix' : 'scope');
    const parameters = takeParameters(context);
    const trainable = freezing.takesOption(unit) ? identifiers.take('trainable') : undefined;
    const keyType = weightsKeys.typeOf(unit);
    const weights = keyType && identifiers.take('weights');
    const own = variable(scope);
    const thisUse: Expr = weights === undefined ? own : { kind: 'or-else', value: variable(weights), otherwise: own };
    // A prefix may be that of another use as well.
    context.keyOfUse = takesPrefix ? [thisUse, name] : [thisUse];
    const sharing: readonly Option[] = keyType && weights ? [{ key: weights, type: keyType, role: 'weights' }] : [];
    const frozen = trainable === undefined ? [] : [trainableOption(trainable)];
    const options = [...parameters.values(), ...frozen, ...sharing];
    const optionsType = context.takeType(spec.name.text);
    const parts = new SpecParts(context, this);
    const { calls, transforms } = parts;
    const told = { ...(trainable === undefined ? {} : { trainable }), ...(weights === undefined ? {} : { weights }) };
    const details = { context, unit, identifiers: naming.identifiers(identifiers), transforms, ...told };
    const outputs = [...(this.asked.get(unit) ?? [])];
    const signature = { name, inputs, scope, takesPrefix, options, optionsType, outputs };
    const lowered = lowerTensorFunction(signature, details, calls, []);
    this.functions.push({ ...lowered, parts: parts.lowered() });
    const keys = new Map([...parameters].map(([parameter, { key }]) => [parameter, key]));
    return { name, parameters: keys, renamed: new Map(), takesPrefix, outputs, ...told };
  }
}

/** The parameters of a used spec as options of its function, with their defaults. */
function takeParameters(context: Context): ReadonlyMap<string, Option> {
  const { program, variables } = context;
  return new Map(
    program.parametersOf(program.network).map((parameter) => {
      const { text, type: declared, nullable } = parameter.declared;
      const key = context.take(text);
      const type = typeOf(declared, nullable);
      variables.set(parameter, { name: key, type });
      return [text, optionOf(parameter.declared, key, type)];
    }),
  );
}
