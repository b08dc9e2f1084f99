/** The network as one function, operation by operation. */

import { lastReads } from '../../analysis/lifetimes.js';
import { isKnown } from '../../expressions/shape.js';
import { found } from '../../text/lookup.js';
import { array, call, type Doc, object, toLines } from '../code/layout.js';
import { commentText, quote } from '../code/lexical.js';
import { placeText, shapesText } from '../code/words.js';
import { type Draft, type DraftStatement, observerType, tensorType, type WrittenStep } from './draft.js';
import type { Operation } from './operation.js';
import { scopeOf, sectionsOf } from './sections.js';

/** The statements of a body are indented by two columns. */
const indentation = 2;

export function writeCompute(draft: Draft): readonly string[] {
  const { language, model, plan, input, hasWeights, isObserved } = draft;
  const ofCaller = [...model.graph.inputs.map(({ name }) => name), ...plan.outputs.values()];
  const spent = lastReads(draft.operations, ofCaller);
  const body = [
    ...writeInputs(draft),
    ...sectionsOf(draft.steps).flatMap((section) => [
      '',
      ...writeTitle(section),
      ...section.flatMap((step) => writeStep(step, spent, draft)),
    ]),
    '',
    ...writeResult(draft),
  ];
  const parameters: readonly (readonly [name: string, type: string])[] = [
    ...(hasWeights ? [['w', 'ReturnType<typeof foldWeights>'] as const] : []),
    [input.name, input.type],
    ...(isObserved ? [['observe', observerType] as const] : []),
  ];
  const about = 'The network as a sequence of operations. Each tensor is freed after its last use.';
  const tags = parameters.map(([name, type]) => ['param', type, name] as const);
  const typed = parameters.map(([name, type]) => language.typed(name, type));
  return [
    ...language.docOf([about], tags),
    ...toLines(call('function compute', typed), 0, '', ' {'),
    ...body.map((line) => (line === '' ? '' : `  ${line}`)),
    '}',
  ];
}

/** The inputs by their variables, with their required shapes. */
function writeInputs(draft: Draft): readonly string[] {
  const { inputs } = draft.model.graph;
  const properties = inputs.map(({ name }): [Doc, Doc] => [found(draft.names.inputs, name), draft.variable(name)]);
  return [
    ...(inputs.length > 1 ? toLines(object(properties), indentation, 'const ', ' = inputs;') : []),
    ...inputs.flatMap(({ name, shape }) => {
      const sizes = ['null', ...shape.map((dim) => (isKnown(dim) ? String(dim) : 'null'))];
      return toLines(call('expectShape', [quote(name), draft.variable(name), array(sizes)]), indentation, '', ';');
    }),
  ];
}

/** The scope that a section's layers share, and its line. */
function writeTitle(section: readonly WrittenStep[]): readonly string[] {
  const [first] = section;
  const scope = scopeOf(section);
  if (scope === undefined || !first) return [];
  const { uses, item } = first.step.layer.node;
  return [`// ${commentText(scope)} ${placeText((uses[0] ?? item).span)}`];
}

function writeStep(
  { step, statements }: WrittenStep,
  spent: ReadonlyMap<Operation, readonly string[]>,
  draft: Draft,
): readonly string[] {
  const freed = statements.flatMap(({ operation }) => spent.get(operation) ?? []);
  const observed = draft.isObserved ? [step, ...step.more].filter(({ name }) => !freed.includes(name)) : [];
  return [
    ...statements.flatMap((statement) => [
      ...writeStatement(statement, draft),
      ...writeDispose((spent.get(statement.operation) ?? []).map((value) => draft.variable(value))),
    ]),
    ...observed.map(({ name }) => `observe(${quote(step.owner.name)}, ${quote(name)}, ${draft.variable(name)});`),
  ];
}

function writeStatement({ operation, variables, code }: DraftStatement, { language }: Draft): readonly string[] {
  const { shape, isUntyped, more = [] } = operation;
  const type = tensorType(shape);
  const variable = more.length > 0 ? `[${variables.join(', ')}]` : variables[0];
  const [head, tail] = !isUntyped
    ? [`const ${variable} = `, ';']
    : language.javascript
      ? [`const ${variable} = /** @type {${type}} */ (`, ');']
      : [`const ${variable}: ${type} = `, ';'];
  const lines = toLines(code, indentation, head, tail);
  return [...lines.slice(0, -1), `${lines.at(-1)} // ${shapesText([shape])}`];
}

function writeDispose(variables: readonly string[]): readonly string[] {
  const [only] = variables;
  if (only === undefined) return [];
  if (variables.length === 1) return [`${only}.dispose();`];
  return toLines(['tf.dispose(', array(variables), ')'], indentation, '', ';');
}

/** The outputs. The caller disposes of every output and every input once, so no two of them are the same tensor. */
function writeResult(draft: Draft): readonly string[] {
  const given = new Set(draft.model.graph.inputs.map(({ name }) => name));
  const entries = [...draft.plan.outputs].map(([name, value]): [Doc, Doc] => {
    const variable = draft.variable(value);
    const code = given.has(value) ? `${variable}.clone()` : variable;
    given.add(value);
    return [found(draft.names.outputs, name), code];
  });
  return toLines(object(entries), indentation, 'return ', ';');
}
