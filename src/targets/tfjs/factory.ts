/** The factory: the function that builds the network as a model of layers. */
import type { Model } from '../../graph/graph.js';
import type { Spec } from '../../spec/spec.js';
import { array, call, type Doc, object, toLines } from '../code/layout.js';
import { camelCase, commentText, Identifiers, propertyKey, quote } from '../code/lexical.js';
import { aboutText, dimsText, placeText, shapesText } from '../code/words.js';
import { BodyWriter } from './body/body.js';
import { referredIn } from './body/place.js';
import type { Context } from './context.js';
import type { FactoryNames } from './options.js';
import type { SpecParts } from './spec-parts.js';
import { tensorType } from './types.js';

/** What stands in the factory is two columns in. */
const indentation = 2;

/** What network the factory builds, and the shapes of its outputs. */
export function describeFactory(context: Context, names: FactoryNames, mayBeLeftOut: boolean): readonly string[] {
  const { layers, graph, outputs } = context.model;
  const { spec } = context.program;
  const shapes = new Map([
    ...graph.inputs.map(({ name, shape }) => [name, shape] as const),
    ...layers.map(({ name, output }) => [name, output] as const),
  ]);
  const given = [...outputs].map(([name, layer]) => `${commentText(name)} (${shapesText([shapes.get(layer) ?? []])})`);
  return context.language.docOf(
    [aboutText(spec), '', `Outputs: ${given.join(', ')}. ${placeText(spec.name.span)}`],
    [
      ['param', names.optionsType, mayBeLeftOut ? '[options]' : 'options'],
      ['returns', 'tf.LayersModel'],
    ],
  );
}

/** The statements that wire the network up and make a model of it. */
export function writeFactoryBody(context: Context, names: FactoryNames, parts: SpecParts): readonly string[] {
  const { program, variables, model, language } = context;
  const { spec } = program;
  const identifiers = new Identifiers(context.identifiers);
  const outputs = [...spec.outputs.values()].map(({ layer }) => layer);
  const details = { context, identifiers, variables, transforms: parts.transforms };
  const writer = new BodyWriter(details, [], referredIn(spec.body, outputs), parts.calls);
  const inputs = writeInputs(model, names, writer);
  const net = writer.local('net');
  const isCut = model.graph.cut !== undefined;
  if (isCut) writer.writeBody(spec.body, inputs[0] as string, net);
  else writer.writeItems(spec.body.items, inputs[0] as string, net);
  const results = isCut ? [{ code: net.name, isOptional: false }] : outputs.map((layer) => writer.resultOf(layer));
  const codes = results.map(({ code }) => code);
  const lines = writer.print(indentation);
  if (!results.some(({ isOptional }) => isOptional)) return [...lines, ...writeModel(spec, inputs, oneOrAll(codes))];
  const present = identifiers.take('outputs');
  const isPresent = language.javascript
    ? '(output) => output !== undefined'
    : `(output): output is ${tensorType} => output !== undefined`;
  return [
    ...lines,
    ...toLines(call([array(codes), '.filter'], [isPresent]), indentation, `const ${present} = `, ';'),
    ...writeModel(spec, inputs, present),
  ];
}

/** `const images = tf.input({ name: 'images', shape: inputShape });`; the variables of the inputs. */
function writeInputs({ graph }: Model, names: FactoryNames, writer: BodyWriter): readonly string[] {
  return graph.inputs.map(({ name, shape }) => {
    const local = writer.local(camelCase(name));
    const key = propertyKey(name);
    const given =
      names.shape === 'inputShape'
        ? names.shape
        : `${names.shape}${key === name ? `.${name}` : `[${key}]`} ?? ${dimsText(shape)}`;
    const settings = object([
      ['name', quote(name)],
      ['shape', given],
    ]);
    writer.set(local, call('tf.input', [settings]), shapesText([shape]));
    writer.define(name, local.name);
    return local.name;
  });
}

function writeModel({ name }: Spec, inputs: readonly string[], outputs: Doc): readonly string[] {
  const settings = object([
    ['name', quote(name.text)],
    ['inputs', oneOrAll(inputs)],
    ['outputs', outputs],
  ]);
  return toLines(call('tf.model', [settings]), indentation, 'return ', ';');
}

/** tf.model takes a tensor alone, and several as an array. */
const oneOrAll = (codes: readonly string[]): Doc => (codes.length === 1 ? (codes[0] as string) : array(codes));
