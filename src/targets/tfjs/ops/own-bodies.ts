/** The bodies of ops that are more, or less, than one layer of TensorFlow.js and what follows it. */

import { isKnown } from '../../../expressions/shape.js';
import type { Layer } from '../../../graph/graph.js';
import { mayBeAbsent } from '../../../spec/spec.js';
import { call, type Doc, object, toLines } from '../../code/layout.js';
import type { Context } from '../context.js';
import { writtenFor } from '../program.js';
import { apply, indentation } from './activations.js';
import { defaultCode } from './arguments.js';
import { activationCases, attributeIn, type Writing } from './layer-body.js';
import type { OpFunction } from './op-function.js';

/** The body of an op's own, where it has one. */
export function ownBody(decided: OpFunction, writing: Writing): readonly string[] | undefined {
  switch (decided.op.name) {
    case 'activation':
      return activationBody(decided, writing);
    case 'squeeze':
      return squeezeBody(decided, writing);
    case 'flatten':
      return flattenBody(writing);
    case 'reshape':
      return reshapeBody(decided, writing);
    default:
      return undefined;
  }
}

/** The op `activation`, where its word is not the same in every layer: each layer bears the name itself. */
function activationBody(decided: OpFunction, writing: Writing): readonly string[] {
  const cases = activationCases(decided, writing).flatMap(({ word, condition }) => {
    const value = call(writing.activations.functionOf(word), ['x', 'name']);
    return toLines(value, indentation, `if (${condition}) return `, ';');
  });
  return [...cases, "return apply(tf.layers.activation({ name, activation: 'linear' }), x);"];
}

/** The size that is left of each dimension, in their order. */
function squeezeBody(decided: OpFunction, { context, scope }: Writing): readonly string[] {
  const { language, declarations, model } = context;
  const axes = attributeIn(decided, 'axis', scope);
  const isOpen = ({ op, output }: Layer) => op === decided.op && output.filter((dim) => !isKnown(dim)).length > 1;
  // tf.layers.reshape leaves one size open at most.
  if (model.layers.some(isOpen)) {
    declarations.customLayers.add('Squeeze');
    const axis = axes ?? (defaultCode('axis', decided.op) as Doc);
    const layer = call('new Squeeze', [
      object([
        ['name', 'name'],
        ['axis', axis],
      ]),
    ]);
    return toLines(apply(layer, 'x'), indentation, 'return ', ';');
  }
  if (axes === undefined) return ['return apply(tf.layers.reshape({ name, targetShape: x.shape.slice(3) }), x);'];
  const parameters = [
    ['_', 'number | null'],
    ['dimension', 'number'],
  ] as const;
  const head = parameters.map(([name, type]) => language.typed(name, type)).join(', ');
  return [
    ...(axes === 'axis' ? [] : toLines(axes, indentation, 'const axis = ', ';')),
    ...language.docOf(
      [],
      parameters.map(([name, type]) => ['param', type, name]),
    ),
    `const isKept = (${head}) =>`,
    '  dimension > 0 && axis.indexOf(dimension) < 0 && axis.indexOf(dimension - x.shape.length) < 0;',
    'return apply(tf.layers.reshape({ name, targetShape: x.shape.filter(isKept) }), x);',
  ];
}

/** tf.layers.flatten takes nothing flat, and no sizes that are not known. */
function flattenBody({ context }: Writing): readonly string[] | undefined {
  if (takesImagesAlone(context)) return undefined;
  context.declarations.usesSizeOf = true;
  return ['return apply(tf.layers.reshape({ name, targetShape: [sizeOf(x)] }), x);'];
}

/**
 * Whether all that is flattened are images of known sizes, whatever options the factory is given: the same layers are
 * there in every variant, and dense layers, which take no other sizes, read the result.
 */
function takesImagesAlone({ model: { layers, outputs }, program }: Context): boolean {
  if (program.used.size > 0 || program.items.some(({ item }) => mayBeAbsent(item))) return false;
  const given = new Set(outputs.values());
  const isDenseAfter = (name: string): boolean =>
    !given.has(name) &&
    layers
      .filter(({ inputs }) => inputs.includes(name))
      .every(({ op, name: reader }) => op.name === 'dense' || (op.name === 'dropout' && isDenseAfter(reader)));
  return layers
    .filter(({ op }) => op.name === 'flatten')
    .every(({ name, inputs }) => {
      const source = layers.find((layer) => layer.name === inputs[0]);
      return source?.op.rank === 3 && source.output.length === 3 && isDenseAfter(name);
    });
}

/** A -1 is worked out here, since tf.layers.reshape leaves it open. */
function reshapeBody(decided: OpFunction, { context, scope }: Writing): readonly string[] | undefined {
  const isOpen = decided.items.some((item) => {
    const written = writtenFor(item, 'target_shape');
    const parts = written?.kind === 'list' ? written.items : written ? [written] : [];
    return parts.some(
      (part) => part.kind !== 'formula' || part.expression.kind !== 'literal' || part.expression.value === -1,
    );
  });
  if (!isOpen) return undefined;
  context.declarations.usesSizeOf = true;
  const shape = attributeIn(decided, 'target_shape', scope);
  return [
    ...(shape === undefined || shape === 'targetShape' ? [] : toLines(shape, indentation, 'const targetShape = ', ';')),
    'const rest = targetShape.filter((dim) => dim !== -1).reduce((product, dim) => product * dim, 1);',
    'const size = sizeOf(x);',
    'const shape = targetShape.map((dim) => (dim === -1 ? size && size / rest : dim));',
    'return apply(tf.layers.reshape({ name, targetShape: shape }), x);',
  ];
}
