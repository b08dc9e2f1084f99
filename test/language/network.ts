/** Networks for the tests of the language. */
import { compile, type Options } from '../../src/compile.js';
import { formatShape, type Shape } from '../../src/expressions/shape.js';
import type { Layer, Model } from '../../src/graph/graph.js';

/** The model of a spec without mistakes. The text may leave out what every spec begins with. */
export function modelOf(text: string, options: Options = {}): Model {
  const whole = text.includes('netspec: 1') ? text : `netspec: 1\nname: Net\n${text}`;
  const { model, diagnostics } = compile(whole, options);
  if (!model || diagnostics.length > 0)
    throw new Error(diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return model;
}

/** A layer by its name. */
export function layerOf({ layers }: Model, name: string): Layer {
  const found = layers.find((layer) => layer.name === name);
  if (!found) throw new Error(`there is no ${name}; there are ${layers.map((layer) => layer.name).join(', ')}`);
  return found;
}

export const namesOf = ({ layers }: Model): readonly string[] => layers.map(({ name }) => name);

/** The output of each layer: `{A: '8x8x3'}`. */
export const shapesOf = ({ layers }: Model): Readonly<Record<string, string>> =>
  Object.fromEntries(layers.map(({ name, output }) => [name, formatShape(output)]));

/** A shape with its formulas written out. */
export const textOf = (shape: Shape): string => `[${shape.join(', ')}]`;
