/**
 * Evaluates what is written in a spec, in an environment of names and with the shape of an input, and reports mistakes
 * at their places.
 */
import type { Code } from '../diagnostics/codes.js';
import { nameOfUnknownSize } from '../diagnostics/messages/expressions.js';
import type { Message } from '../diagnostics/messages/message.js';
import { badFilledName } from '../diagnostics/messages/names.js';
import { noInput, noSuchSize } from '../diagnostics/messages/shapes.js';
import { type EvaluationScope, evaluate } from '../expressions/evaluate.js';
import { type SizeName, sizes, type Value } from '../expressions/expression.js';
import type { Dim, Shape } from '../expressions/shape.js';
import type { Plain } from '../ops/attributes.js';
import type { Formula, Item, Template, WrittenShape, WrittenValue } from '../spec/spec.js';
import { type Span, subspan } from '../text/source.js';
import { type Binding, type Edge, type Environment, noEdge } from './graph.js';

/** What evaluation needs from its caller. */
export interface EvaluationContext {
  /** The shape of an edge; undefined if it has none, which was reported. */
  shapeOf(edge: Edge): Shape | undefined;
  /** Why an expression can't mention a size of `in` here; undefined if it can. */
  refuseSize?(size: SizeName): Message<Code> | undefined;
  /** The same of a named size. */
  refuseNamedSize?(name: string): Message<Code>;
  report(message: Message<Code>, span: Span): void;
  /** Receives an assumption: an unknown operand of min, at least `least`, was left out. */
  assume(operand: Dim, least: number): void;
  /** The values of names by the edge that `in` refers to, so that formulas are evaluated once. */
  readonly known: Map<Binding, Map<Edge, Value | undefined>>;
}

/** The value of an expression; `input` is the edge that `in` refers to, and `locals` shadow the environment. */
export function evaluateFormula(
  formula: Formula,
  environment: Environment,
  input: Edge,
  context: EvaluationContext,
  locals?: ReadonlyMap<string, Plain>,
): Value | undefined {
  const { expression, span, exact } = formula;
  if (expression.kind === 'literal') return expression.value;
  const placeOf = ({ start, end }: { start: number; end: number }) => (exact ? subspan(span, start, end) : span);
  const scope: EvaluationScope = {
    lookup(name) {
      const local = locals?.get(name.name);
      if (local !== undefined) return local as Value;
      const binding = environment.find(name);
      if (binding?.kind === 'coordinate') return undefined;
      if (binding?.kind === 'dimension') return dimensionOf(binding, name.name, placeOf(name), context);
      return binding && evaluateBinding(binding, input, context);
    },
    size(size) {
      const refusal = context.refuseSize?.(size.size) ?? (input === noEdge ? noInput(size.size) : undefined);
      if (refusal) {
        context.report(refusal, placeOf(size));
        return undefined;
      }
      return sizeOf(context.shapeOf(input), size.size, placeOf(size), context);
    },
    apply(name, args) {
      const binding = environment.find(name);
      if (binding?.kind !== 'formula') return undefined;
      const given = new Map(binding.formula.arguments.map(({ text }, index) => [text, args[index]]));
      return evaluateFormula(binding.formula, binding.environment, input, context, given);
    },
    report: (fault) => context.report(fault.message, placeOf(fault)),
    assume: context.assume,
  };
  return evaluate(expression, scope);
}

function sizeOf(shape: Shape | undefined, size: SizeName, span: Span, context: EvaluationContext): Dim | undefined {
  if (!shape) return undefined;
  if (size === 'channels') return shape.at(-1);
  if (shape.length === 3) return shape[sizes.indexOf(size)];
  context.report(noSuchSize(shape.length, size), span);
  return undefined;
}

/** The value of a size of the network. */
function dimensionOf(
  { edge, axis }: Binding & { readonly kind: 'dimension' },
  name: string,
  span: Span,
  context: EvaluationContext,
): Dim | undefined {
  const shape = context.shapeOf(edge);
  const refusal = context.refuseNamedSize?.(name);
  if (refusal) {
    context.report(refusal, span);
    return undefined;
  }
  if (shape && axis >= shape.length) context.report(noSuchSize(shape.length, name), span);
  return shape?.[axis];
}

