/** Reports how a file of weights fits, as text and as JSON. */

import { formatShape } from '../expressions/shape.js';
import { visible, wrap } from '../text/display.js';
import { groupBy } from '../text/group-by.js';
import { jsonText } from '../text/json.js';
import type { Paint } from '../text/paint.js';
import { positionAt } from '../text/source.js';
import type { Fit, UnfilledWeight } from './fit.js';
import type { StoredTensor } from './tensor.js';

/** The output of `weights check --format json`. */
export function fitJson(fit: Fit): string {
  const { model, file, filled, folded, misfits, leftOver, ok } = fit;
  const result = {
    ok,
    network: model.graph.spec.name.text,
    file: file.name,
    weights: filled.length + misfits.length,
    fits: filled.length,
    folded: folded.map(({ slot, tensor }) => ({ layer: slot.layer.name, tensor: tensor.name })),
    misfits: misfits.map(misfitJson),
    left_over: leftOver.map(({ name, dtype, shape }) => ({ tensor: name, dtype, shape })),
  };
  return jsonText(result);
}

function misfitJson(misfit: UnfilledWeight) {
  const { kind, slot, isAllowed } = misfit;
  const { source, start } = slot.layer.node.item.span;
  const place = { file: source.file, line: positionAt(source, start).line };
  const shape = slot.shape.map((size) => (typeof size === 'number' ? size : null));
  const weight = { weight: slot.name, layer: slot.layer.name, shape, allowed: isAllowed };
  if (kind === 'missing') return { kind, ...weight, tensor: misfit.tensor ?? null, ...place };
  const tensor = { tensor: misfit.tensor.name, stored_shape: misfit.tensor.shape };
  if (kind === 'taken') return { kind, ...weight, ...tensor, by: misfit.by.name, ...place };
  return { kind, ...weight, ...tensor, expected_shape: misfit.stored ?? null, ...place };
}

/** The maximum number of left-over tensors to list. */
const mostNamed = 20;

/** What does not fit, layer by layer; then left-over tensors, and the number of weights that fit. */
export function fitText(fit: Fit, paint: Paint, width: number): readonly string[] {
  const { model, file, filled, folded, misfits, leftOver, miscounts } = fit;
  const refused = misfits.filter(({ isAllowed }) => !isAllowed);
  const allowed = misfits.filter(({ isAllowed }) => isAllowed);
  const network = model.graph.spec.name.text;
  const total = filled.length + misfits.length;
  const summary = [
    `${file.name} fills ${filled.length === total ? `all ${total}` : `${filled.length} of ${total}`} weights of ${network}`,
    ...(folded.length > 0 ? [`${count(folded.length, 'scale')} of batch norm are folded into kernels`] : []),
    ...(allowed.length > 0 ? [`${count(allowed.length, 'weight')} allowed to be missing: ${namesOf(allowed)}`] : []),
    ...countsOf(refused),
    ...miscounts.map(({ rule, layers, numbers }) => {
      return `${rule.tensor?.text} numbers layers by their order: there are ${layers} layers, but ${numbers} numbers`;
    }),
  ];
  return [
    ...layersOf(refused).flatMap((ofLayer) => layerLines(ofLayer, paint)),
    ...leftOverLines(leftOver),
    ...summary.flatMap((line) => wrap(visible(line).split(' '), width)),
  ];
}

type MisfitsOfLayer = readonly [UnfilledWeight, ...UnfilledWeight[]];

/** Misfits by layer, in the order of the network. */
function layersOf(misfits: readonly UnfilledWeight[]): readonly MisfitsOfLayer[] {
  return [...groupBy(misfits, ({ slot }) => slot.layer.name).values()];
}

function layerLines(misfits: MisfitsOfLayer, paint: Paint): readonly string[] {
  const [{ slot }] = misfits;
  const { source, start } = slot.layer.node.item.span;
  const place = paint('bold', `${visible(source.file)}:${positionAt(source, start).line}`);
  const whole = misfits.length === slot.layer.weights.length ? wholeLayer(misfits) : undefined;
  if (whole !== undefined) return [`${place} ${visible(`${slot.layer.name} ${whole}`)}`];
  return [`${place} ${visible(slot.layer.name)}`, ...misfits.map((misfit) => visible(misfitLine(misfit)))];
}

/** The message for a layer without any weights; undefined if it has some. */
function wholeLayer(misfits: readonly UnfilledWeight[]): string | undefined {
  const names = misfits.map((misfit) => (misfit.kind === 'missing' ? (misfit.tensor ?? '') : undefined));
  if (names.every((name) => name === '')) return 'has no tensors in the map';
  const missing = names.flatMap((name) => name || []);
  return missing.length === names.length ? `is not in the file: ${listed(missing, 1)}` : undefined;
}

function misfitLine(misfit: UnfilledWeight): string {
  const { kind, slot } = misfit;
  const start = `  ${slot.weight}:`;
  if (kind === 'missing') {
    const { tensor } = misfit;
    return tensor === undefined ? `${start} the map has no tensor for it` : `${start} missing ${tensor}`;
  }
  const { name, shape } = misfit.tensor;
  if (kind === 'taken') return `${start} ${name} fills ${misfit.by.name}`;
  // Axes of size 1 are left out if the file leaves some out.
  const stored = misfit.stored?.filter((size) => size !== 1 || misfit.stored?.length === shape.length);
  const wanted = stored ? formatShape(stored) : 'a shape that depends on the input';
  return `${start} ${name} is ${formatShape(shape) || 'one number'}, not ${wanted}`;
}

const namesOf = (misfits: readonly UnfilledWeight[]): string =>
  listed(
    misfits.map(({ slot }) => slot.name),
    6,
  );

/** The first names, and the number of further ones. */
function listed(names: readonly string[], most: number): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

function leftOverLines(tensors: readonly StoredTensor[]): readonly string[] {
  if (tensors.length === 0) return [];
  const named = tensors.slice(0, mostNamed).map(({ name, shape }) => `  ${name} ${formatShape(shape)}`.trimEnd());
  const more = tensors.length - named.length;
  return [
    `${count(tensors.length, 'tensor')} left over`,
    ...named.map(visible),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function countsOf(misfits: readonly UnfilledWeight[]): readonly string[] {
  if (misfits.length === 0) return [];
  const number = (kind: UnfilledWeight['kind']) => misfits.filter((one) => one.kind === kind).length;
  const parts = [
    [number('shape'), 'have the wrong shape'],
    [number('missing'), 'are missing'],
    [number('taken'), 'have a tensor that fills another weight'],
  ] as const;
  const said = parts
    .filter(([some]) => some > 0)
    .map(([some, what]) => `${some} ${some === 1 ? singular(what) : what}`);
  return [`${said.join(', ')}, in ${count(layersOf(misfits).length, 'layer')}`];
}

const singular = (what: string): string => what.replace(/^have /, 'has ').replace(/^are /, 'is ');

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
