/** The steps of a network in sections, as a reader would divide them: by the outermost scope of their layers. */
import { itemAt } from '../../text/lookup.js';
import type { WrittenStep } from './draft.js';

type Section = readonly WrittenStep[];

/** Steps in a row that share their outermost scope, and between them those that share none. */
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

/** The scope that the layers of a section share; undefined where they share none, or it is but one step. */
export function scopeOf(section: Section): string | undefined {
  const heads = new Set(section.map(headOf));
  return section.length > 1 && heads.size === 1 ? [...heads][0] : undefined;
}

/** The outermost scope of a step's layers. */
const headOf = ({ step }: WrittenStep): string => itemAt(step.name.split('/'), 0);