function evaluateBinding(
  binding: Exclude<Binding, { kind: 'dimension' | 'coordinate' }>,
  input: Edge,
  context: EvaluationContext,
): Value | undefined {
  if (binding.kind === 'value') return binding.value;
  const byEdge = context.known.get(binding) ?? new Map<Edge, Value | undefined>();
  context.known.set(binding, byEdge);
  if (!byEdge.has(input)) {
    const value =
      binding.kind === 'formula'
        ? evaluateFormula(binding.formula, binding.environment, input, context)
        : evaluateWritten(binding.written, binding.environment, binding.input, context);
    byEdge.set(input, value as Value | undefined);
  }
  return byEdge.get(input);
}

/** The plain value; undefined if a part has none. */
export function evaluateWritten(
  written: WrittenValue,
  environment: Environment,
  input: Edge,
  context: EvaluationContext,
  locals?: ReadonlyMap<string, Plain>,
): Plain {
  switch (written.kind) {
    case 'formula':
      return evaluateFormula(written, environment, input, context, locals);
    case 'word': {
      const [only, ...others] = written.parts;
      return typeof only === 'object' && others.length === 0
        ? evaluateFormula(only, environment, input, context, locals)
        : evaluateTemplate(written, environment, input, context, locals);
    }
    case 'list': {
      const items = written.items.map((item) => evaluateWritten(item, environment, input, context, locals));
      return items.includes(undefined) ? undefined : items;
    }
    case 'settings': {
      const plain: Record<string, Plain> = {};
      for (const [key, entry] of written.entries) {
        const value = evaluateWritten(entry, environment, input, context, locals);
        if (value === undefined) return undefined;
        plain[key] = value;
      }
      return plain;
    }
  }
}

/** The text of a template. A size in it becomes `5x5`. */
function evaluateTemplate(
  template: Template,
  environment: Environment,
  input: Edge,
  context: EvaluationContext,
  locals?: ReadonlyMap<string, Plain>,
): string | undefined {
  let text = '';
  for (const part of template.parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const value = evaluateFormula(part, environment, input, context, locals);
    if (value === undefined) return undefined;
    const piece = Array.isArray(value) ? value.join('x') : String(value);
    if (!/^[A-Za-z0-9_.-]*$/.test(piece)) {
      context.report(nameOfUnknownSize(), part.span);
      return undefined;
    }
    text += piece;
  }
  return text;
}

/** The name that a template gives. */
export function evaluateName(
  template: Template,
  environment: Environment,
  input: Edge,
  context: EvaluationContext,
  locals?: ReadonlyMap<string, Plain>,
): string | undefined {
  const name = evaluateTemplate(template, environment, input, context, locals);
  if (name === undefined || /^[A-Za-z0-9]/.test(name)) return name;
  context.report(badFilledName(name), template.span);
  return undefined;
}

/** Every expression in a written value. */
export function* formulasIn(written: WrittenValue): Generator<Formula> {
  switch (written.kind) {
    case 'formula':
      yield written;
      break;
    case 'word':
      yield* holesOf(written);
      break;
    case 'list':
      for (const item of written.items) yield* formulasIn(item);
      break;
    case 'settings':
      for (const entry of written.entries.values()) yield* formulasIn(entry);
  }
}

/** Every expression of an item that decides what is built, but for those in items in it and in defaults. */
export function* formulasOfItem(item: Item): Generator<Formula> {
  if (item.repeat) yield item.repeat;
  if (item.when) yield item.when;
  if (item.trainable) yield item.trainable;
  if (item.name) yield* holesOf(item.name);
  if (item.kind === 'layer') for (const written of item.own.values()) yield* formulasIn(written);
  if (item.kind === 'use') for (const { written } of item.arguments.values()) yield* formulasIn(written);
}

/** The expressions in a shape. */
export function* formulasInShape({ dims }: WrittenShape): Generator<Formula> {
  for (const dim of dims) if (typeof dim === 'object' && dim !== null) yield dim;
}

/** The expressions in a template. */
export function* holesOf({ parts }: Template): Generator<Formula> {
  for (const part of parts) if (typeof part !== 'string') yield part;
}
