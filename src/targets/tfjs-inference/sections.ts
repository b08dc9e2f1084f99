/** Divides the steps of a network in sections by their outermost scope. */
import { itemAt } from '../../text/lookup.js';
import type { WrittenStep } from './draft.js';

type Section = readonly WrittenStep[];

/** Consecutive steps that share their outermost scope, and those without one between them. */
export function sectionsOf(steps: readonly WrittenStep[]): readonly Section[] {
  const counts = new Map<string, number>();
  for (const one of steps) counts.set(headOf(one), (counts.get(headOf(one)) ?? 0) + 1);
  const isAlone = (one: WrittenStep) => counts.get(headOf(one)) === 1;
  const sections: WrittenStep[][] = [];
  for (const one of steps) {
    const last = sections.at(-1);
    const before = last?.at(-1);
    if (last && before && (headOf(before) === headOf(one) || (isAlone(before) && isAlone(one)))) last.push(one);
    else sections.push([one]);
  }
  return sections;
}

/** The scope that the layers of a section share; undefined if there is none, or only one step. */
export function scopeOf(section: Section): string | undefined {
  const heads = new Set(section.map(headOf));
  return section.length > 1 && heads.size === 1 ? [...heads][0] : undefined;
}

/** The outermost scope of a step's layers. */
const headOf = ({ step }: WrittenStep): string => itemAt(step.name.split('/'), 0);
