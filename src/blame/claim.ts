/** A claim of a spec that does not hold, and its description. */
import type { Note } from '../diagnostics/diagnostic.js';
import * as messages from '../diagnostics/messages/claims.js';
import { formatShape, type Shape } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Declaration, Layer, Model } from '../graph/graph.js';
import { activationFrom, activationOf } from '../ops/companions.js';
import type { DeclaredNumber, DeclaredShape } from '../spec/spec.js';

/** An output that differs from its declaration. */
export interface Mismatch {
  readonly kind: 'output';
  readonly declaration: Declaration;
  readonly declared: DeclaredShape;
  readonly shape: Shape;
}

/** A number of parameters that differs from its declaration. */
export interface ParamsMiscount {
  readonly kind: 'params';
  readonly declaration: Declaration;
  readonly declared: DeclaredNumber;
  readonly actual: number;
}

/** An expected total of a variant, or an expected number of its layers of a kind. */
export interface ExpectedTotal {
  readonly kind: 'total';
  /** The total's name, or an op or activation. */
  readonly what: string;
  readonly isCount: boolean;
  readonly declared: DeclaredNumber;
  readonly actual: number;
  /** The network that the expectation is about. */
  readonly variant: Model;
}

export type Claim = Mismatch | ParamsMiscount | ExpectedTotal;

/** The layers of the item that a declaration is about. */
export const layersOf = ({ first, end }: Declaration, edges: Edges): readonly Layer[] =>
  edges.graph.nodes.slice(first, end).flatMap(({ output }) => edges.get(output)?.layer ?? []);

/** `Mixed_5b declares 256368 parameters but has 330096` */
export function describeClaim(claim: Claim): string {
  switch (claim.kind) {
    case 'output': {
      const [declared, computed] = [formatShape(claim.declared.dims), formatShape(claim.shape)];
      return messages.declaresOutput(claim.declaration.label, declared, computed);
    }
    case 'params':
      return messages.declaresParams(claim.declaration.label, claim.declared.value, claim.actual);
    case 'total': {
      const describe = claim.isCount ? messages.expectsCount : messages.expectsTotal;
      return describe(claim.what, claim.declared.value, claim.actual);
    }
  }
}

/** A note at a claim. */
export const noteOf = (claim: Claim): Note => ({ message: describeClaim(claim), span: claim.declared.span });

/** What would hold: `Mixed_5b has the 256368 parameters that it declares`. */
export function describeHeld(claim: Claim): string {
  if (claim.kind === 'output') return messages.holdsOutput(claim.declaration.label, formatShape(claim.declared.dims));
  if (claim.kind === 'params') return messages.holdsParams(claim.declaration.label, claim.declared.value);
  return messages.holdsTotal(claim.what, claim.declared.value);
}

/** Whether a layer has an op or an activation. */
export const isOfKind = ({ op, attributes }: Layer, kind: string): boolean =>
  op.name === kind ||
  (op.name === 'activation' ? activationFrom(attributes.activation) : activationOf(op, attributes)).word === kind;
