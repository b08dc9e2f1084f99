/**
 * Lowers a spec to a module of code.
 *
 * The code is made of the spec as it was written, not of the expanded graph, since its factory has every option of the
 * spec. The model gives the shapes for comments.
 *
 *   spec ─ Program ─▶ what of it the outputs need ─ SpecParts ─▶ functions ─ lowerFactory ─▶ module
 */
import { coreOf } from '../core/resolver.js';
import { sliceAt } from '../core/slice.js';
import type { Shape } from '../expressions/shape.js';
import type { Model } from '../graph/graph.js';
import { typesOf } from '../graph/values.js';
import { mayBeAbsent, type Parameter, type ParameterValue, type Spec } from '../spec/spec.js';
import { found } from '../text/lookup.js';
import { optionOf } from './blocks.js';
import { BodyLowering } from './body/body.js';
import { Context } from './context.js';
import { Freezing } from './freezing.js';
import { type Factory, type FactoryNames, type FactoryOption, type Module, type Naming, variable } from './module.js';
import { SpecParts } from './parts.js';
import { Program } from './program.js';
import { typeOf } from './types.js';
import { UsedSpecs } from './used-specs.js';
import { WeightsKeys } from './weights-keys.js';

/** The module of a network, in the names of a language. */
export function lower(model: Model, naming: Naming): Module {
  const { graph } = model;
  const spec = graph.cut ? sliceAt(graph.spec, graph.cut) : graph.spec;
  const program = new Program(coreOf(spec));
  const freezing = new Freezing(program.network);
  const context = new Context(model, program, naming, naming.identifiers(), new WeightsKeys(program), freezing);
  const names = factoryNames(spec, naming);
  const reserved = [...naming.reserved, names.factory];
  for (const name of reserved) context.identifiers.take(name);
  for (const name of [...naming.reserved, names.optionsType]) context.takeTypeName(name);
  const used = new UsedSpecs(context, reserved);
  const factory = lowerFactory(context, used, names);
  return {
    spec,
    factory,
    used: used.functions,
    sharesWeights: program.sharesWeights,
    isFixed: program.used.size === 0 && !program.items.some(({ item }) => mayBeAbsent(item)),
  };
}

function lowerFactory(context: Context, used: UsedSpecs, names: FactoryNames): Factory {
  const { program, model, naming } = context;
  const { spec } = program;
  const { inputs, cut } = model.graph;
  const options = takeOptions(context, names);
  for (const name of [names.shape, ...names.shapes.values()]) context.identifiers.take(name);
  const parts = new SpecParts(context, used);
  const identifiers = naming.identifiers(context.identifiers);
  const outputs = [...program.network.outputs];
  const details = { context, unit: program.network, identifiers, transforms: parts.transforms };
  const body = new BodyLowering(
    details,
    [],
    outputs.map(([, output]) => output),
    parts.calls,
  );
  const locals = inputs.map(({ name, shape, dtype }) => {
    const local = body.variant(naming.variable(name));
    body.defineInput(found(spec.inputs, name), local.name);
    return { name, shape, dtype, local };
  });
  const net = body.variant('net');
  const first = variable(locals[0]?.local.name ?? net.name);
  if (cut) body.lowerBody(spec.body, first, net);
  else body.lowerItems(spec.body.items, first, net);
  const results = cut
    ? [...model.outputs.keys()].map((name) => ({ name, value: variable(net.name), isOptional: false }))
    : outputs.map(([name, output]) => ({ name, ...body.resultOf(output) }));
  return {
    names,
    options,
    inputs: locals,
    outputs: outputsOf(model),
    parts: parts.lowered(),
    body: body.statements,
    results,
    ...(results.some(({ isOptional }) => isOptional) ? { present: identifiers.take('outputs') } : {}),
  };
}

/** The names under which the code of a network is called. */
export function factoryNames(spec: Spec, naming: Naming): FactoryNames {
  const shape = naming.variable(spec.inputs.size === 1 ? 'input_shape' : 'input_shapes');
  const keys = naming.identifiers();
  keys.take(shape);
  const options = new Map([...spec.parameters.keys()].map((name) => [name, keys.take(naming.variable(name))]));
  const each = naming.shapeOfEach && spec.inputs.size > 1 ? [...spec.inputs.keys()] : [];
  const shapes = new Map(each.map((name) => [name, keys.take(naming.variable(`${name}_shape`))]));
  return { factory: naming.factory(spec), optionsType: naming.optionsType(spec.name.text), options, shape, shapes };
}

/** The parameters of the network; their defaults are those of the variant that was built. */
function takeOptions(
  { program, model, identifiers, variables }: Context,
  names: FactoryNames,
): readonly FactoryOption[] {
  return program.parametersOf(program.network).map((parameter) => {
    const { text, type: declared, nullable } = parameter.declared;
    const key = names.options.get(text) ?? text;
    const code = identifiers.take(key);
    const type = typeOf(declared, nullable);
    variables.set(parameter, { name: code, type });
    const bounds = declared?.type === 'integer' || declared?.type === 'number' ? declared : {};
    return {
      ...optionOf(valued(parameter.declared, model), key, type),
      parameter: text,
      variable: code,
      rule: { isWhole: declared?.type === 'integer', bounds, nullable },
    };
  });
}

/** A parameter, with the variant's value as its default, if there is one. */
function valued(parameter: Parameter, { graph: { parameters } }: Model): Parameter {
  const value = parameters.get(parameter.text);
  return parameter.default === undefined || !isPlain(value) ? parameter : { ...parameter, default: value };
}

const isPlain = (value: unknown): value is ParameterValue => typeof value !== 'object' || value === null;

/** The outputs of a model with their shapes. */
function outputsOf(model: Model): readonly { readonly name: string; readonly shape: Shape }[] {
  const types = typesOf(model);
  return [...model.outputs].map(([name, value]) => ({ name, shape: found(types, value).shape }));
}
