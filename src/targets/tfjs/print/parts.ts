/** What the function of a spec holds: formulas and defaults, the functions of ops, and those of blocks. */
import type { OpFunction, Parts, SpecFunction, TensorFunction } from '../../../lower/module.js';
import { blockMark } from '../../code/marks.js';
import { ActivationFunctions } from '../ops/activations.js';
import { declareOpOptions, printOpFunction } from '../ops/op-functions.js';
import { declareOptions, printDefinition, printTensorFunction } from './functions.js';
import type { Part, Printing } from './printing.js';

/** Their place: the factory, or the function of a used spec. */
const indentation = 2;

/** Declares the types of the options of ops; those of blocks are declared after those of used specs. */
export const declareOps = (ops: readonly OpFunction[], printing: Printing): void => {
  for (const op of ops) declareOpOptions(op, printing);
};

export function printParts(parts: Parts, printing: Printing): readonly Part[] {
  for (const block of parts.blocks) declareOptions(block, printing);
  const activations = new ActivationFunctions(parts, printing);
  const ops = parts.ops.map((op) => printOpFunction(op, activations, printing));
  return [
    ...parts.definitions.map((definition) => printDefinition(definition, indentation, printing)),
    ...activations.print(),
    ...ops,
    ...parts.blocks.map((block) => printBlock(block, printing)),
  ];
}

function printBlock(block: TensorFunction, printing: Printing): Part {
  const { owner, definitions } = block;
  const { doc, head, body } = printTensorFunction(block, indentation, printing);
  const [first = '', ...rest] = head;
  const inside = [...definitions.flatMap((one) => printDefinition(one, indentation + 2, printing).lines), ...body];
  const mark = owner.kind === 'block' ? blockMark(owner) : '';
  return { lines: [...doc, mark + first, ...rest, ...inside.map((line) => `  ${line}`), '}'] };
}

/** The function of a used spec. */
export function printSpec(spec: SpecFunction, printing: Printing): Part {
  declareOptions(spec, printing);
  declareOps(spec.parts.ops, printing);
  const parts = printParts(spec.parts, printing);
  const { doc, head, body } = printTensorFunction(spec, 0, printing);
  const inside = [...parts.map(({ lines }) => lines), body].flatMap((lines, index) =>
    index === 0 ? lines : ['', ...lines],
  );
  return { lines: [...doc, ...head, ...inside.map((line) => (line === '' ? '' : `  ${line}`)), '}'] };
}
