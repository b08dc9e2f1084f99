/** The interface for callers: the type of a network with its weights, and the function that creates one. */

import type { Shape } from '../../expressions/shape.js';
import { bytesText } from '../../text/display.js';
import { found } from '../../text/lookup.js';
import { memberLines } from '../code/language.js';
import { commentText, docComment } from '../code/lexical.js';
import { aboutText, placeText, shapesText, valueText } from '../code/words.js';
import { type Draft, observerType, tensorType } from './draft.js';
import { peakBytes } from './memory.js';
import { valuesOfOperation } from './operation.js';

/** The type, or its comment in JavaScript. */
export function writeNetworkType(draft: Draft): readonly string[] {
  const { language, typeName, input, isObserved } = draft;
  const { spec, inputs } = draft.model.graph;
  const given = inputs.map(({ name, shape }) => `${commentText(name)} (${shapesText([shape])})`).join(', ');
  const about = `The network ${commentText(spec.name.text)} with its weights.`;
  const predict = `Computes the outputs for a batch of ${given}. The caller must dispose of inputs and outputs.`;
  const observe = isObserved ? `, observe: ${observerType}` : '';
  const signature = `(${input.name}: ${input.type}${observe})`;
  const result = outputType(draft);
  if (language.javascript)
    return docComment([
      about,
      '',
      `@typedef {object} ${typeName}`,
      `@property {${signature} => ${result}} predict ${predict}`,
      '@property {() => void} dispose Frees the weights.',
    ]);
  const members = [
    ...docComment([predict]),
    ...memberLines(`predict${signature}`, result),
    '/** Frees the weights. */',
    'dispose(): void;',
  ];
  return [...docComment([about]), `export interface ${typeName} {`, ...members.map((line) => `  ${line}`), '}'];
}

function outputType({ model, operations, plan, names }: Draft): string {
  const values = [...model.graph.inputs, ...operations.flatMap(valuesOfOperation)];
  const shapes = new Map<string, Shape>(values.map(({ name, shape }) => [name, shape]));
  const members = [...plan.outputs].map(
    ([name, value]) => `${names.outputs.get(name)}: ${tensorType(found(shapes, value))}`,
  );
  return `{ ${members.join('; ')} }`;
}

/** The function that loads weights, and gives the network. */
export function writeLoad(draft: Draft): readonly string[] {
  const { language, names, typeName, input, hasWeights, isObserved } = draft;
  const given = `(${input.name}${isObserved ? ', observe' : ''})`;
  const computed = [...(hasWeights ? ['w'] : []), input.name, ...(isObserved ? ['observe'] : [])].join(', ');
  const parameter = hasWeights ? language.typed('weights', 'tf.NamedTensorMap') : '';
  return [
    ...language.docOf(
      [...describe(draft)],
      [...(hasWeights ? [['param', 'tf.NamedTensorMap', 'weights'] as const] : []), ['returns', typeName]],
    ),
    `export function ${names.load}(${parameter})${language.annotation(typeName)} {`,
    ...(hasWeights ? ['  const w = tf.tidy(() => foldWeights(weights));'] : []),
    '  return {',
    `    predict: ${given} => tf.tidy(() => compute(${computed})),`,
    `    dispose: () => ${hasWeights ? 'tf.dispose(w)' : '{}'},`,
    '  };',
    '}',
  ];
}

/** The network, the origin of its weights, and its memory. */
function describe({ model, operations, plan, hasWeights }: Draft): readonly string[] {
  const { spec, parameters } = model.graph;
  const set = [...parameters].map(([name, value]) => `${commentText(name)} = ${commentText(valueText(value))}`);
  const place = placeText(spec.name.span);
  const peak = peakBytes(operations, plan, model);
  return [
    aboutText(spec),
    '',
    set.length > 0 ? `This is the network with ${set.join(', ')}. ${place}` : place,
    ...(hasWeights
      ? ['', 'The weights have the names of the report. They are copied, so the caller can dispose of them.']
      : []),
    ...(peak === undefined
      ? []
      : ['', `Apart from weights and inputs, the tensors of one example take at most ${bytesText(peak)}.`]),
  ];
}
