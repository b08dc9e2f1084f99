/** `call` of a printed layer: what its op computes, for each form that differs. */
import type { Op } from '../../../ops/op.js';
import type { Language } from '../../code/language.js';
import { toLines } from '../../code/layout.js';
import { camelCase, UniqueIdentifiers } from '../../code/lexical.js';
import type { Form, Forms } from '../../printed/forms.js';
import { type PrintedWeight, printedWeights } from '../../printed/weights.js';
import { writeBody } from '../../tensorflow/body.js';
import { computedCode } from '../../tensorflow/computed.js';
import type { HelperName } from '../../tensorflow/helpers.js';
import { named, type TensorExpression } from '../../tensorflow/tensor-expression.js';
import { branches } from './branches.js';
import { inputLines } from './taking.js';
import { ofMethods } from './weights.js';

/** The code of the method `call`. */
export interface CallCode {
  readonly lines: readonly string[];
  /** Those that the class has. */
  readonly weights: readonly PrintedWeight[];
  /** The functions of runtime/ that it calls. */
  readonly helpers: ReadonlySet<HelperName>;
  /** Whether it depends on whether the network is trained. */
  readonly trains: boolean;
}

/** How the method knows that the network is trained. */
const isTraining = 'kwargs.training';

/** The lines of the method's body. */
export function callLines(forms: Forms, language: Language): CallCode {
  const { op } = forms;
  const settings = new Set<string>();
  const helpers = new Set<HelperName>();
  const written = forms.map((form) => {
    const weights = printedWeights(forms, form, ofMethods);
    const code = computedCode(op, {
      inputs: expressionsOf(forms, form),
      weights: new Map(weights.map(({ key, rank, condition }) => [key, { rank, isOptional: condition !== undefined }])),
      values: form.values,
      outputs: forms.outputs,
      isTraining,
    });
    for (const key of code.attributes) settings.add(key);
    for (const helper of code.helpers) helpers.add(helper);
    const reads = weights.map(({ key, condition }) =>
      condition === undefined
        ? `const ${camelCase(key)} = ${language.cast(`this.${camelCase(key)}`, 'tf.LayerVariable')}.read();`
        : `const ${camelCase(key)} = this.${camelCase(key)}?.read();`,
    );
    const write = (depth: number) => {
      const identifiers = new UniqueIdentifiers();
      for (const taken of [...Object.keys(op.inputs), ...Object.keys(op.attributes), ...weights.map(({ key }) => key)])
        identifiers.take(camelCase(taken));
      const { constants, result } = writeBody(code.results, identifiers, language, 6 + depth);
      return [...reads, ...constants, ...toLines(result, 6 + depth, 'return ', ';')];
    };
    return { weights, write };
  });
  const lines = written.map(([form, { write }]) => [form, write] as const);
  const chosen = forms.choose(
    lines,
    (port) => {
      const input = inputCode(op, port);
      return { input, rank: `${input}${Object.values(op.inputs)[port]?.optional ? '?' : ''}.rank` };
    },
    branches,
  );
  for (const key of chosen.settings) settings.add(key);
  const weights = new Map(written.flatMap(([, one]) => one.weights.map((weight) => [weight.key, weight])));
  const names = Object.keys(op.attributes)
    .filter((key) => settings.has(key))
    .map(camelCase);
  return {
    weights: [...weights.values()],
    helpers,
    trains: chosen.lines.some((line) => line.includes(isTraining)),
    lines: [
      'return tf.tidy(() => {',
      ...inputLines(forms.taking, language).map((line) => `  ${line}`),
      ...(names.length > 0 ? [`  const { ${names.join(', ')} } = this.settings;`] : []),
      ...chosen.lines.map((line) => `  ${line}`),
      '});',
    ],
  };
}

/** The inputs of a form by the variables that hold them. */
function expressionsOf({ op: { inputs }, taking }: Forms, { ranks }: Form): readonly TensorExpression[] {
  return Object.entries(inputs).flatMap(([name, { least, orZeros }], index): readonly TensorExpression[] => {
    const rank = ranks[index];
    if (rank === undefined) return [];
    const isOptional = orZeros === true && taking.ports.some((port) => port.name === name && port.isOptional);
    const input = named(camelCase(name), rank, true, isOptional);
    return [least === undefined ? input : { ...input, isList: true }];
  });
}

/** The variable of a port whose rank tells forms apart. */
function inputCode({ inputs }: Op, port: number): string {
  const [name = 'x', { least } = {}] = Object.entries(inputs)[port] ?? [];
  return least === undefined ? camelCase(name) : `${camelCase(name)}[0]`;
}
