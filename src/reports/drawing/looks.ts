/** The looks of each op in drawings. A page gets them as data, so that its script does not need the ops. */
import type { Report } from '../../analysis/report.js';
import { findOp } from '../../ops/index.js';
import type { OpFigure, OpKind } from '../../ops/op.js';

/** The label of an op's layers, and the kind by which they are colored. */
export interface Look extends OpFigure {
  readonly kind: OpKind;
  readonly label: string;
}

/** By the names of ops. */
export type Looks = Readonly<Record<string, Look>>;

/** The looks of a network's ops. */
export function looksOf({ layers }: Report): Looks {
  const ops = new Set(layers.flatMap(({ op }) => findOp(op) ?? []));
  return Object.fromEntries(
    [...ops].map(({ name, kind, figure }): [string, Look] => {
      const label = name.replace(/[12]d$/, '').replaceAll('_', ' ');
      return [name, { kind, label, ...figure }];
    }),
  );
}
