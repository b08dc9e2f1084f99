/** Calls of the functions that a spec defines. */
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import * as messages from '../../diagnostics/messages/expressions.js';
import { definedHere } from '../../diagnostics/messages/names.js';
import { didYouMean } from '../../diagnostics/nearest.js';
import { functions } from '../../expressions/expression.js';
import { spanWithin } from '../../text/source.js';
import { foreignFunction } from '../../vocabulary/foreign-names.js';
import type { Core, DeclaredFormula, FailedVariable, Unit, Variable, VariableReference } from '../core.js';

/** Reports calls of what is no function or has another number of arguments, and functions that are not called. */
export function checkCalls({ units }: Core, diagnostics: Diagnostics): void {
  for (const { variables } of units) for (const reference of variables.values()) checkCall(reference, diagnostics);
}

function checkCall({ name, formula, call, target }: VariableReference, diagnostics: Diagnostics): void {
  const called = target && isFunction(target) ? target.declared : undefined;
  const place = spanWithin(formula, name);
  if (target && !called && call) diagnostics.report(messages.notAFunction(name.name, target.kind), place);
  if (!called || call?.arguments.length === called.arguments.length) return;
  const { text, key, arguments: names } = called;
  const signature = `${text}(${names.map((one) => one.text).join(', ')})`;
  const notes = [{ message: definedHere(text), span: key.span }];
  if (!call) return diagnostics.report(messages.uncalledFunction(text, signature), place, { notes });
  const { length } = names;
  const message = messages.argumentCount(text, length, length, call.arguments.length);
  diagnostics.report(message, spanWithin(formula, call), { notes });
}

/** Reports a call of a function that does not exist. */
export function reportUnknownFunction(
  { name, formula }: FailedVariable,
  network: Unit,
  diagnostics: Diagnostics,
): void {
  const text = name.name;
  const place = spanWithin(formula, name);
  const meant = foreignFunction(text);
  const own = [...network.declared.values()].filter(isFunction).map(({ declared }) => declared.text);
  const known = [...Object.keys(functions), ...own];
  const guess = meant === undefined ? didYouMean(text, place, { names: known }) : undefined;
  diagnostics.report(messages.unknownFunction(text, guess ? [] : known, meant), place, guess);
}

export const isFunction = (variable: Variable): variable is DeclaredFormula =>
  variable.kind === 'formula' && variable.declared.arguments.length > 0;
