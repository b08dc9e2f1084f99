/** Functions of the module for what TensorFlow.js does not have ready-made, from what ops compute. */

import type { Shape } from '../../expressions/shape.js';
import type { AttributeValues } from '../../ops/attributes.js';
import type { Op } from '../../ops/op.js';
import { portsOf } from '../../ops/ports.js';
import type { Weight } from '../../ops/weights.js';
import type { Language } from '../code/language.js';
import { array, call, type Doc, flatText, patternParameter, toLines } from '../code/layout.js';
import { camelCase, UniqueIdentifiers } from '../code/lexical.js';
import { writeBody } from '../tensorflow/body.js';
import { type ComputedCode, computedCode } from '../tensorflow/computed.js';
import { named } from '../tensorflow/tensor-expression.js';
import type { Operation } from './operation.js';

/** An op that is computed by a function. */
export interface Computed {
  readonly op: Op;
  readonly attributes: AttributeValues;
  readonly weights: readonly Weight[];
  /** Whether these are the results of folding a batch norm, of which the kernel is typed as a tensor of any rank. */
  readonly isFolded: boolean;
  /** The shapes of its inputs. */
  readonly shapes: readonly Shape[];
  /** Its outputs by name, with their shapes. */
  readonly outputs: readonly (readonly [name: string, shape: Shape])[];
}

/** The function of an op, and its call. Throws `TargetLimit` if TensorFlow.js has no code for it. */
export function computedFunction(computed: Computed): Required<Pick<Operation, 'function' | 'code'>> {
  const { op, attributes, weights } = computed;
  const code = codeOf(computed);
  const values = code.attributes.map((key) => valueCode(attributes[key]));
  return {
    function: {
      name: camelCase(op.name),
      helpers: [...code.helpers],
      write: (name, language) => writeFunction(name, computed, code, language),
    },
    code: (xs, w, callee) => call(callee, [...xs, ...(weights.length > 0 ? [w] : []), ...values]),
  };
}

const codeOf = (computed: Computed): ComputedCode =>
  computedCode(computed.op, {
    inputs: computed.shapes.map((shape, index) => named(inputName(computed, index), shape.length, true)),
    weights: new Map(computed.weights.map(({ name, shape }) => [name, { rank: shape.length, isOptional: false }])),
    values: computed.attributes,
    outputs: computed.outputs.map(([name]) => name),
  });

/** The name of an input, from its port; several of one port are numbered. */
function inputName({ op, attributes, shapes }: Computed, index: number): string {
  const ports = portsOf(op.inputs, shapes.length, attributes);
  const name = camelCase(ports[index] ?? 'x');
  return new Set(ports).size === ports.length ? name : `${name}${index + 1}`;
}

function writeFunction(
  name: string,
  computed: Computed,
  { results, attributes: mentioned }: ComputedCode,
  language: Language,
): readonly string[] {
  const { op, attributes, shapes, outputs } = computed;
  const weights = computed.weights.map((weight): readonly [string, string] => [
    camelCase(weight.name),
    results[0]?.isTypedAsInput || (computed.isFolded && weight.shape.length > 1)
      ? 'tf.Tensor'
      : tensorTypeOf(weight.shape.length),
  ]);
  const pattern = patternParameter(
    weights.map(([key]) => key),
    language.javascript ? undefined : weights.map(([, type]) => type),
  );
  const weightsType = `{ ${weights.map(([key, type]) => `${key}: ${type}`).join('; ')} }`;
  const ports = portsOf(op.inputs, shapes.length, attributes);
  const parameters: readonly (readonly [name: string, type: string, code?: Doc])[] = [
    ...shapes.map(({ length }, index) => {
      const { orZeros } = op.inputs[ports[index] ?? ''] ?? {};
      // A loop assigns other tensors to the variable of a state.
      return [inputName(computed, index), orZeros ? 'tf.Tensor' : tensorTypeOf(length + 1)] as const;
    }),
    ...(weights.length > 0 ? [['weights', weightsType, pattern] as const] : []),
    ...mentioned.map((key) => [camelCase(key), typeOf(attributes[key])] as const),
  ];
  const types = outputs.map(([, { length }]) => tensorTypeOf(length + 1));
  const returned: Doc = types.length === 1 ? types.join() : array(types);
  const returns = flatText(returned);
  const identifiers = new UniqueIdentifiers();
  for (const [taken] of [...parameters, ...weights]) identifiers.take(taken);
  const { constants, result: value } = nameReshape(writeBody(results, identifiers, language, 4), identifiers);
  const typed = language.castWhole(value, returned);
  return [
    ...language.docOf(
      [op.doc],
      [...parameters.map(([parameter, type]) => ['param', type, parameter] as const), ['returns', returns]],
    ),
    ...toLines(
      call(
        `function ${name}`,
        parameters.map(([parameter, type, code]) => code ?? language.typed(parameter, type)),
      ),
      0,
      '',
      `${language.annotation(returns)} {`,
    ),
    ...(constants.length === 0
      ? toLines(call('tf.tidy', [['() => ', typed]]), 2, 'return ', ';').map((line) => `  ${line}`)
      : [
          '  return tf.tidy(() => {',
          ...constants.map((line) => `    ${line}`),
          ...toLines(typed, 4, 'return ', ';').map((line) => `    ${line}`),
          '  });',
        ]),
    '}',
  ];
}

/**
 * Gives a reshape to sizes of which some are spread a name: where a type is expected of it, tf.reshape expects as many
 * sizes.
 */
function nameReshape(body: ReturnType<typeof writeBody>, identifiers: UniqueIdentifiers): ReturnType<typeof writeBody> {
  if (!/^tf\.reshape\(.*\.\.\./.test(flatText(body.result))) return body;
  const name = identifiers.take('reshaped');
  return { constants: [...body.constants, ...toLines(body.result, 4, `const ${name} = `, ';')], result: name };
}

const tensorTypeOf = (rank: number): string => (rank < 7 ? `tf.Tensor${rank}D` : 'tf.Tensor');

const typeOf = (value: unknown): string => (Array.isArray(value) ? `[${value.map(typeOf).join(', ')}]` : 'number');

const valueCode = (value: unknown): Doc => (Array.isArray(value) ? array(value.map(valueCode)) : String(value));
