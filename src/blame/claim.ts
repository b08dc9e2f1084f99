/** A claim of a spec that does not hold, and how it is told. */
import type { Note } from '../diagnostics/diagnostics.js';
import { formatShape, type Shape } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Declaration, Layer, Model } from '../graph/graph.js';
import type { DeclaredNumber, DeclaredShape } from '../spec/spec.js';

/** An output that is not as declared. */
export interface Mismatch {
  readonly kind: 'output';
  readonly declaration: Declaration;
  readonly declared: DeclaredShape;
  readonly shape: Shape;
}

/** A number of parameters that is not as declared. */
export interface Miscount {
  readonly kind: 'params';
  readonly declaration: Declaration;
  readonly declared: DeclaredNumber;
  readonly actual: number;
}

/** A total of a variant, or its number of layers of a kind, that is expected. */
export interface ExpectedTotal {
  readonly kind: 'total';
  /** The total by its name, or an op or activation. */
  readonly what: string;
  readonly isCount: boolean;
  readonly declared: DeclaredNumber;
  readonly actual: number;
  /** The network that is spoken of. */
  readonly variant: Model;
}

export type Claim = Mismatch | Miscount | ExpectedTotal;

/** The layers of what is declared something of. */
export const layersOf = ({ first, end }: Declaration, edges: Edges): readonly Layer[] =>
  edges.graph.nodes.slice(first, end).flatMap(({ output }) => edges.get(output)?.layer ?? []);

/** `Mixed_5b declares 256368 parameters but has 330096`: a claim and what is so. */
export function describeClaim(claim: Claim): string {
  if (claim.kind === 'output')
    return `${claim.declaration.label} declares ${formatShape(claim.declared.dims)} but computes ${formatShape(claim.shape)}`;
  if (claim.kind === 'params')
    return `${claim.declaration.label} declares ${claim.declared.value} parameters but has ${claim.actual}`;
  const { what, isCount, actual, declared } = claim;
  return isCount
    ? `there are ${actual} layers with ${what}, not ${declared.value}`
    : `${what} is ${actual}, not ${declared.value}`;
}

/** A note at a claim. */
export const noteOf = (claim: Claim): Note => ({ message: describeClaim(claim), span: claim.declared.span });

/** What would hold: `Mixed_5b has the 256368 parameters that it declares`. */
export function describeHeld(claim: Claim): string {
  if (claim.kind === 'output')
    return `${claim.declaration.label} computes the ${formatShape(claim.declared.dims)} that it declares`;
  if (claim.kind === 'params')
    return `${claim.declaration.label} has the ${claim.declared.value} parameters that it declares`;
  return `${claim.what} is ${claim.declared.value}, as expected`;
}

/** Whether a layer is of an op, or has an activation. */
export const isOfKind = ({ op, attributes }: Layer, kind: string): boolean =>
  op.name === kind || attributes.activation === kind;
