/** The weights of a printed layer: the lines of `build`. */
import { type Dim, isKnown, type Shape, symbol } from '../../../expressions/shape.js';
import type { LayerForm } from '../../../lower/layer-forms.js';
import type { Op } from '../../../ops/op.js';
import type { Weight } from '../../../ops/weights.js';
import type { Doc } from '../../code/layout.js';
import { type Form, Forms } from '../../printed/forms.js';
import { printedWeights, regularizerOf, type WeightsCode, weightsIn } from '../../printed/weights.js';
import { literalText, text } from '../expressions.js';
import { breakable, type Python, pyCall, pythonLines, simple, tuple } from '../python.js';
import { branches } from './branches.js';

/** The attribute of a layer that holds a weight: Keras allows no slash in the names of variables. */
export const attributeName = (key: string): string => key.replaceAll('/', '_');

export const weightsCode: WeightsCode = {
  setting: (key) => `self.${key}`,
  shapes: ({ op, taking }, { ranks }) =>
    Object.keys(op.inputs).flatMap((port, index): readonly Shape[] => {
      const rank = ranks[index];
      if (rank === undefined) return [];
      const shape = taking.alone === 'always' ? 'input_shape' : `${port}_shape`;
      return [Array.from({ length: rank }, (_, axis) => symbol(`${shape}[${axis - rank}]`))];
    }),
};

/** The report's names of a class's weights by its name and theirs, if those differ. */
export function printedNames(op: Op, found: readonly LayerForm[]): readonly (readonly [string, string])[] {
  const forms = new Forms(op, found, []);
  const keys = forms
    .map((form) => printedWeights(forms, form, weightsCode))
    .flatMap(([, all]) => all.map(({ key }) => key));
  const renamed = [...new Set(keys)].filter((key) => attributeName(key) !== key);
  return renamed.map((key) => [`${op.keras}/${attributeName(key)}`, key]);
}

/** The parameters of `build`. */
export function buildParameters({ taking, op }: Forms): readonly string[] {
  if (taking.alone === 'always' || taking.ports.length === 0) return ['input_shape'];
  if (Object.keys(op.inputs).length === 1) return ['input_shape'];
  // Keras gives `build` no shapes of masks.
  const last = taking.last.map(({ port, isAlways }) => ({ name: port, isOptional: !isAlways }));
  const ports = [...taking.ports, ...last].filter(({ name }) => name !== 'mask');
  return ports.map(({ name, isOptional }) => `${name}_shape${isOptional ? '=None' : ''}`);
}

/** The lines of `build`; none if no form has weights. */
export function buildLines(forms: Forms): Python {
  const written = forms.map((form) => {
    const lines = linesOf(forms, form);
    return () => lines;
  });
  if (written.every(([, write]) => write().length === 0)) return [];
  const { taking } = forms;
  const likes = taking.ports.flatMap(({ name, like }) =>
    like === undefined
      ? []
      : [{ name, code: `${name}_shape = ${like}_shape if ${name}_shape is None else ${name}_shape` }],
  );
  const { lines } = forms.choose(
    written,
    (port) => {
      const shape = taking.alone === 'always' ? 'input_shape' : `${Object.keys(forms.op.inputs)[port]}_shape`;
      return { input: shape, rank: `len(${shape})` };
    },
    branches,
    'else',
  );
  const all = pythonLines(lines).join('\n');
  return [...likes.filter(({ name }) => all.includes(`${name}_shape`)).map(({ code }) => simple(code)), ...lines];
}

function linesOf(forms: Forms, form: Form): Python {
  const weights = printedWeights(forms, form, weightsCode);
  return weightsIn(forms, form, weightsCode).flatMap((weight, index) => {
    const condition = weights[index]?.condition;
    const value = weightCode(forms.op, weight);
    const name = `self.${attributeName(weight.name)} = `;
    const chosen = condition === undefined ? value : breakable([value, `if self.${condition}`, 'else None']);
    return [simple([name, chosen])];
  });
}

function weightCode(op: Op, { name, shape, trainable, initial, ones }: Weight): Doc {
  if (ones) throw new Error(`${op.name} has a bias that starts with ones`);
  const regularizer = regularizerOf(op, initial);
  return pyCall('self.add_weight', [
    `name=${text(attributeName(name))}`,
    ['shape=', tuple(shape.map(sizeCode))],
    ['initializer=', initializerCode(initial)],
    ...(regularizer === undefined ? [] : [`regularizer=self.${regularizer}`]),
    ...(trainable ? [] : ['trainable=False']),
  ]);
}

const sizeCode = (dim: Dim): string => (isKnown(dim) ? String(dim) : String(dim).replaceAll('floor(', 'int('));

/** What a weight starts with: what an attribute says, or a number. */
function initializerCode(initial: Weight['initial']): string {
  if (typeof initial === 'string') return `self.${initial}`;
  if (initial === 0 || initial === 1) return text(initial === 0 ? 'zeros' : 'ones');
  return `initializers.Constant(${literalText(initial)})`;
}
