/** `call` of a printed layer: what its op computes, for each form that differs. */
import type { Op } from '../../../ops/op.js';
import type { Language } from '../../code/language.js';
import { toLines } from '../../code/layout.js';
import { camelCase, UniqueIdentifiers } from '../../code/lexical.js';
import { writeBody } from '../../tensorflow/body.js';
import { computedCode } from '../../tensorflow/computed.js';
import { named, type TensorExpression } from '../../tensorflow/tensor-expression.js';
import type { Form, Forms } from './forms.js';
import { type PrintedWeight, printedWeights } from './weights.js';

/** The lines of the method's body, and the weights that the class has. */
export function callLines(
  forms: Forms,
  language: Language,
): { readonly lines: readonly string[]; readonly weights: readonly PrintedWeight[] } {
  const { op } = forms;
  const settings = new Set<string>();
  const written = forms.map((form) => {
    const weights = printedWeights(forms, form);
    const { results, attributes } = computedCode(op, {
      inputs: expressionsOf(op, form),
      weights: new Map(weights.map(({ key, rank, condition }) => [key, { rank, isOptional: condition !== undefined }])),
      values: form.values,
    });
    for (const key of attributes) settings.add(key);
    const identifiers = new UniqueIdentifiers();
    for (const taken of [...Object.keys(op.inputs), ...Object.keys(op.attributes), ...weights.map(({ key }) => key)])
      identifiers.take(camelCase(taken));
    const { constants, result: value } = writeBody(results, identifiers, 6);
    return { weights, lines: [...constants, ...toLines(value, 6, 'return ', ';')] };
  });
  const lines = written.map(([form, one]) => [form, one.lines] as const);
  const chosen = forms.choose(lines, (port) => ({ input: inputCode(op, port), rank: `${inputCode(op, port)}.rank` }));
  for (const key of chosen.settings) settings.add(key);
  const weights = new Map(written.flatMap(([, one]) => one.weights.map((weight) => [weight.key, weight])));
  const names = Object.keys(op.attributes)
    .filter((key) => settings.has(key))
    .map(camelCase);
  return {
    weights: [...weights.values()],
    lines: [
      'return tf.tidy(() => {',
      `  ${inputsLine(op, language)}`,
      ...(names.length > 0 ? [`  const { ${names.join(', ')} } = this.settings;`] : []),
      ...[...weights.values()].map(({ name, condition }) =>
        condition === undefined
          ? `  const ${name} = ${language.cast(`this.${name}`, 'tf.LayerVariable')}.read();`
          : `  const ${name} = this.${name}?.read();`,
      ),
      ...chosen.lines.map((line) => `  ${line}`),
      '});',
    ],
  };
}

/** The inputs of a form by the variables that hold them. */
function expressionsOf({ inputs }: Op, { ranks }: Form): readonly TensorExpression[] {
  return Object.entries(inputs).flatMap(([name, { least }], index): readonly TensorExpression[] => {
    const rank = ranks[index];
    if (rank === undefined) return [];
    const input = named(camelCase(name), rank, true);
    return [least === undefined ? input : { ...input, isList: true }];
  });
}

/** The variable of a port whose rank tells forms apart. */
function inputCode({ inputs }: Op, port: number): string {
  const [name = 'x', { least } = {}] = Object.entries(inputs)[port] ?? [];
  return least === undefined ? camelCase(name) : `${camelCase(name)}[0]`;
}

/** `const [query, value] = inputs as [tf.Tensor, tf.Tensor];` */
function inputsLine({ inputs }: Op, language: Language): string {
  const ports = Object.entries(inputs);
  const [[name = 'x', port = {}] = [], ...others] = ports;
  if (others.length === 0) {
    const variable = camelCase(name);
    const only = 'Array.isArray(inputs) ? inputs[0] : inputs';
    return port.least === undefined
      ? `const ${variable} = ${language.readAs(language.javascript ? only : `(${only})`, 'tf.Tensor')};`
      : `const ${variable} = ${language.readAs('inputs', '[tf.Tensor, ...tf.Tensor[]]')};`;
  }
  const names = ports.map(([key, { least }]) => (least === undefined ? '' : '...') + camelCase(key));
  const types = ports.map(([, { least, optional }]) =>
    least === undefined ? `tf.Tensor${optional ? '?' : ''}` : '...tf.Tensor[]',
  );
  return `const [${names.join(', ')}] = ${language.readAs('inputs', `[${types.join(', ')}]`)};`;
}
