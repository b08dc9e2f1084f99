/** Which of a network's functions read its options, and therefore are inside of its factory. */
import type { Module, Parts } from '../../lower/module.js';
import { mentionsOf } from './mentions.js';
import type { PythonPrinting } from './printing.js';

/** The names of what the parts of a network declare that depend on its options, or on the layers that it shares. */
export function dependentsOf({ factory, used }: Module, printing: PythonPrinting): ReadonlySet<string> {
  const dependents = new Set(factory.options.map(({ variable }) => variable));
  for (const { name, parts } of used) if (usesShared(parts, printing)) dependents.add(name);
  for (const { op, name } of factory.parts.ops) if (printing.shares(op)) dependents.add(name);
  const mentions = mentionsOf(factory.parts);
  for (let size = -1; size < dependents.size; ) {
    size = dependents.size;
    for (const [name, mentioned] of mentions)
      if ([...mentioned].some((one) => dependents.has(one))) dependents.add(name);
  }
  return dependents;
}

const usesShared = ({ ops }: Parts, printing: PythonPrinting): boolean => ops.some(({ op }) => printing.shares(op));
