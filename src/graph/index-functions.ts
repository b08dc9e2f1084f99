/** Makes functions of indices of what specs write: all other names become their values. */
import { dependsOnUnknownSize, expectedNumber, tooLargeValue } from '../diagnostics/messages/expressions.js';
import { type Expression, walk } from '../expressions/expression.js';
import { IndexFunction, IndexFunctionFault, indexNames } from '../expressions/index-function.js';
import type { Formula } from '../spec/spec.js';
import { spanWithin } from '../text/source.js';
import { type EvaluationContext, evaluateFormula } from './evaluation.js';
import type { Edge, Environment } from './graph.js';

/** The maximum number of parts of an expression with its functions inserted. */
const mostParts = 2000;

/** An expression of the spec, and what its names are. */
interface ExpressionNames {
  readonly formula: Formula;
  readonly environment: Environment;
  /** The arguments of a function. */
  readonly given: ReadonlyMap<string, Expression>;
}

/** The function of an expression that mentions indices; undefined if a part has no value, which was reported. */
export function indexFunctionOf(
  formula: Formula,
  environment: Environment,
  input: Edge,
  context: EvaluationContext,
): IndexFunction | undefined {
  const residual = new Residual(input, context).of(formula.expression, { formula, environment, given: new Map() });
  try {
    return residual && new IndexFunction(residual);
  } catch (error) {
    if (!(error instanceof IndexFunctionFault)) throw error;
    context.report(error.fault, spanWithin(formula, error.place));
    return undefined;
  }
}

/** Whether an expression mentions indices of a tensor. */
export const mentionsIndices = ({ expression }: Formula, environment: Environment): boolean =>
  [...walk(expression)].some((part) => part.kind === 'name' && environment.find(part)?.kind === 'coordinate');

class Residual {
  private parts = 0;

  constructor(
    private readonly input: Edge,
    private readonly context: EvaluationContext,
  ) {}

  of(expression: Expression, inside: ExpressionNames): Expression | undefined {
    this.parts += 1;
    if (this.parts > mostParts) {
      if (this.parts === mostParts + 1) this.context.report(tooLargeValue(), inside.formula.span);
      return undefined;
    }
    return this.isOpen(expression, inside) ? this.ofOpen(expression, inside) : this.literalOf(expression, inside);
  }

  private isOpen(expression: Expression, { environment, given }: ExpressionNames): boolean {
    return [...walk(expression)].some((part) => {
      if (part.kind !== 'name') return false;
      const argument = given.get(part.name);
      return argument ? argument.kind !== 'literal' : environment.find(part)?.kind === 'coordinate';
    });
  }

  /** The value of an expression that mentions no index. */
  private literalOf(expression: Expression, { formula, environment, given }: ExpressionNames): Expression | undefined {
    const locals = new Map([...given].flatMap(([name, one]) => (one.kind === 'literal' ? [[name, one.value]] : [])));
    const value = evaluateFormula({ ...formula, expression }, environment, this.input, this.context, locals);
    if (value === undefined) return undefined;
    const { start, end } = expression;
    if (typeof value === 'number' || typeof value === 'boolean' || value === null)
      return { kind: 'literal', value, start, end };
    const isSize = typeof value === 'object' && !Array.isArray(value);
    const message = isSize ? dependsOnUnknownSize() : expectedNumber(`"${value}"`);
    this.context.report(message, spanWithin(formula, expression));
    return undefined;
  }

  private ofOpen(expression: Expression, inside: ExpressionNames): Expression | undefined {
    switch (expression.kind) {
      case 'name': {
        const argument = inside.given.get(expression.name);
        if (argument) return argument;
        const binding = inside.environment.find(expression);
        const name = binding?.kind === 'coordinate' ? indexNames[binding.axis] : undefined;
        return name && { ...expression, name };
      }
      case 'not':
      case 'negate': {
        const operand = this.of(expression.operand, inside);
        return operand && { ...expression, operand };
      }
      case 'binary': {
        const left = this.of(expression.left, inside);
        const right = left && this.of(expression.right, inside);
        return right && { ...expression, left, right };
      }
      case 'call': {
        const args = this.all(expression.arguments, inside);
        return args && { ...expression, arguments: args };
      }
      case 'apply': {
        const args = this.all(expression.arguments, inside);
        const binding = inside.environment.find(expression.function);
        if (!args || binding?.kind !== 'formula') return undefined;
        const { formula, environment } = binding;
        const given = new Map(
          formula.arguments.flatMap(({ text }, index) => (args[index] ? [[text, args[index]]] : [])),
        );
        const body = this.of(formula.expression, { formula, environment, given });
        // A fault in it is one of the call.
        return body && placedAt(body, expression);
      }
      case 'conditional': {
        const condition = this.of(expression.condition, inside);
        if (!condition) return undefined;
        if (condition.kind === 'literal')
          return this.of(condition.value ? expression.whenTrue : expression.whenFalse, inside);
        const whenTrue = this.of(expression.whenTrue, inside);
        const whenFalse = whenTrue && this.of(expression.whenFalse, inside);
        return whenFalse && { ...expression, condition, whenTrue, whenFalse };
      }
      default:
        return expression;
    }
  }

  private all(expressions: readonly Expression[], inside: ExpressionNames): readonly Expression[] | undefined {
    const all = expressions.map((one) => this.of(one, inside));
    return all.includes(undefined) ? undefined : all.filter((one) => one !== undefined);
  }
}

/** An expression, all of whose parts are at the place of another. */
function placedAt(expression: Expression, place: Expression): Expression {
  const { start, end } = place;
  const inner = (one: Expression) => placedAt(one, place);
  switch (expression.kind) {
    case 'not':
    case 'negate':
      return { ...expression, operand: inner(expression.operand), start, end };
    case 'binary':
      return { ...expression, left: inner(expression.left), right: inner(expression.right), start, end };
    case 'call':
      return { ...expression, arguments: expression.arguments.map(inner), start, end };
    case 'conditional': {
      const { condition, whenTrue, whenFalse } = expression;
      const parts = { condition: inner(condition), whenTrue: inner(whenTrue), whenFalse: inner(whenFalse) };
      return { ...expression, ...parts, start, end };
    }
    default:
      return { ...expression, start, end };
  }
}
