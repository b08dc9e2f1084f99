/** `call` of a printed layer: what its op computes, for each form that differs. */
import { computeOp } from '../../../ops/layer.js';
import type { Op } from '../../../ops/op.js';
import { UniqueIdentifiers } from '../../code/lexical.js';
import { attributeArguments } from '../../printed/attributes.js';
import type { Form, Forms, WriteLines } from '../../printed/forms.js';
import type { TakenPort } from '../../printed/taking.js';
import { printedWeights } from '../../printed/weights.js';
import { type Python, type PythonStatement, simple } from '../python.js';
import { methodBody } from './body.js';
import { branches } from './branches.js';
import { KerasExpressions, type KerasHelper } from './primitives.js';
import { type KerasTensor, named } from './tensor-code.js';
import { attributeName, weightsCode } from './weights.js';

/** The code of the method `call`. */
export interface CallMethod {
  /** The names of its parameters, with the defaults of those that may be left out. */
  readonly parameters: readonly string[];
  readonly lines: Python;
  /** Whether it calls `self.dropout_layer`. */
  readonly dropsOut: boolean;
  /** The functions of the module that it calls. */
  readonly helpers: ReadonlySet<KerasHelper>;
  /** How many tensors it gives. */
  readonly results: number;
}

/** The method's code. Throws `TargetLimit` if Keras has no code for what the op computes. */
export function callMethod(forms: Forms): CallMethod {
  const { op, taking } = forms;
  const [dropsOut, counts, helpers] = [new Set<boolean>(), new Set<number>(), new Set<KerasHelper>()];
  const lines = forms.map((form): WriteLines<PythonStatement> => {
    const algebra = new KerasExpressions();
    const weights = printedWeights(forms, form, weightsCode).map(({ key, rank, condition }) => {
      const weight = named(`self.${attributeName(key)}`, rank, false);
      return [key, condition === undefined ? weight : { ...weight, isOptional: true as const }] as const;
    });
    const inputs = expressionsOf(op, form);
    const attributes = attributeArguments(op, form.values, { code: (key) => `self.${key}`, use: () => undefined });
    const results = Object.values(computeOp(algebra, op, inputs, new Map(weights), attributes));
    for (const helper of algebra.helpers) helpers.add(helper);
    dropsOut.add(algebra.dropsOut);
    counts.add(results.length);
    const body = methodBody(results, new UniqueIdentifiers(Object.keys(op.inputs), '_'));
    return () => body;
  });
  const chosen = forms.choose(
    lines,
    (port) => {
      const input = inputCode(op, port);
      const isOptional = Object.values(op.inputs)[port]?.optional && !taking.ports.some(isFilled(input));
      return { input, rank: `${isOptional ? `${input} is not None and ` : ''}len(${input}.shape)` };
    },
    branches,
  );
  const likes = taking.ports.flatMap(({ name, like }) =>
    like === undefined ? [] : [simple(`${name} = ${like} if ${name} is None else ${name}`)],
  );
  const parameters = taking.ports.map(({ name, isOptional }) => (isOptional ? `${name}=None` : name));
  const { last } = taking;
  const atEnd = [
    ...(last.some(({ isAlways }) => isAlways) ? ['*'] : []),
    ...last.map(({ port, isAlways }) => (isAlways ? port : `${port}=None`)),
  ];
  return {
    parameters: [...parameters, ...atEnd],
    lines: [...likes, ...chosen.lines],
    dropsOut: dropsOut.has(true),
    helpers,
    results: Math.max(...counts),
  };
}

/** Whether a port has the input of another if it is given nothing. */
const isFilled =
  (input: string) =>
  ({ name, like, isOptional }: TakenPort): boolean =>
    name === input && (like !== undefined || !isOptional);

/** The inputs of a form by the parameters that hold them. */
function expressionsOf({ inputs }: Op, { ranks }: Form): readonly KerasTensor[] {
  return Object.entries(inputs).flatMap(([name, { least, dtypes = [] }], index): readonly KerasTensor[] => {
    const rank = ranks[index];
    if (rank === undefined) return [];
    const input = named(name, rank, true);
    if (least !== undefined) return [{ ...input, isList: true }];
    if (dtypes.join() === 'int32') return [{ ...input, holds: 'int' }];
    return [dtypes.join() === 'bool' ? { ...input, holds: 'bool' } : input];
  });
}

/** The parameter of a port whose rank tells forms apart. */
function inputCode({ inputs }: Op, port: number): string {
  const [name = 'x', { least } = {}] = Object.entries(inputs)[port] ?? [];
  return least === undefined ? name : `${name}[0]`;
}
