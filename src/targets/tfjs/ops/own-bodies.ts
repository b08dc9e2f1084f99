/** The bodies of ops that are more, or less, than one layer of TensorFlow.js and what follows it. */
import { isKnown } from '../../../expressions/shape.js';
import type { Layer } from '../../../graph/graph.js';
import type { OpFunction } from '../../../lower/module.js';
import { takesImages } from '../../../ops/ports.js';
import { call, type Doc, object, toLines } from '../../code/layout.js';
import type { Printing } from '../print/printing.js';
import { apply, indentation } from './activations.js';
import { defaultCode } from './arguments.js';
import { activationCases, attributeIn, type Writing } from './layer-body.js';

/** The op's own body, if it has one. */
export function ownBody(of: OpFunction, writing: Writing): readonly string[] | undefined {
  switch (of.op.name) {
    case 'activation':
      return activationBody(of, writing);
    case 'squeeze':
      return squeezeBody(of, writing);
    case 'flatten':
      return flattenBody(writing);
    case 'reshape':
      return reshapeBody(of, writing);
    case 'unembedding':
      return ['return applyAgain(name, x);'];
    default:
      return undefined;
  }
}

/** The op `activation`, if its word differs between layers: each layer has the name itself. */
function activationBody(of: OpFunction, writing: Writing): readonly string[] {
  const all = activationCases(of, writing.printing);
  const cases = all.flatMap(({ word, condition, settings }) => {
    const value = writing.activations.callOf(word, 'x', 'name', settings);
    return toLines(value, indentation, condition === undefined ? 'return ' : `if (${condition}) return `, ';');
  });
  if (all.some(({ condition }) => condition === undefined)) return cases;
  return [...cases, "return apply(tf.layers.activation({ name, activation: 'linear' }), x);"];
}

/**
 * Whether layers of squeeze may leave several sizes unknown, of which tf.layers.reshape supports one. Options of the
 * factory can leave all sizes unknown but channels.
 */
function mayLeaveOpen({ op }: OpFunction, { printing: { forms, model } }: Writing): boolean {
  const isOpen = (layer: Layer) => layer.op === op && layer.output.filter((dim) => !isKnown(dim)).length > 1;
  const ofForms = (forms.get(op) ?? []).some(({ ranks: [rank = 0], attributes: { axis } }) => {
    if (!Array.isArray(axis)) return false;
    const gone = new Set(axis.map((one: number) => (one < 0 ? one + rank : one - 1)));
    return rank - 1 - [...gone].filter((one) => one < rank - 1).length > 1;
  });
  return ofForms || model.layers.some(isOpen);
}

/** The size that is left of each dimension, in their order. */
function squeezeBody(of: OpFunction, writing: Writing): readonly string[] {
  const { language } = writing.printing;
  const axes = attributeIn(of, 'axis', writing);
  if (mayLeaveOpen(of, writing)) {
    writing.printing.need('squeeze');
    const axis: Doc = axes ?? defaultCode('axis', of.op) ?? '[]';
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
function flattenBody({ printing }: Writing): readonly string[] | undefined {
  if (takesImagesAlone(printing)) return undefined;
  printing.need('size-of');
  return ['return apply(tf.layers.reshape({ name, targetShape: [sizeOf(x)] }), x);'];
}

/**
 * Whether all that is flattened are images of known sizes, whatever options the factory is given: the same layers are
 * there in every variant, and dense layers, which take no other sizes, read the result.
 */
function takesImagesAlone({ model: { layers, outputs }, module }: Printing): boolean {
  if (!module.isFixed) return false;
  const given = new Set(outputs.values());
  const isDenseAfter = (name: string): boolean =>
    !given.has(name) &&
    layers
      .filter(({ inputs }) => inputs.includes(name))
      .every(({ op, name: reader }) => op.name === 'dense' || (op.onlyTrains === true && isDenseAfter(reader)));
  return layers
    .filter(({ op }) => op.name === 'flatten')
    .every(({ name, inputs }) => {
      const source = layers.find((layer) => layer.name === inputs[0]);
      return source && takesImages(source.op.inputs) && source.output.length === 3 && isDenseAfter(name);
    });
}

/** -1 is computed here, since tf.layers.reshape leaves it open. */
function reshapeBody(of: OpFunction, writing: Writing): readonly string[] | undefined {
  const isOpen = of.layers.some((layer) =>
    layer.numbers('target_shape')?.some((size) => size === undefined || size === -1),
  );
  if (!isOpen) return undefined;
  writing.printing.need('size-of');
  const shape = attributeIn(of, 'target_shape', writing);
  return [
    ...(shape === undefined || shape === 'targetShape' ? [] : toLines(shape, indentation, 'const targetShape = ', ';')),
    'const rest = targetShape.filter((dim) => dim !== -1).reduce((product, dim) => product * dim, 1);',
    'const size = sizeOf(x);',
    'const shape = targetShape.map((dim) => (dim === -1 ? size && size / rest : dim));',
    'return apply(tf.layers.reshape({ name, targetShape: shape }), x);',
  ];
}
