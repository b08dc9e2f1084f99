/** What is built of a spec: the network as written, or a variant with other parameters or inputs. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import * as messages from '../diagnostics/messages/names.js';
import { misfit as misfitMessage } from '../diagnostics/messages/schema.js';
import { didYouMean, inWords } from '../diagnostics/nearest.js';
import type { Binding } from '../graph/graph.js';
import { misfitOf } from '../read/parameters.js';
import type { Expectation, ParameterValue, Spec } from '../spec/spec.js';
import type { Span } from '../text/source.js';

/** A variant of the network: parameters, input shapes and an end point other than the spec's own. */
export interface Variant {
  readonly set: ReadonlyMap<string, ParameterValue>;
  /** By input, the key '' is the only one; or by size, with one number. */
  readonly inputs: ReadonlyMap<string, readonly (number | null)[]>;
  readonly until?: string;
  /** The expectation of the spec that asks for it; mistakes are reported there. */
  readonly expectation?: Expectation;
}

export const asWritten: Variant = { set: new Map(), inputs: new Map() };

/** The parameters' values, without those that can't be, which are reported. */
export function bindParameters(
  spec: Spec,
  { set, expectation }: Variant,
  diagnostics: Diagnostics,
): ReadonlyMap<string, Binding & { kind: 'value' }> {
  const { parameters } = spec;
  const values = new Map<string, Binding & { kind: 'value' }>();
  for (const [name, parameter] of parameters) {
    const value = set.has(name) ? (set.get(name) ?? null) : parameter.default;
    const span = expectation?.set.get(name)?.key.span ?? parameter.span;
    if (value === undefined) diagnostics.report(messages.unsetParameter(name), span);
    const misfit = value === undefined ? undefined : misfitOf(parameter, value);
    if (misfit !== undefined && set.has(name)) diagnostics.report(misfitMessage(name, misfit), span);
    if (value !== undefined && misfit === undefined) values.set(name, { kind: 'value', value });
  }
  for (const name of set.keys()) {
    if (parameters.has(name)) continue;
    const span = expectation?.set.get(name)?.key.span;
    reportUnknown(messages.unknownParameter, name, [...parameters.keys()], spec, span, diagnostics);
  }
  return values;
}

/** Reports a parameter, input or end point that a variant names and the spec lacks. */
export function reportUnknown(
  unknown: typeof messages.unknownParameter | typeof messages.unknownInput | typeof messages.unknownEndpoint,
  name: string,
  known: readonly string[],
  { name: network }: Spec,
  span: Span | undefined,
  diagnostics: Diagnostics,
): void {
  const place = span ?? network.span;
  const guess = didYouMean(name, place, { names: known });
  // A fix is for what the spec itself asks for; whoever asks from outside is told in words.
  const remedy = span ? guess : guess && inWords(guess);
  diagnostics.report(unknown(network.text, name, guess ? [] : known), place, remedy);
}
