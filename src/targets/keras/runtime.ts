/** What modules have beside the network: the sharing of layers, and the weights by their names in the report. */
import { render } from '../../text/templates.js';
import type { Python, PythonStatement } from './python.js';

/** A template as a definition, which has empty lines around it. */
const template = (name: string): PythonStatement => ({
  kind: 'lines',
  lines: render(name, {}).trimEnd().split('\n'),
  isDefinition: true,
});

/** In the factory: the function that gives the layer with the weights of a key. */
export const sharing = (): Python => [template('keras/sharing')];

/** Functions that read and set the weights of a model. */
export const weights = (): Python => [template('keras/weights')];
