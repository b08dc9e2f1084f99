/** Inputs with their sizes in PyTorch's order: channels x height x width, or channels x depth x height x width. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { channelsFirstInput, heldWith } from '../diagnostics/messages/claims.js';
import { channelsFirst } from '../diagnostics/messages/lints.js';
import { type Dim, formatShape } from '../expressions/shape.js';
import type { Edges } from '../graph/edges.js';
import type { Edge, Graph, NetworkInput } from '../graph/graph.js';
import { describeRank } from '../ops/ports.js';
import { type TensorType, typeOf } from '../ops/types.js';
import { fitsDeclared, type Spec } from '../spec/spec.js';
import type { Span } from '../text/source.js';
import { describeHeld, type Mismatch } from './claim.js';
import { recompute } from './recompute.js';

/** The minimum side of a likely image. */
const leastSide = 16;
/** For an image that is not square: the minimum side, and the maximum ratio of the sides. */
const leastLongSide = 64;
const mostStretched = 2.5;

/**
 * Whether a shape is likely an image or a video with its channels first. Real inputs of height 1 or 3 are rows of a signal: few
 * have about as many channels as they are wide, and none of height 3 is known.
 */
export function looksChannelsFirst(shape: readonly (Dim | null)[]): boolean {
  const [channels] = shape;
  const [height, width] = shape.slice(-2);
  if (typeof height !== 'number' || typeof width !== 'number') return false;
  if (shape.length === 4) return channels === 3 && height === width && height >= leastSide;
  if (shape.length !== 3) return false;
  const isSquare = height === width && height >= leastSide;
  const [short, long] = [Math.min(height, width), Math.max(height, width)];
  if (channels === 1) return isSquare;
  return channels === 3 && (isSquare || (short >= leastLongSide && long <= mostStretched * short));
}

/** A shape with its first size moved last. */
export const channelsLast = <T>([channels, ...sides]: readonly T[]): readonly T[] => [...sides, channels as T];

/**
 * Warns of inputs with their channels first that a 2D or 3D op takes. `placeOf` gives the span of an input's shape; undefined
 * if it is not written.
 */
export function warnOfChannelsFirst(
  graph: Graph,
  diagnostics: Diagnostics,
  placeOf: (input: string) => Span | undefined,
): void {
  const suspects = new Map<Edge, NetworkInput>();
  for (const input of graph.inputs) if (looksChannelsFirst(input.shape)) suspects.set(input.edge, input);
  if (suspects.size === 0) return;
  for (const { op, inputs, output } of graph.nodes) {
    const [taken] = inputs.flatMap((edge) => suspects.get(edge) ?? []);
    if (!taken) continue;
    // An op on single elements or channels may come before the first op that depends on height and width.
    if (op.kind === 'pointwise') suspects.set(output, taken);
    const { name, shape } = taken;
    const span = Object.values(op.inputs)[0]?.rank === shape.length ? placeOf(name) : undefined;
    if (!span || diagnostics.has('output-mismatch', span) || diagnostics.has('preprocess-mismatch', span)) continue;
    const axes = describeRank({ rank: shape.length });
    const message = channelsFirst(name, formatShape(shape), axes, formatShape(channelsLast(shape)), String(shape[0]));
    diagnostics.report(message, span);
  }
}

/** The spans of the shapes of a spec's inputs. */
export const placeInSpec =
  ({ inputs }: Spec) =>
  (input: string): Span | undefined =>
    inputs.get(input)?.shape.span;

/**
 * Reports an input with its channels first if declared outputs would hold with its channels last. Gives the mismatches
 * that this explains.
 */
export function blameChannelsFirst(
  mismatches: readonly Mismatch[],
  edges: Edges,
  diagnostics: Diagnostics,
): readonly Mismatch[] {
  const { inputs, spec } = edges.graph;
  const suspects = inputs.filter(({ shape }) => looksChannelsFirst(shape));
  const [first] = suspects;
  if (!first || mismatches.length === 0) return [];
  const turned = new Map<Edge, TensorType>(
    suspects.map((input) => [input.edge, { ...typeOf(input), shape: channelsLast(input.shape) }]),
  );
  const made = recompute(
    edges.layers(),
    (edge) => turned.get(edge) ?? edges.typeOf(edge),
    ({ attributes }, given) => ({ inputs: given, values: attributes }),
  );
  const held = mismatches.filter(({ declaration, declared }) => {
    const shape = made?.types.get(declaration.edge)?.shape;
    return shape !== undefined && fitsDeclared(shape, declared);
  });
  const [told] = held;
  const span = placeInSpec(spec)(first.name);
  if (!told || !span || diagnostics.has('preprocess-mismatch', span)) return held;
  const last = formatShape(channelsLast(first.shape));
  diagnostics.report(channelsFirstInput(first.name, formatShape(first.shape), last), span, {
    notes: [{ message: heldWith(last, describeHeld(told)), span: told.declared.span }],
  });
  return held;
}
