/** References that lead to nothing in one variant: to what is switched off there, or to an output that is not there. */
import type { Note } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import * as messages from '../diagnostics/messages/names.js';
import { didYouMean } from '../diagnostics/nearest.js';
import type { Item, Spec } from '../spec/spec.js';
import type { Reference, Unit } from './core.js';
import type { Bound, Frame } from './expand/frame.js';
import { splitReference } from './paths.js';

/** Reports a reference that leads to no edge. One to what is in no variant, or to what is faulty, was reported before. */
export function reportMissing(reference: Reference, bound: Bound | undefined, diagnostics: Diagnostics): void {
  const { name, output } = reference;
  if (bound?.kind === 'off') {
    const [layer] = splitReference(name.text);
    diagnostics.report(messages.layerOff(layer), name.span, { notes: whyOff(bound.by) });
  } else if (bound && output !== undefined && bound.edge.kind !== 'hole') {
    reportNoOutput(reference, [...bound.outputs.keys()], diagnostics);
  }
}

/** Reports a reference to an output that is not among those that there are. */
export function reportNoOutput({ name }: Reference, listed: readonly string[], diagnostics: Diagnostics): void {
  const [layer, output = ''] = splitReference(name.text);
  const guess = didYouMean(name.text, name.span, { names: listed.map((key) => `${layer}.${key}`) });
  diagnostics.report(messages.noSuchOutput(layer, output, listed), name.span, guess);
}

/** Reports a network whose outputs are all switched off. */
export function reportNoOutputs({ owner, outputs }: Unit<Spec>, frame: Frame, diagnostics: Diagnostics): void {
  const references = [...outputs.values()];
  const notes = references.flatMap(({ target }) => {
    const bound = frame.find(target);
    return bound?.kind === 'off' ? whyOff(bound.by) : [];
  });
  const [first] = references;
  const message = messages.outputsOff(references.map(({ name }) => name.text));
  diagnostics.report(message, (first?.name ?? owner.name).span, { notes });
}

/** What of an item switches it off. */
function whyOff({ when, repeat }: Item): readonly Note[] {
  return [
    ...(repeat ? [{ message: messages.repeatedSoOften, span: repeat.span }] : []),
    ...(when ? [{ message: messages.conditionFalse, span: when.span }] : []),
  ];
}
