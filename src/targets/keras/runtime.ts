/** What modules have beside the network: the sharing of layers, the outputs, and the weights by their names in the report. */
import { rowOf } from '../../graph/layer-of.js';
import type { OpName } from '../../ops/index.js';
import type { Op } from '../../ops/op.js';
import { render } from '../../text/templates.js';
import { text } from './expressions.js';
import type { LayerClass } from './printed/layer-class.js';
import type { KerasHelper } from './printed/primitives.js';
import { collection, type Python, type PythonStatement, simple } from './python.js';

/** A template as a definition, which has empty lines around it. */
const template = (name: string, values = {}): PythonStatement => ({
  kind: 'lines',
  lines: render(name, values).trimEnd().split('\n'),
  isDefinition: true,
});

/** In the factory: the function that gives the layer with the weights of a key. */
export const sharing = (): Python => [template('keras/sharing')];

/** The function that the factory applies to the outputs. */
export const outputs = (): PythonStatement => template('keras/in_float32');

/** Keras's layers of two directions take and give the states of each by themselves. */
export const bidirectional = (registry: string): PythonStatement => template('keras/bidirectional', { registry });

/** A function that classes of layers call. */
export const helper = (name: KerasHelper): PythonStatement => template(`keras/${name}`);

/** The templates of classes that are the same in all modules. */
const wholeClasses: Readonly<Partial<Record<OpName, string>>> = {
  parameter: 'keras/parameter',
  constant: 'keras/constant',
  rearrange: 'keras/rearrange',
  roll: 'keras/roll',
  squeeze: 'keras/squeeze',
  conv1d_transpose: 'keras/conv_transpose',
  conv2d_transpose: 'keras/conv_transpose',
  conv3d_transpose: 'keras/conv_transpose',
  max_pool1d: 'keras/pooling',
  avg_pool1d: 'keras/pooling',
  max_pool2d: 'keras/pooling',
  avg_pool2d: 'keras/pooling',
  max_pool3d: 'keras/pooling',
  avg_pool3d: 'keras/pooling',
};

/** The class of an op, if it is the same in all modules. */
export function wholeClass(op: Op, registry: string): LayerClass | undefined {
  const file = rowOf(wholeClasses, op);
  if (file === undefined) return undefined;
  // Keras's name of squeeze is that of the layer it is made of.
  const name = op.name === 'squeeze' ? 'Squeeze' : op.keras;
  return {
    name,
    definition: template(file, { registry, name, isMean: name.startsWith('Average') }),
    helpers: new Set(),
  };
}

/** Functions that read and set the weights of a model; of those that Keras calls otherwise, their names in the report. */
export function weights(names: ReadonlyMap<string, string>): Python {
  const functions = template('keras/weights', { renames: names.size > 0 });
  if (names.size === 0) return [functions];
  const entries = [...names].map(([path, name]) => `${text(path)}: ${text(name)}`);
  return [simple(['WEIGHT_NAMES = ', collection('{', entries, '}')]), functions];
}
