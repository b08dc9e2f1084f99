/** Ops that TensorFlow.js does not have ready-made: functions of the module, from what the ops compute. */

import { defaultOutput } from '../../ops/outputs.js';
import { portsOf } from '../../ops/ports.js';
import type { Language } from '../code/language.js';
import { array, call, type Doc, flatText, patternParameter, toLines } from '../code/layout.js';
import { camelCase, UniqueIdentifiers } from '../code/lexical.js';
import { TargetLimit } from '../target.js';
import { writeBody } from '../tensorflow/body.js';
import { type ComputedCode, computedCode } from '../tensorflow/computed.js';
import { named } from '../tensorflow/tensor-expression.js';
import { activated } from './activations.js';
import { type Operation, only } from './operation.js';
import type { PlanStep } from './plan.js';

/** The call of a step's function, and its activation. */
export function computedOperations(step: PlanStep): readonly Operation[] {
  const { layer } = step;
  const code = codeOf(step);
  const values = code.attributes.map((key) => valueCode(layer.attributes[key]));
  const operation: Operation = {
    ...only(step),
    ...(step.more.length > 0 ? { more: step.more.map(({ name, type }) => ({ name, shape: type.shape })) } : {}),
    function: {
      name: camelCase(layer.op.name),
      helpers: [...code.helpers],
      write: (name, language) => writeFunction(name, step, code, language),
    },
    code: (xs, w, callee) => call(callee, [...xs, ...(step.owner.weights.length > 0 ? [w] : []), ...values]),
  };
  return activated(step, [operation]);
}

function codeOf(step: PlanStep): ComputedCode {
  const { layer, owner, shapes } = step;
  try {
    return computedCode(layer.op, {
      inputs: shapes.map((shape, index) => named(inputName(step, index), shape.length, true)),
      weights: new Map(owner.weights.map(({ name, shape }) => [name, { rank: shape.length, isOptional: false }])),
      values: layer.attributes,
      outputs: [defaultOutput(layer.op), ...step.more.map(({ output }) => output)],
    });
  } catch (error) {
    throw error instanceof TargetLimit
      ? new TargetLimit(`${layer.name} needs ${error.message}, which TensorFlow.js does not support`)
      : error;
  }
}

/** The name of an input, from its port; several of one port are numbered. */
function inputName({ layer, shapes }: PlanStep, index: number): string {
  const ports = portsOf(layer.op.inputs, shapes.length, layer.attributes);
  const name = camelCase(ports[index] ?? 'x');
  return new Set(ports).size === ports.length ? name : `${name}${index + 1}`;
}

function writeFunction(
  name: string,
  step: PlanStep,
  { results, attributes }: ComputedCode,
  language: Language,
): readonly string[] {
  const { layer, owner, shapes, output } = step;
  const weights = owner.weights.map((weight): readonly [string, string] => [
    camelCase(weight.name),
    results[0]?.isTypedAsInput ? 'tf.Tensor' : tensorTypeOf(weight.shape.length),
  ]);
  const pattern = patternParameter(
    weights.map(([key]) => key),
    language.javascript ? undefined : weights.map(([, type]) => type),
  );
  const weightsType = `{ ${weights.map(([key, type]) => `${key}: ${type}`).join('; ')} }`;
  const ports = portsOf(layer.op.inputs, shapes.length, layer.attributes);
  const parameters: readonly (readonly [name: string, type: string, code?: Doc])[] = [
    ...shapes.map(({ length }, index) => {
      const { orZeros } = layer.op.inputs[ports[index] ?? ''] ?? {};
      // A loop assigns other tensors to the variable of a state.
      return [inputName(step, index), orZeros ? 'tf.Tensor' : tensorTypeOf(length + 1)] as const;
    }),
    ...(weights.length > 0 ? [['weights', weightsType, pattern] as const] : []),
    ...attributes.map((key) => [camelCase(key), typeOf(layer.attributes[key])] as const),
  ];
  const types = [output, ...step.more.map(({ type }) => type.shape)].map(({ length }) => tensorTypeOf(length + 1));
  const returned: Doc = types.length === 1 ? types.join() : array(types);
  const returns = flatText(returned);
  const identifiers = new UniqueIdentifiers();
  for (const [taken] of [...parameters, ...weights]) identifiers.take(taken);
  const { constants, result: value } = nameReshape(writeBody(results, identifiers, language, 4), identifiers);
  const typed = language.castWhole(value, returned);
  return [
    ...language.docOf(
      [layer.op.doc],
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
