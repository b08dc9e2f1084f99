/** How drawings show the layers of each op. A page is given them as data, so that its script need not have the ops. */
import type { Report } from '../../analysis/report.js';
import { findOp } from '../../ops/index.js';
import type { OpFigure, OpKind } from '../../ops/op.js';

/** What a drawing shows of an op's layers, and the op's kind, by which they are coloured. */
export interface Look extends OpFigure {
  readonly kind: OpKind;
  readonly label: string;
}

/** By the names of ops. */
export type Looks = Readonly<Record<string, Look>>;

/** The looks of the ops of a network. */
export function looksOf({ layers }: Report): Looks {
  const ops = new Set(layers.flatMap(({ op }) => findOp(op) ?? []));
  return Object.fromEntries(
    [...ops].map(({ name, kind, figure }): [string, Look] => {
      const label = name.replace(/2d$/, '').replaceAll('_', ' ');
      return [name, { kind, label, ...figure }];
    }),
  );
}
